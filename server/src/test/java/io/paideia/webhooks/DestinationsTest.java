package io.paideia.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {

    private static final Map<String, String[]> NAMES =
            Map.of(
                    "hooks.example", new String[] {"93.184.216.34", "2606:2800:220:1::1"},
                    "mixed.example", new String[] {"93.184.216.34", "10.0.0.7"},
                    "localhost", new String[] {"127.0.0.1"});

    private final Destinations strict = destinations(false);
    private final Destinations open = destinations(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.9.9.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "2002:0a00:0001::1",
                "2002:7f00:1::",
                "64:ff9b::a00:1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1"
            })
    void refusesAddressesThatAreNotPublic(String address) throws Exception {
        assertThat(Addresses.inside(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255",
                "100.128.0.0", "169.253.0.1", "172.15.255.255", "172.32.0.0", "192.0.1.1",
                "192.167.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111",
                "2a00:1450::1", "2002:5db8:d822::1", "64:ff9b::5db8:d822"
            })
    void allowsPublicAddresses(String address) throws Exception {
        assertThat(Addresses.inside(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example/paideia",
                "https://hooks.example:8443/a?b=c",
                "HTTPS://hooks.example"
            })
    void allowsHttpsToPublicHosts(String url) {
        assertThat(strict.refusal(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example",
                "/paideia",
                "https:///paideia",
                "https://:443/",
                "http://hooks.example/",
                "ftp://hooks.example/",
                "file:///etc/passwd",
                "https://user:pass@hooks.example/",
                "https://hooks.example/#top",
                "https://hooks.example:0/",
                "https://hooks.example:70000/",
                "https://hooks.example/ a",
                "https://unknown.example/",
                "https://mixed.example/",
                "https://localhost/",
                "https://127.0.0.1/",
                "https://2130706433/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://169.254.169.254/latest/meta-data"
            })
    void refusesEverythingElse(String url) {
        assertThat(strict.refusal(url)).isPresent();
    }

    @Test
    void refusesOverlongUrls() {
        assertThat(strict.refusal("https://hooks.example/" + "a".repeat(2_048))).isPresent();
    }

    @Test
    void allowsHttpOnlyWithinAPrivateNetworkAndOnlyIfTold() {
        assertThat(open.refusal("http://localhost:9/x")).isEmpty();
        assertThat(open.refusal("https://localhost:9/x")).isEmpty();
        assertThat(open.refusal("http://hooks.example/x")).isPresent();
        assertThat(open.refusal("http://mixed.example/x")).isPresent();
        assertThat(strict.refusal("http://localhost:9/x")).isPresent();
    }

    private static Destinations destinations(boolean allowPrivate) {
        return new Destinations(new WebhookSettings(allowPrivate), DestinationsTest::resolve);
    }

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        if (host.endsWith(".example") && !NAMES.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        String[] addresses = NAMES.getOrDefault(host, new String[] {host});
        InetAddress[] resolved = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            resolved[i] = InetAddress.getByName(addresses[i]);
        }
        return resolved;
    }
}

package io.paideia.channels.paypal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message that PayPal's sandbox really sent in 2017, and what nobody should believe. */
final class PayPalSignatureTest {

    private static final Properties VECTOR = vector();
    private static final String BODY = text("message.json");
    private static final Instant THEN = Instant.parse("2017-03-30T20:05:00Z");
    private static final String WEBHOOK = VECTOR.getProperty("webhook-id");

    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server = start();
    private final String certificate =
            "http://127.0.0.1:"
                    + server.getAddress().getPort()
                    + "/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77";

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void believesWhatPayPalSigned() {
        PayPalSignature signature = signature(THEN, WEBHOOK, text("issuer.pem"));

        assertThat(signature.check(notice(Map.of(), BODY))).isEqualTo(good());
        assertThat(signature.check(notice(Map.of(), BODY))).isEqualTo(good());
        assertThat(fetches).as("the certificate is fetched once").hasValue(1);
    }

    @Test
    void computesTheChecksumOfTheRawBody() {
        assertThat(PayPalSignature.content("id", "time", "webhook", BODY))
                .isEqualTo("id|time|webhook|3494065244");
    }

    @Test
    void refusesWhatWasChangedOrIsForAnotherWebhook() {
        PayPalSignature signature = signature(THEN, WEBHOOK, text("issuer.pem"));

        assertThat(signature.check(notice(Map.of(), BODY + "\n"))).isEqualTo(bad("signature"));
        assertThat(signature.check(notice(Map.of(), BODY.replace("USD", "EUR"))))
                .isEqualTo(bad("signature"));
        assertThat(signature.check(notice(Map.of("paypal-transmission-id", "071f7d20-1584"), BODY)))
                .isEqualTo(bad("signature"));
        assertThat(
                        signature.check(
                                notice(
                                        Map.of("paypal-transmission-time", "2017-03-30T20:04:06Z"),
                                        BODY)))
                .isEqualTo(bad("signature"));
        assertThat(signature.check(notice(Map.of("paypal-transmission-sig", "AAAA"), BODY)))
                .isEqualTo(bad("signature"));
        assertThat(signature.check(notice(Map.of("paypal-transmission-sig", "?"), BODY)))
                .isEqualTo(bad("signature"));
        assertThat(signature.check(notice(Map.of("paypal-auth-algo", "SHA1withRSA"), BODY)))
                .isEqualTo(bad("algorithm"));
        assertThat(
                        signature(THEN, "1HE90801975891415", text("issuer.pem"))
                                .check(notice(Map.of(), BODY)))
                .isEqualTo(bad("signature"));
        assertThat(signature.check(new RawNotice("paypal", Map.of(), BODY)))
                .isEqualTo(bad("algorithm"));
    }

    @Test
    void refusesWhatIsTooOldOrComesFromTheFuture() {
        assertThat(
                        signature(THEN.plus(Duration.ofDays(5)), WEBHOOK, text("issuer.pem"))
                                .check(notice(Map.of(), BODY)))
                .isEqualTo(bad("time"));
        assertThat(
                        signature(THEN.minus(Duration.ofHours(1)), WEBHOOK, text("issuer.pem"))
                                .check(notice(Map.of(), BODY)))
                .isEqualTo(bad("time"));
        assertThat(
                        signature(THEN, WEBHOOK, text("issuer.pem"))
                                .check(notice(Map.of("paypal-transmission-time", "soon"), BODY)))
                .isEqualTo(bad("time"));
    }

    /** PayPal's certificate ended in 2019, and Java's own roots do not know its issuer directly. */
    @Test
    void refusesACertificateWithoutATrustedChain() {
        assertThat(signature(THEN, WEBHOOK, null).check(notice(Map.of(), BODY)))
                .isEqualTo(bad("certificate"));
        assertThat(signature(THEN, WEBHOOK, text("certificate.pem")).check(notice(Map.of(), BODY)))
                .as("pinned to the certificate itself")
                .isEqualTo(good());
    }

    @Test
    void fetchesCertificatesFromPayPalAlone() {
        PayPalSignature signature = signature(THEN, WEBHOOK, text("issuer.pem"));
        for (String elsewhere :
                List.of(
                        "",
                        "certs",
                        "file:///etc/passwd",
                        "https://api.paypal.com/v1/notifications/certs/CERT-1",
                        certificate.replace("127.0.0.1", "localhost"),
                        certificate.replace("http:", "https:"),
                        certificate.replace("127.0.0.1:", "127.0.0.1@evil.example:"),
                        certificate.replace("/v1/notifications/certs/", "/elsewhere/"),
                        certificate.replace("/certs/", "/certs/../../"),
                        certificate + "?x=1",
                        certificate.replaceFirst(":[0-9]+/", ":1/"))) {
            assertThat(signature.check(notice(Map.of("paypal-cert-url", elsewhere), BODY)))
                    .as(elsewhere)
                    .isEqualTo(bad("certificate address"));
        }
        assertThat(fetches).hasValue(0);
    }

    @Test
    void strangersMakeUsFetchOnlySoOften() {
        PayPalSignature signature = signature(THEN, WEBHOOK, text("issuer.pem"));
        for (int i = 0; i < 100; i++) {
            signature.check(notice(Map.of("paypal-cert-url", certificate + "x" + i), BODY));
        }

        assertThat(fetches.get()).isLessThanOrEqualTo(20);
    }

    /** Old certificates of PayPal's own are as trusted as new ones, and anybody can name them. */
    @Test
    void strangersCannotDriveOutTheCertificateInUse() {
        Instant[] now = {THEN};
        PayPalSignature signature =
                signature(
                        new Clock() {
                            @Override
                            public Instant instant() {
                                return now[0];
                            }

                            @Override
                            public ZoneId getZone() {
                                return ZoneOffset.UTC;
                            }

                            @Override
                            public Clock withZone(ZoneId zone) {
                                return this;
                            }
                        },
                        WEBHOOK,
                        text("issuer.pem"));
        assertThat(signature.check(notice(Map.of(), BODY))).isEqualTo(good());
        for (int i = 0; i < 100; i++) {
            now[0] = now[0].plusSeconds(10);
            String old = certificate.replace("CERT-", "CERT-" + i + "-");
            assertThat(signature.check(notice(Map.of("paypal-cert-url", old), BODY + " ")))
                    .isEqualTo(bad("signature"));
        }
        assertThat(fetches).hasValue(101);

        assertThat(signature.check(notice(Map.of(), BODY))).isEqualTo(good());
        assertThat(fetches).as("it was still there").hasValue(101);
    }

    @Test
    void whatPayPalDoesNotHaveIsNotFetchedAgainAtOnce() {
        PayPalSignature signature = signature(THEN, WEBHOOK, text("issuer.pem"));
        for (int i = 0; i < 5; i++) {
            assertThat(signature.check(notice(Map.of("paypal-cert-url", certificate + "x"), BODY)))
                    .isEqualTo(bad("certificate not found"));
        }
        assertThat(fetches).hasValue(1);
    }

    /** PayPal names one certificate in all its notices, and repeats those that were refused. */
    @Test
    void strangersLeaveFetchesForWhoIsNamedAgain() {
        PayPalSignature signature = signature(THEN, WEBHOOK, text("issuer.pem"));
        for (int i = 0; i < 100; i++) {
            signature.check(notice(Map.of("paypal-cert-url", certificate + "x" + i), BODY));
        }
        assertThat(signature.check(notice(Map.of(), BODY))).isEqualTo(bad("too many certificates"));
        assertThat(signature.check(notice(Map.of(), BODY))).isEqualTo(good());
    }

    private RawNotice notice(Map<String, String> changed, String body) {
        Map<String, String> headers = new HashMap<>();
        VECTOR.forEach((name, value) -> headers.put(name.toString(), value.toString()));
        headers.put("paypal-cert-url", certificate);
        headers.putAll(changed);
        return new RawNotice("paypal", headers, body);
    }

    private PayPalSignature signature(Instant now, String webhook, @Nullable String root) {
        return signature(Clock.fixed(now, ZoneOffset.UTC), webhook, root);
    }

    private PayPalSignature signature(Clock clock, String webhook, @Nullable String root) {
        PayPalSettings settings =
                new PayPalSettings(
                        "client",
                        "secret",
                        "MERCHANT",
                        webhook,
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        null,
                        List.of("127.0.0.1"),
                        List.of("messageverificationcerts.sandbox.paypal.com"),
                        root,
                        Duration.ofDays(4),
                        Duration.ofSeconds(5));
        return new PayPalSignature(
                settings,
                new PayPalCertificates(settings, new Wire("PayPal", settings.timeout()), clock),
                clock);
    }

    private static PayPalSignature.Check good() {
        return new PayPalSignature.Check.Good();
    }

    private static PayPalSignature.Check bad(String why) {
        return new PayPalSignature.Check.Bad(why);
    }

    private HttpServer start() {
        try {
            HttpServer made =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.createContext(
                    "/",
                    exchange -> {
                        try (exchange) {
                            fetches.incrementAndGet();
                            boolean known = exchange.getRequestURI().getPath().endsWith("a5cafa77");
                            byte[] pem =
                                    text("certificate.pem").getBytes(StandardCharsets.US_ASCII);
                            exchange.sendResponseHeaders(known ? 200 : 404, pem.length);
                            exchange.getResponseBody().write(pem);
                        }
                    });
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties vector() {
        Properties properties = new Properties();
        try (InputStream file = open("headers.properties")) {
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String name) {
        try (InputStream file = open(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(
                PayPalSignatureTest.class.getResourceAsStream("/vectors/paypal/" + name));
    }
}

package io.paideia.channels.paypal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import io.paideia.bench.Check;
import io.paideia.bench.PlainSigning;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Wire;
import io.paideia.sandbox.engine.Certificates;
import io.paideia.sandbox.engine.Certificates.Issuer;
import io.paideia.sandbox.engine.Certificates.Subject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The signature of a webhook, whose certificate is fetched and examined once; calls to PayPal are
 * not signed. JMH makes subclasses of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PayPalSigning {

    private static final String ROOT = "CN=Root";
    private static final String NAME = "messageverificationcerts.paypal.com";
    private static final String PATH = "/v1/notifications/certs/CERT-1";

    private final KeyPair pair = PlainSigning.pair();
    private final X509Certificate root =
            Certificates.authority(
                    new Issuer(new X500Principal(ROOT), pair.getPrivate()), subject(ROOT, 1));
    private RawNotice notice = new RawNotice("paypal", Map.of(), "");

    @SuppressWarnings("NullAway.Init") // JMH calls prepare before it measures
    private PayPalSignature signature;

    /** Signs in PayPal's place, and serves the certificate for the first look at it. */
    @Setup
    public void prepare() throws IOException, GeneralSecurityException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            server.createContext(
                    PATH,
                    exchange -> {
                        byte[] pem =
                                Certificates.pem(
                                                Certificates.signer(
                                                        Issuer.of(root, pair.getPrivate()),
                                                        subject("CN=" + NAME, 2)))
                                        .getBytes(US_ASCII);
                        exchange.sendResponseHeaders(200, pem.length);
                        exchange.getResponseBody().write(pem);
                        exchange.close();
                    });
            server.start();
            URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            PayPalSettings settings = settings(here);
            signature =
                    new PayPalSignature(
                            settings,
                            new PayPalCertificates(
                                    settings,
                                    new Wire("PayPal", settings.timeout()),
                                    Clock.systemUTC()),
                            Clock.systemUTC());
            notice = notice(here + PATH);
            Check.that(verify() instanceof PayPalSignature.Check.Good);
        } finally {
            server.stop(0);
        }
    }

    @Benchmark
    public Object verify() {
        return signature.check(notice);
    }

    private RawNotice notice(String certificate) throws GeneralSecurityException {
        String time = Instant.now().toString();
        String content =
                PayPalSignature.content("id", time, "1JE4291016473214C", PlainSigning.MESSAGE);
        return new RawNotice(
                "paypal",
                Map.of(
                        "paypal-auth-algo",
                        "SHA256withRSA",
                        "paypal-cert-url",
                        certificate,
                        "paypal-transmission-id",
                        "id",
                        "paypal-transmission-time",
                        time,
                        "paypal-transmission-sig",
                        PlainSigning.sign(content, pair.getPrivate())),
                PlainSigning.MESSAGE);
    }

    private Subject subject(String name, long serial) {
        return new Subject(name, pair.getPublic(), BigInteger.valueOf(serial));
    }

    private PayPalSettings settings(URI gateway) {
        return new PayPalSettings(
                "client",
                "secret",
                "merchant",
                "1JE4291016473214C",
                gateway,
                null,
                List.of(gateway.getHost()),
                List.of(NAME),
                Certificates.pem(root),
                Duration.ofDays(4),
                Duration.ofSeconds(10));
    }
}

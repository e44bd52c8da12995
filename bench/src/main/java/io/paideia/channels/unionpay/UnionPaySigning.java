package io.paideia.channels.unionpay;

import io.paideia.bench.Check;
import io.paideia.bench.PlainSigning;
import io.paideia.sandbox.engine.Certificates;
import io.paideia.sandbox.engine.Certificates.Issuer;
import io.paideia.sandbox.engine.Certificates.Subject;
import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
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
 * The fields of a call, and those of a message with UnionPay's certificate, which is examined once
 * and then known. JMH makes subclasses of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UnionPaySigning {

    private static final String ROOT = "CN=Root,C=CN";
    private static final String NAME = "CN=041@8310000000083040@UnionPay@00016495,C=CN";

    private final KeyPair pair = PlainSigning.pair();
    private final X509Certificate root = root();
    private final UnionPaySettings settings = settings();
    private final UnionPaySignature signature =
            new UnionPaySignature(
                    UnionPayIdentity.of(settings), new UnionPayTrust(settings, Clock.systemUTC()));
    private final Map<String, String> request = new HashMap<>();
    private Map<String, String> message = Map.of();

    /** Writes a call, and a message that bears our own signature in UnionPay's place. */
    @Setup
    public void prepare() {
        request.put("version", "5.1.0");
        request.put("encoding", "UTF-8");
        request.put("signMethod", "01");
        request.put("accessType", "0");
        request.put("merId", "777290058110048");
        request.put("txnType", "01");
        request.put("txnSubType", "07");
        request.put("bizType", "000000");
        request.put("channelType", "08");
        request.put("orderId", "01h455vb4pex5vsknk084sn02q");
        request.put("txnTime", "20261121123000");
        request.put("txnAmt", "9900");
        request.put("currencyCode", "156");
        request.put("backUrl", "https://pay.example.com/channels/unionpay/notify");
        Map<String, String> theirs = new HashMap<>(request);
        theirs.put("reserved", PlainSigning.MESSAGE);
        theirs.put(
                "signPubKeyCert",
                Certificates.pem(
                        Certificates.signer(Issuer.of(root, pair.getPrivate()), subject(NAME, 2))));
        message = signature.signed(theirs);
        Check.that(verify());
    }

    @Benchmark
    public Map<String, String> sign() {
        return signature.signed(request);
    }

    @Benchmark
    public boolean verify() {
        return signature.verifies(message);
    }

    private X509Certificate root() {
        return Certificates.authority(
                new Issuer(new X500Principal(ROOT), pair.getPrivate()), subject(ROOT, 1));
    }

    private Subject subject(String name, long serial) {
        return new Subject(name, pair.getPublic(), BigInteger.valueOf(serial));
    }

    private UnionPaySettings settings() {
        URI nowhere = URI.create("http://127.0.0.1:9/");
        return new UnionPaySettings(
                "777290058110048",
                PlainSigning.privateText(pair),
                "69903319369",
                null,
                null,
                Certificates.pem(root),
                "",
                "UnionPay",
                nowhere,
                nowhere,
                nowhere,
                UnionPaySettings.SameDay.REFUND,
                Duration.ofSeconds(8));
    }
}

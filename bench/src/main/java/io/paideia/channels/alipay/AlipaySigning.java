package io.paideia.channels.alipay;

import io.paideia.bench.Check;
import io.paideia.bench.PlainSigning;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** RSA2 from the fields of a call, and of a notice. JMH makes subclasses of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AlipaySigning {

    private final KeyPair pair = PlainSigning.pair();
    private final AlipaySignature signature =
            new AlipaySignature(PlainSigning.privateText(pair), PlainSigning.publicText(pair));
    private final Map<String, String> request = new HashMap<>();
    private Map<String, String> notice = Map.of();

    /** Writes a call, and a notice that bears our own signature in Alipay's place. */
    @Setup
    public void prepare() {
        request.put("app_id", "2021000000000001");
        request.put("method", "alipay.trade.precreate");
        request.put("format", "json");
        request.put("charset", "utf-8");
        request.put("sign_type", "RSA2");
        request.put("timestamp", "2026-11-21 12:30:00");
        request.put("version", "1.0");
        request.put("notify_url", "https://pay.example.com/channels/alipay/notify");
        request.put("biz_content", PlainSigning.MESSAGE);
        Map<String, String> signed = new HashMap<>(request);
        signed.put(
                "sign",
                signature.sign(AlipaySignature.content(request, Set.of("sign", "sign_type"))));
        notice = Map.copyOf(signed);
        Check.that(verify());
    }

    @Benchmark
    public String sign() {
        return signature.sign(request);
    }

    @Benchmark
    public boolean verify() {
        return signature.verifiesNotice(notice, Duration.ZERO);
    }
}

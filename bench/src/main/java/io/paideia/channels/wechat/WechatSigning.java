package io.paideia.channels.wechat;

import io.paideia.bench.Check;
import io.paideia.bench.PlainSigning;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The header of a call, the headers of an answer or notice, and what a notice seals. JMH makes
 * subclasses of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WechatSigning {

    private static final String PATH = "/v3/pay/transactions/native";

    private final KeyPair pair = PlainSigning.pair();
    private final MerchantKey merchant =
            new MerchantKey(
                    "1900009191",
                    "7132D72A03E93CDDF8C03BBD1F37EEDF",
                    PlainSigning.privateText(pair),
                    Clock.systemUTC());
    private final PublicKey platform = MerchantKey.publicKey(PlainSigning.publicText(pair));
    private final Sealed seal = new Sealed(PlainSigning.SECRET);
    private Stamp stamp = new Stamp("", "", "", "", "");
    private String sealed = "";

    /** Signs and seals in WeChat Pay's place. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        String time = merchant.timestamp();
        String nonce = MerchantKey.nonce();
        stamp =
                new Stamp(
                        time,
                        nonce,
                        "PUB_KEY_ID_1",
                        merchant.sign(MerchantKey.lines(time, nonce, PlainSigning.MESSAGE)),
                        "");
        sealed = PlainSigning.seal(PlainSigning.MESSAGE);
        Check.that(verify() && open().isPresent());
    }

    @Benchmark
    public String sign() {
        return merchant.authorization("POST", PATH, PlainSigning.MESSAGE);
    }

    @Benchmark
    public boolean verify() {
        return stamp.verifies(PlainSigning.MESSAGE, platform);
    }

    @Benchmark
    public Optional<String> open() {
        return seal.open(sealed, PlainSigning.NONCE, "");
    }
}

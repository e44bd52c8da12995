package io.paideia.channels.bank;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.bench.Check;
import io.paideia.bench.PlainSigning;
import java.security.KeyPair;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The signature in a header over a whole message. JMH makes subclasses of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BankSigning {

    private static final byte[] MESSAGE = PlainSigning.MESSAGE.getBytes(UTF_8);

    private final KeyPair pair = PlainSigning.pair();
    private final BankSignature signature =
            new BankSignature(PlainSigning.privateText(pair), PlainSigning.publicText(pair));
    private String signed = "";

    /** Signs in the bank's place. */
    @Setup
    public void prepare() {
        signed = signature.sign(PlainSigning.MESSAGE);
        Check.that(verify());
    }

    @Benchmark
    public String sign() {
        return signature.sign(PlainSigning.MESSAGE);
    }

    @Benchmark
    public boolean verify() {
        return signature.verifies(MESSAGE, signed);
    }
}

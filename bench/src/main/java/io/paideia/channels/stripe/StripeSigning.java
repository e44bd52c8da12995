package io.paideia.channels.stripe;

import io.paideia.bench.Check;
import io.paideia.bench.PlainSigning;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The signature of an event; calls to Stripe are not signed. JMH makes subclasses of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StripeSigning {

    private final StripeWebhook webhook =
            new StripeWebhook(List.of(PlainSigning.SECRET), Duration.ofDays(1), Clock.systemUTC());
    private String header = "";

    /** Signs in Stripe's place. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        long time = Instant.now().getEpochSecond();
        header = "t=" + time + ",v1=" + PlainSigning.mac(time + "." + PlainSigning.MESSAGE);
        Check.that(verifyMac());
    }

    @Benchmark
    public boolean verifyMac() {
        return webhook.verifies(header, PlainSigning.MESSAGE, Duration.ZERO);
    }
}

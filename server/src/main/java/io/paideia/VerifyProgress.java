package io.paideia;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells once a second how far a verification is, and how long it will take. Thread-safe. */
final class VerifyProgress implements AutoCloseable {

    private final PrintStream to;
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("verify-progress").factory());
    private volatile long total;
    private volatile long began = System.nanoTime();

    VerifyProgress(PrintStream to) {
        this.to = to;
    }

    /** So many transfers are to be done. */
    void begin(long transfers) {
        total = transfers;
        began = System.nanoTime();
    }

    void watch(LongSupplier done) {
        var _ =
                ticker.scheduleAtFixedRate(
                        () -> tell(done.getAsLong()), 1_000, 1_000, TimeUnit.MILLISECONDS);
    }

    private void tell(long done) {
        double seconds = (System.nanoTime() - began) / 1e9;
        double rate = done / seconds;
        if (total > 0 && done > 0) {
            to.printf(
                    Locale.ROOT,
                    "%,d of %,d transfers, %.0f %%, %,.0f/s, %.0f s left%n",
                    done,
                    total,
                    100.0 * done / total,
                    rate,
                    Math.max(0, total - done) / rate);
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}

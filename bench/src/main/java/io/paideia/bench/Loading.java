package io.paideia.bench;

import io.paideia.lane.Lane;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What was posted before a measurement, through the lane and the ledger as always, in whole
 * batches: the history is one that the ledger itself wrote. Immutable.
 */
record Loading(long rows, double seconds) {

    private static final int BATCH = 8_000;
    private static final long TOLD_EVERY_NANOS = 3_000_000_000L;

    /** While one batch is written, the next is made. */
    private static final int LOADERS = 2;

    /** Opens every account by a first transfer. */
    static Loading open(Lane lane, Ledger ledger, Account[] accounts) {
        AtomicInteger next = new AtomicInteger();
        return through(
                lane,
                ledger,
                (accounts.length + 1) / 2,
                () -> {
                    int first = 2 * next.getAndIncrement();
                    return LedgerBench.order(
                            accounts[first], accounts[(first + 1) % accounts.length]);
                });
    }

    /**
     * Posts so many.
     *
     * @param orders is asked by several threads at once
     * @throws IllegalStateException if one is refused
     */
    static Loading through(Lane lane, Ledger ledger, long count, Supplier<Transfer> orders) {
        long started = System.nanoTime();
        AtomicLong left = new AtomicLong(count);
        AtomicLong told = new AtomicLong(started);
        List<CompletableFuture<Void>> loaders = new ArrayList<>();
        for (int i = 0; i < LOADERS; i++) {
            loaders.add(
                    CompletableFuture.runAsync(
                            () -> load(lane, ledger, left, orders, told),
                            task -> Thread.ofPlatform().start(task)));
        }
        loaders.forEach(CompletableFuture::join);
        return new Loading(count, (System.nanoTime() - started) / 1e9);
    }

    double rate() {
        return rows == 0 ? 0 : rows / seconds;
    }

    String told() {
        return rows == 0
                ? "nothing before"
                : String.format(
                        Locale.ROOT,
                        "%,d transfers in %.1f s, %,.0f/s, in batches of %,d",
                        rows,
                        seconds,
                        rate(),
                        BATCH);
    }

    private static void load(
            Lane lane, Ledger ledger, AtomicLong left, Supplier<Transfer> orders, AtomicLong told) {
        while (true) {
            long before = left.getAndUpdate(rest -> Math.max(0, rest - BATCH));
            if (before <= 0) {
                return;
            }
            List<List<Transfer>> groups = new ArrayList<>();
            for (long i = 0; i < Math.min(before, BATCH); i++) {
                groups.add(List.of(orders.get()));
            }
            for (List<Outcome> outcome : lane.call(ledger, groups)) {
                if (outcome.getFirst() != Outcome.CREATED) {
                    throw new IllegalStateException(outcome.getFirst().code());
                }
            }
            long last = told.get();
            long now = System.nanoTime();
            if (now - last > TOLD_EVERY_NANOS && told.compareAndSet(last, now)) {
                System.err.printf(Locale.ROOT, "loading: %,d to go%n", left.get());
            }
        }
    }
}

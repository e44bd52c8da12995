package io.paideia.trials.simulation;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./paideia simulate}. Progress and what happened go to stderr, the result as one line of
 * JSON to stdout. Ends with 1 at the first violation.
 */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs lanes in one thread against a store in memory, from seeds.")
public final class Simulate implements Callable<Integer> {

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_STEPS = 100_000;

    private final String commit =
            Optional.ofNullable(System.getenv("PAIDEIA_COMMIT")).orElse("unknown");

    @Option(names = "--seeds", description = "how many seeds to run (${DEFAULT-VALUE})")
    private long seeds = 10_000;

    @Option(names = "--from", description = "the first of them (another each time)")
    private @Nullable Long from;

    @Option(names = "--seed", description = "run only this one")
    private @Nullable Long seed;

    @Option(names = "--verbose", description = "with --seed: print all its steps")
    private boolean verbose;

    @Override
    public Integer call() {
        Long only = seed;
        Long given = from;
        long first = given == null ? ThreadLocalRandom.current().nextLong(1L << 40) : given;
        try (Silence _ = new Silence()) {
            return only == null ? run(first, seeds) : runOnly(only);
        }
    }

    private int runOnly(long only) {
        if (verbose) {
            new Simulation().steps(only, MOST_STEPS).forEach(System.err::println);
        }
        return run(only, 1);
    }

    private int run(long first, long count) {
        System.err.printf(Locale.ROOT, "%,d seeds from %d, commit %s%n", count, first, commit);
        Simulation simulation = new Simulation();
        long started = System.nanoTime();
        long told = started;
        for (long i = 0; i < count; i++) {
            Simulation.Failure failure = simulation.run(first + i);
            if (failure != null) {
                System.err.println(failure.told(commit));
                System.err.println(
                        "Again: ./paideia simulate --seed " + failure.seed() + " --verbose");
                print(i + 1, first, started, simulation.tally(), failure);
                return 1;
            }
            if (System.nanoTime() - told > PROGRESS_NANOS) {
                told = System.nanoTime();
                System.err.printf(
                        Locale.ROOT,
                        "%,d of %,d seeds, %,.0f/s%n",
                        i + 1,
                        count,
                        rate(i + 1, started));
            }
        }
        System.err.print(simulation.tally().lines());
        print(count, first, started, simulation.tally(), null);
        return 0;
    }

    private void print(
            long done,
            long first,
            long started,
            Tally tally,
            Simulation.@Nullable Failure failure) {
        System.out.printf(
                Locale.ROOT,
                "{\"trial\": \"simulate\", \"commit\": \"%s\", \"from\": %d, \"seeds\": %d,"
                        + " \"seeds_per_second\": %.0f, \"violated_seed\": %s, %s}%n",
                commit,
                first,
                done,
                rate(done, started),
                failure == null ? "null" : String.valueOf(failure.seed()),
                tally.json());
    }

    private static double rate(long done, long started) {
        return done * 1e9 / Math.max(1, System.nanoTime() - started);
    }
}

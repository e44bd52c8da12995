package io.paideia.trials.simulation;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./paideia simulate}. Progress and what happened go to stderr, the result as one line of
 * JSON to stdout. Ends with 1 at the first violation.
 */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs lane and ledger in one thread against a store in memory, from seeds.")
public final class Simulate implements Callable<Integer> {

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long FIRST_SEEDS = 1L << 40;

    private final String commit =
            Optional.ofNullable(System.getenv("PAIDEIA_COMMIT")).orElse("unknown");
    private final Flaw flaw;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--seeds", description = "how many seeds to run (${DEFAULT-VALUE})")
    private long seeds = 10_000;

    @Option(names = "--from", description = "the first of them (another each time)")
    private @Nullable Long from;

    @Option(names = "--seed", description = "run only this one")
    private @Nullable Long seed;

    @Option(names = "--verbose", description = "with --seed: print all its steps")
    private boolean verbose;

    public Simulate() {
        this(Flaw.NONE);
    }

    Simulate(Flaw flaw) {
        this.flaw = flaw;
    }

    @Override
    public Integer call() {
        if (seeds < 1 && spec != null) {
            throw new ParameterException(spec.commandLine(), "--seeds must be positive");
        }
        try (Silence _ = new Silence()) {
            Long only = seed;
            if (only != null) {
                return runOnly(only);
            }
            Long first = from;
            return run(
                    first == null ? ThreadLocalRandom.current().nextLong(FIRST_SEEDS) : first,
                    seeds);
        }
    }

    private int runOnly(long only) {
        if (verbose) {
            new Simulation(flaw).steps(only, Integer.MAX_VALUE).forEach(System.err::println);
        }
        return run(only, 1);
    }

    private int run(long first, long count) {
        System.err.printf(Locale.ROOT, "%,d seeds from %d, commit %s%n", count, first, commit);
        Simulation simulation = new Simulation(flaw);
        long started = System.nanoTime();
        long told = started;
        for (long done = 1; done <= count; done++) {
            Simulation.Failure failure = simulation.run(first + done - 1);
            if (failure != null) {
                System.err.println(failure.told(commit));
                System.err.printf(
                        "Again: ./paideia simulate --seed %d --verbose%n", failure.seed());
                print(done, first, started, simulation.tally(), failure);
                return 1;
            }
            if (System.nanoTime() - told > PROGRESS_NANOS) {
                told = System.nanoTime();
                System.err.printf(
                        Locale.ROOT,
                        "%,d of %,d seeds held, %,.0f per second%n",
                        done,
                        count,
                        perSecond(done, started));
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
                perSecond(done, started),
                failure == null ? "null" : String.valueOf(failure.seed()),
                tally.json());
    }

    private static double perSecond(long done, long started) {
        return done * 1e9 / Math.max(1, System.nanoTime() - started);
    }
}

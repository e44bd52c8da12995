package io.paideia.trials.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs seeds. A seed is one run, and always the same one. */
final class Simulation {

    private static final int STEPS_SHOWN = 50;

    private final Flaw flaw;
    private final Tally tally = new Tally();

    Simulation() {
        this(Flaw.NONE);
    }

    Simulation(Flaw flaw) {
        this.flaw = flaw;
    }

    /**
     * A run in which a property did not hold.
     *
     * @param steps the last ones before that
     */
    record Failure(long seed, String property, List<String> steps) {

        /** For a person who has to find out why. */
        String told(String commit) {
            return """
            seed      %d
            commit    %s
            violated  %s
            the last steps:
            %s
            """
                    .formatted(seed, commit, property, String.join("\n", steps));
        }
    }

    /** Runs one seed; gives null if everything held. */
    @Nullable Failure run(long seed) {
        World world = new World(seed, flaw, null);
        try {
            world.run();
            return null;
        } catch (RuntimeException violation) {
            // Written down only now: the seed makes the same steps again.
            return new Failure(
                    seed,
                    violation instanceof Violation
                            ? String.valueOf(violation.getMessage())
                            : violation.toString(),
                    steps(seed, STEPS_SHOWN));
        } finally {
            tally.add(world.tally);
        }
    }

    /** Runs so many seeds, or fewer if one fails; gives that one, or null. */
    @Nullable Failure runUntilFailure(long first, long count) {
        Failure failure = null;
        for (long seed = first; failure == null && seed < first + count; seed++) {
            failure = run(seed);
        }
        return failure;
    }

    /** The last steps of a seed, as many as are wanted. */
    List<String> steps(long seed, int most) {
        Trace trace = new Trace(most);
        World world = new World(seed, flaw, trace);
        try {
            world.run();
        } catch (RuntimeException violation) {
            trace.add("violated: " + violation.getMessage());
        }
        return trace.steps();
    }

    /** What happened in all seeds so far. */
    Tally tally() {
        return tally;
    }
}

package io.paideia.trials.simulation;

import java.util.function.LongFunction;

/** Runs a seed; gives the violated property, or nothing. Public for those who load it anew. */
public final class OneSeed implements LongFunction<String> {

    private final Simulation simulation;

    public OneSeed() {
        this(Flaw.NONE);
    }

    OneSeed(Flaw flaw) {
        this.simulation = new Simulation(flaw);
    }

    @Override
    public String apply(long seed) {
        Simulation.Failure failure = simulation.run(seed);
        return failure == null ? "" : failure.property();
    }
}

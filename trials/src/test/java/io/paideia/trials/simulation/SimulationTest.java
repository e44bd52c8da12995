package io.paideia.trials.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sample of seeds; {@code ./paideia simulate} runs more. */
final class SimulationTest {

    private static final int SEEDS = 10_000;

    private final Silence silence = new Silence();

    @AfterEach
    void speak() {
        silence.close();
    }

    @Test
    void everythingHoldsInTenThousandSeedsWhichMeetEveryFault() {
        Simulation simulation = new Simulation();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation.Failure failure = simulation.run(seed);
            assertThat(failure)
                    .withFailMessage(() -> failure == null ? "" : failure.told("this one"))
                    .isNull();
        }

        for (Fault fault : Fault.values()) {
            assertThat(simulation.tally().of(fault)).as(fault.name()).isPositive();
        }
        for (Happening happening : Happening.values()) {
            assertThat(simulation.tally().of(happening)).as(happening.name()).isPositive();
        }
    }

    @Test
    void aSeedAlwaysMakesTheSameSteps() {
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(new Simulation().steps(seed, Integer.MAX_VALUE))
                    .isEqualTo(new Simulation().steps(seed, Integer.MAX_VALUE));
        }
    }
}

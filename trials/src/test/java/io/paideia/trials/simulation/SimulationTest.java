package io.paideia.trials.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ledger.Outcome;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sample of seeds; {@code ./paideia simulate} runs more. */
final class SimulationTest {

    private static final int SEEDS = 10_000;

    /** What the simulation's transfers can come to. */
    private static final Set<Outcome> ORDERED =
            EnumSet.of(
                    Outcome.CREATED,
                    Outcome.EXISTS,
                    Outcome.ID_REUSED,
                    Outcome.PENDING_NOT_FOUND,
                    Outcome.PENDING_DIFFERS,
                    Outcome.PENDING_ALREADY_RESOLVED,
                    Outcome.EXCEEDS_PENDING,
                    Outcome.INSUFFICIENT_FUNDS,
                    Outcome.GROUP_REFUSED,
                    Outcome.AMOUNT_NOT_POSITIVE,
                    Outcome.SAME_ACCOUNT,
                    Outcome.PENDING_EXPIRED,
                    Outcome.PENDING_NOT_EXPIRED,
                    Outcome.ORIGINAL_NOT_FOUND,
                    Outcome.ORIGINAL_DIFFERS,
                    Outcome.ALREADY_REVERSED,
                    Outcome.ACCOUNT_CLOSED,
                    Outcome.ACCOUNT_FROZEN,
                    Outcome.EXCEEDS_DEBITS);

    private final Silence silence = new Silence();

    @AfterEach
    void speak() {
        silence.close();
    }

    @Test
    void everythingHoldsInTenThousandSeedsWhichMeetEveryFault() {
        Simulation simulation = new Simulation();
        Simulation.Failure failure = simulation.runUntilFailure(1, SEEDS);
        assertThat(failure)
                .withFailMessage(() -> failure == null ? "" : failure.told("of this folder"))
                .isNull();
        for (Fault fault : Fault.values()) {
            assertThat(simulation.tally().of(fault)).as(fault.name()).isPositive();
        }
        for (Happening happening : Happening.values()) {
            assertThat(simulation.tally().of(happening)).as(happening.name()).isPositive();
        }
        for (Outcome outcome : ORDERED) {
            assertThat(simulation.tally().of(outcome)).as(outcome.name()).isPositive();
        }
    }

    @Test
    void aFailureTellsSeedCommitPropertyAndTheLastSteps() {
        Simulation.Failure failure =
                Objects.requireNonNull(
                        new Simulation(Mistaken.TakesDoubtForSuccess::new)
                                .runUntilFailure(1, 1_000));
        assertThat(failure.steps()).hasSizeBetween(5, 50);
        assertThat(failure.told("abc1234"))
                .contains("seed      " + failure.seed())
                .contains("commit    abc1234")
                .contains("violated  What is acknowledged is there")
                .contains(failure.steps().getLast());
    }

    @Test
    void aSeedAlwaysMakesTheSameSteps() {
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(new Simulation().steps(seed, Integer.MAX_VALUE))
                    .isEqualTo(new Simulation().steps(seed, Integer.MAX_VALUE));
        }
    }
}

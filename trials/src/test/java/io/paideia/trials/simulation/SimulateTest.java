package io.paideia.trials.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.trials.Trials;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class SimulateTest {

    @Test
    void endsWithNothingIfEverySeedHolds() {
        assertThat(Trials.run("simulate", "--seeds", "50", "--from", "1")).isZero();
    }

    @Test
    void endsWithOneAtAViolation() {
        Simulate mistaken = new Simulate(Mistaken.TakesDoubtForSuccess::new);
        assertThat(new CommandLine(mistaken).execute("--seeds", "1000", "--from", "1")).isOne();
    }

    @Test
    void showsAllStepsOfOneSeed() {
        assertThat(Trials.run("simulate", "--seed", "7", "--verbose")).isZero();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(Trials.run("simulate", "--sedes", "7")).isEqualTo(2);
        assertThat(Trials.run("simulate", "--seeds", "0")).isEqualTo(2);
    }
}

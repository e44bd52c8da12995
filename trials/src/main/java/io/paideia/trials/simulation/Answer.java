package io.paideia.trials.simulation;

import io.paideia.ledger.Outcome;
import java.util.List;

/**
 * The result of a command.
 *
 * @param outcomes of each transfer; of a note, none
 * @param place of a note among all notes, from 1; of transfers, 0
 */
record Answer(List<Outcome> outcomes, long place) {

    static Answer moved(List<Outcome> outcomes) {
        return new Answer(outcomes, 0);
    }

    static Answer noted(long place) {
        return new Answer(List.of(), place);
    }

    @Override
    public String toString() {
        return place > 0 ? "noted as " + place : outcomes.toString();
    }
}

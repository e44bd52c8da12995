package io.paideia.trials.simulation;

import java.util.Locale;

/**
 * The result of a command.
 *
 * @param balance what the debited account holds then; for a note, how many there are
 */
record Answer(Happening outcome, long balance) {

    @Override
    public String toString() {
        return outcome.name().toLowerCase(Locale.ROOT) + " " + balance;
    }
}

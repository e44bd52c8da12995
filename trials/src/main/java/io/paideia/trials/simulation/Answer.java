package io.paideia.trials.simulation;

import io.paideia.ledger.BookMove;
import io.paideia.ledger.Outcome;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The result of a command.
 *
 * @param outcomes of each transfer; of a move, why it was refused; of other commands, none
 * @param what became of another command; of transfers, null
 * @param number a note's place among all notes, how many a sweep expired, whether a move was known
 */
record Answer(List<Outcome> outcomes, @Nullable Happening what, long number) {

    static Answer moved(List<Outcome> outcomes) {
        return new Answer(outcomes, null, 0);
    }

    static Answer noted(long place) {
        return new Answer(List.of(), Happening.NOTED, place);
    }

    /** In the ledger's own word. */
    static Answer changed(String word) {
        return new Answer(List.of(), Happening.valueOf("ACCOUNT_" + word), 0);
    }

    static Answer swept(long expired) {
        Happening what = expired == 0 ? Happening.NOTHING_WAS_DUE : Happening.EXPIRED;
        return new Answer(List.of(), what, expired);
    }

    /** How a move stands; numbered 1 if it was known before. */
    static Answer standing(BookMove.Standing standing) {
        return new Answer(
                List.of(standing.reason()),
                Happening.valueOf("MOVE_" + standing.state()),
                standing.before() ? 1 : 0);
    }

    @Override
    public String toString() {
        return what == null
                ? outcomes.toString()
                : what.name().toLowerCase(Locale.ROOT) + " " + number + outcomes;
    }
}

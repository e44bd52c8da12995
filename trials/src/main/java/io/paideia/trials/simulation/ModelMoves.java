package io.paideia.trials.simulation;

import io.paideia.ids.TypeId;
import io.paideia.ledger.Account;
import io.paideia.ledger.BookMove;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Money;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The model's moves between books, by three transfers each. */
final class ModelMoves {

    private static final int HOLD = 1;
    private static final int ARRIVAL = 2;
    private static final int END = 3;

    private final Model model;
    private final Map<UUID, Moving> moves = new HashMap<>();

    ModelMoves(Model model) {
        this.model = model;
    }

    /** A move as it stands, and the last answer that was given to a half of it. */
    private record Moving(BookMove move, String state, Outcome told) {

        BookMove.Standing standing(boolean before) {
            return new BookMove.Standing(state, told.posted() ? Outcome.CREATED : told, before);
        }
    }

    /** Holds the amount of a new move; of one that is known, tells how it stands. */
    BookMove.Standing begin(BookMove move, long atNanos) {
        Moving before = moves.get(move.id());
        if (before != null) {
            return before.standing(true);
        }
        Outcome held = model.post(move.from(), List.of(hold(move)), atNanos).getFirst();
        Moving begun = new Moving(move, held.posted() ? "UNDER_WAY" : "REFUSED", held);
        moves.put(move.id(), begun);
        return begun.standing(false);
    }

    /** Lets what is held go there or back, once. */
    BookMove.Standing end(BookMove move, Outcome arrival, long atNanos) {
        Moving before = Objects.requireNonNull(moves.get(move.id()));
        if (!before.state().equals("UNDER_WAY")) {
            return before.standing(false);
        }
        Transfer held = hold(before.move());
        TransferId id = TransferId.of(move.id(), END);
        Transfer order =
                arrival.posted()
                        ? Transfer.post(id, held, held.amount())
                        : Transfer.cancel(id, held);
        model.post(move.from(), List.of(order), atNanos);
        Moving ended = new Moving(before.move(), arrival.posted() ? "MOVED" : "REFUSED", arrival);
        moves.put(move.id(), ended);
        return ended.standing(false);
    }

    /** What the second book is asked to post. */
    static Transfer arrival(BookMove move) {
        return Transfer.single(
                TransferId.of(move.id(), ARRIVAL),
                clearing(move.from(), move.amount()),
                move.credit(),
                move.amount(),
                "trial",
                reference(move));
    }

    private static Transfer hold(BookMove move) {
        return Transfer.pending(
                TransferId.of(move.id(), HOLD),
                move.debit(),
                clearing(move.to(), move.amount()),
                move.amount(),
                "trial",
                reference(move));
    }

    private static Account clearing(String book, Money amount) {
        return new Account("clearing:" + book, amount.currency());
    }

    private static String reference(BookMove move) {
        return TypeId.format("mov", move.id());
    }
}

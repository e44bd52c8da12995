package io.paideia.ledger;

import io.paideia.money.Money;
import java.util.UUID;

/**
 * An order to move one amount from an account of one book to an account of another. Immutable. Both
 * halves follow from it, and their ids from its own, so that each can be repeated; their reference
 * is its id, which links them.
 */
record MoveOrder(MoveId id, Place from, Place to, Money amount, String kind) {

    private static final int HOLD = 1;
    private static final int ARRIVAL = 2;
    private static final int END = 3;

    MoveOrder {
        if (from.book().equals(to.book())) {
            throw new IllegalArgumentException("From " + from.book() + " to itself");
        }
        if (from.account().clearing() || to.account().clearing()) {
            throw new IllegalArgumentException("Clearing accounts are moved through, not to");
        }
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("A move of " + amount);
        }
    }

    /** The id of the half of the first book. */
    static TransferId holdOf(UUID move) {
        return TransferId.of(move, HOLD);
    }

    /** The id of the half of the second book. */
    static TransferId arrivalOf(UUID move) {
        return TransferId.of(move, ARRIVAL);
    }

    /** The half of the first book, which holds the amount until the other half is there. */
    Transfer hold() {
        return Transfer.pending(
                holdOf(id.value()),
                from.account(),
                Account.clearing(to.book(), amount.currency()),
                amount,
                kind,
                id.toString());
    }

    /** The half of the second book. */
    Transfer arrival() {
        return Transfer.single(
                arrivalOf(id.value()),
                Account.clearing(from.book(), amount.currency()),
                to.account(),
                amount,
                kind,
                id.toString());
    }

    /** Lets go what the first half held: away if the second half was posted, back if refused. */
    Transfer end(Outcome arrival) {
        return end(TransferId.of(id.value(), END), arrival);
    }

    Transfer end(TransferId by, Outcome arrival) {
        return arrival.posted() ? Transfer.post(by, hold(), amount) : Transfer.cancel(by, hold());
    }
}

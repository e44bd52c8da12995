package io.paideia.ledger;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A move between books, as it stands. Immutable.
 *
 * @param refusal why it was refused, else null
 * @param refusedBy the book that refused it, else null
 * @param endedAt null while it is under way
 */
record Move(
        MoveOrder order,
        State state,
        @Nullable Outcome refusal,
        @Nullable String refusedBy,
        Instant begunAt,
        @Nullable Instant endedAt) {

    enum State {
        /** The amount is held in the first book; nobody wrote down yet what the second did. */
        UNDER_WAY,
        MOVED,
        REFUSED
    }

    /** As it stands once its first half was decided. */
    static Move begun(MoveOrder order, Outcome hold, Instant at) {
        return hold.posted()
                ? new Move(order, State.UNDER_WAY, null, null, at, null)
                : new Move(order, State.REFUSED, hold, order.from().book(), at, at);
    }

    Move ended(Outcome arrival, Instant at) {
        return arrival.posted()
                ? new Move(order, State.MOVED, null, null, begunAt, at)
                : new Move(order, State.REFUSED, arrival, order.to().book(), begunAt, at);
    }

    boolean underWay() {
        return state == State.UNDER_WAY;
    }

    /** As the API says it: under_way, moved, or refused with its reason. */
    String status() {
        String word = state.name().toLowerCase(Locale.ROOT);
        return refusal == null ? word : word + ":" + refusal.code();
    }
}

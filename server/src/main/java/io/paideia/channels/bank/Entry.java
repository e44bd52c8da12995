package io.paideia.channels.bank;

import io.paideia.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One booked movement on our account, as the bank states it. Immutable.
 *
 * @param key the bank's own reference, by which it counts once in all statements
 * @param amount positive either way
 * @param returned whether a transfer of ours came back
 * @param message the id of our message that caused it, null if none did
 * @param endToEnd what whoever ordered it named it by
 * @param other the other side's name
 * @param toAccount which of our accounts was named, where virtual ones are in use
 * @param text all that the payer wrote, structured or not
 * @param raw as it was sent
 */
record Entry(
        String key,
        Side side,
        Money amount,
        @Nullable Instant at,
        boolean returned,
        @Nullable String message,
        @Nullable String endToEnd,
        @Nullable String other,
        @Nullable String otherAccount,
        @Nullable String otherBic,
        @Nullable String toAccount,
        String text,
        String raw) {

    /** Which way the money went. */
    enum Side {
        CREDIT,
        DEBIT
    }

    Money signed() {
        return side == Side.CREDIT ? amount : amount.negated();
    }

    /** Without the other side, who must not reach a log. */
    @Override
    public String toString() {
        return "Entry[" + key + ", " + side + " " + amount + "]";
    }
}

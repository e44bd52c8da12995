package io.paideia.ledger;

import java.util.Locale;

/**
 * What became of an ordered transfer. The refusals are checked in this order; the first that
 * applies is given.
 */
public enum Outcome {
    CREATED,
    /** This id was posted before with the same content: nothing new happened. */
    EXISTS,
    /** This id was posted before with other content. */
    ID_REUSED,
    AMOUNT_NOT_POSITIVE,
    SAME_ACCOUNT,
    CURRENCY_MISMATCH,
    ACCOUNT_NOT_FOUND,
    PENDING_NOT_FOUND,
    PENDING_DIFFERS,
    PENDING_ALREADY_RESOLVED,
    EXCEEDS_PENDING,
    /** A limited account would be debited beyond its credits. */
    INSUFFICIENT_FUNDS,
    /** A balance would leave 64 bits. */
    OVERFLOW,
    /** Another transfer of its group was refused. */
    GROUP_REFUSED;

    /** Whether the money stands where the caller wanted it. */
    public boolean posted() {
        return this == CREATED || this == EXISTS;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

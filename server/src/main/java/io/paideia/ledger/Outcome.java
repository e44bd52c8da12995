package io.paideia.ledger;

import java.util.Locale;

/**
 * What became of an ordered transfer. The refusals are checked in this order; the first that
 * applies is given, and given again whenever the same order is repeated.
 */
public enum Outcome {
    CREATED,
    /** This id was posted before with the same content: nothing new happened. */
    EXISTS,
    /** Over HTTP, an account that is named by its id is none: nothing else of the order is seen. */
    ACCOUNT_NOT_FOUND,
    /** This id was used before with other content, or in another book. */
    ID_REUSED,
    AMOUNT_NOT_POSITIVE,
    SAME_ACCOUNT,
    CURRENCY_MISMATCH,
    /** What is to be posted, voided or expired is no pending transfer. */
    PENDING_NOT_FOUND,
    /** The accounts are not those of the pending transfer. */
    PENDING_DIFFERS,
    /** The pending transfer's time is over. */
    PENDING_EXPIRED,
    PENDING_ALREADY_RESOLVED,
    /** The pending transfer's time is not over yet; only the ledger itself expires transfers. */
    PENDING_NOT_EXPIRED,
    EXCEEDS_PENDING,
    /** What is to be reversed was never posted. */
    ORIGINAL_NOT_FOUND,
    /** A reversal moves the whole amount from the original's credit back to its debit. */
    ORIGINAL_DIFFERS,
    ALREADY_REVERSED,
    /** One of the accounts is closed. */
    ACCOUNT_CLOSED,
    /** The debit account is frozen: nothing leaves it. */
    ACCOUNT_FROZEN,
    /** A balance would leave 64 bits. */
    OVERFLOW,
    /** The debit account would be debited beyond its credits, or there is nothing to balance. */
    INSUFFICIENT_FUNDS,
    /** The credit account would be credited beyond its debits, or there is nothing to balance. */
    EXCEEDS_DEBITS,
    /** Another transfer of its group was refused. */
    GROUP_REFUSED;

    /** Whether the money stands where the caller wanted it. */
    public boolean posted() {
        return this == CREATED || this == EXISTS;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}

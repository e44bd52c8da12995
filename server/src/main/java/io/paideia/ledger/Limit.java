package io.paideia.ledger;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an account may never have more of than of the other. */
enum Limit {
    /** Debits never exceed credits: what is owed to somebody cannot be overdrawn. */
    DEBITS,
    /** Credits never exceed debits: what somebody owes cannot be overpaid. */
    CREDITS,
    NONE;

    static Limit of(boolean debits, boolean credits) {
        if (debits) {
            return DEBITS;
        }
        return credits ? CREDITS : NONE;
    }

    /** What the account's code asks for. */
    static Limit of(Account account) {
        return of(account.limited(), false);
    }

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

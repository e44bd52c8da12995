package io.paideia.ledger;

import io.paideia.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transfer as one of its accounts sees it.
 *
 * @param sequence its place among the account's entries, from 1 on without gaps
 * @param side debit or credit
 * @param balance of the account after it, credits minus debits, posted
 */
record Entry(
        long sequence,
        TransferId transfer,
        Instant at,
        String kind,
        String phase,
        String side,
        Money amount,
        Money balance,
        @Nullable String reference) {

    /** What it did to the balance: nothing if it only held or freed. */
    Money change() {
        if (!Transfer.Phase.ofWord(phase).moves()) {
            return Money.zero(amount.currency());
        }
        return debited() ? amount.negated() : amount;
    }

    /** What it took from the account for good. */
    long debit() {
        return debited() && Transfer.Phase.ofWord(phase).moves() ? amount.minor() : 0;
    }

    private boolean debited() {
        return side.equals("debit");
    }
}

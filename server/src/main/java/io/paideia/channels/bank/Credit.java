package io.paideia.channels.bank;

import io.paideia.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Money that arrived, and what we made of it. Immutable; written once.
 *
 * @param key the bank's own reference of the entry, by which it counts once
 * @param reference of the charge that it names, null if it names none
 * @param payer name, null if the bank does not say
 * @param payerAccount where a refund goes, null if the bank does not say
 * @param text what the payer wrote
 */
record Credit(
        String key,
        Money amount,
        Verdict verdict,
        @Nullable String reference,
        @Nullable String payer,
        @Nullable String payerAccount,
        @Nullable String payerBic,
        String text) {

    /** Whether and why it pays a charge, or not. */
    enum Verdict {
        PAID,
        UNDERPAID,
        OVERPAID,
        WRONG_CURRENCY,
        /** No code, or none that we gave out. */
        UNKNOWN_CODE,
        /** Names several charges. */
        AMBIGUOUS_CODE,
        /** The charge is paid by another entry. */
        PAID_TWICE
    }

    Credit judged(Verdict other) {
        return new Credit(key, amount, other, reference, payer, payerAccount, payerBic, text);
    }

    /** Without the payer, who must not reach a log. */
    @Override
    public String toString() {
        return "Credit[" + key + ", " + amount + ", " + verdict + "]";
    }
}

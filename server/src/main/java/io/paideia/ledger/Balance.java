package io.paideia.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The balances of one account while a batch is decided. Confined to the lane's thread; a group that
 * is refused is undone by {@link #restore}.
 */
final class Balance {

    final long number;
    final boolean limited;
    long debitsPosted;
    long creditsPosted;
    long debitsPending;
    long creditsPending;
    long sequence;
    final long sequenceRead;
    private long @Nullable [] saved;

    Balance(
            long number,
            boolean limited,
            long debitsPosted,
            long creditsPosted,
            long debitsPending,
            long creditsPending,
            long sequence) {
        this.number = number;
        this.limited = limited;
        this.debitsPosted = debitsPosted;
        this.creditsPosted = creditsPosted;
        this.debitsPending = debitsPending;
        this.creditsPending = creditsPending;
        this.sequence = sequence;
        this.sequenceRead = sequence;
    }

    /** Credits minus debits, posted. */
    long posted() {
        return creditsPosted - debitsPosted;
    }

    /** What a limited account may still be debited. */
    long free() {
        return Math.subtractExact(posted(), debitsPending);
    }

    boolean changed() {
        return sequence != sequenceRead;
    }

    void save() {
        saved = new long[] {debitsPosted, creditsPosted, debitsPending, creditsPending, sequence};
    }

    void restore() {
        long[] before = saved;
        if (before != null) {
            debitsPosted = before[0];
            creditsPosted = before[1];
            debitsPending = before[2];
            creditsPending = before[3];
            sequence = before[4];
            saved = null;
        }
    }
}

package io.paideia.ledger;

import org.jspecify.annotations.Nullable;

/**
 * One account while a batch is decided: its balances and flags. Confined to the batch's thread; a
 * group that is refused is undone by {@link #restore}.
 */
final class Balance {

    final Account account;

    /** 0 as long as the account is not opened. */
    long number;

    final boolean debitsLimited;
    final boolean creditsLimited;
    boolean frozen;
    boolean closed;
    long debitsPosted;
    long creditsPosted;
    long debitsPending;
    long creditsPending;

    /** How many entries the account has. */
    long sequence;

    /** The number of the transfer that made the newest of them, or 0. */
    long last;

    /** Where it came from, if it was remembered; used by the cache alone. */
    BalanceCache.@Nullable Entry remembered;

    /** The sequence that stands in the database: the version that is written upon. */
    private long written;

    private long @Nullable [] saved;

    Balance(Account account, boolean debitsLimited, boolean creditsLimited) {
        this.account = account;
        this.debitsLimited = debitsLimited;
        this.creditsLimited = creditsLimited;
    }

    /** An account that nobody has opened yet, with the limits that its code asks for. */
    static Balance unopened(Account account) {
        return new Balance(account, account.limited(), false);
    }

    /** The balances as they were read. */
    Balance read(
            long debitsPosted,
            long creditsPosted,
            long debitsPending,
            long creditsPending,
            long sequence,
            long last) {
        this.debitsPosted = debitsPosted;
        this.creditsPosted = creditsPosted;
        this.debitsPending = debitsPending;
        this.creditsPending = creditsPending;
        this.sequence = sequence;
        this.last = last;
        this.written = sequence;
        return this;
    }

    boolean open() {
        return number != 0;
    }

    /** Credits minus debits, posted. */
    long posted() {
        return creditsPosted - debitsPosted;
    }

    /** What may still be debited if the account's debits are limited. */
    long free() {
        return Math.subtractExact(posted(), debitsPending);
    }

    /** What may still be credited if the account's credits are limited. */
    long lacking() {
        return Math.subtractExact(Math.negateExact(posted()), creditsPending);
    }

    boolean empty() {
        return debitsPosted == creditsPosted && debitsPending == 0 && creditsPending == 0;
    }

    boolean changed() {
        return sequence != written;
    }

    long version() {
        return written;
    }

    void written() {
        written = sequence;
    }

    void save() {
        saved =
                new long[] {
                    number,
                    debitsPosted,
                    creditsPosted,
                    debitsPending,
                    creditsPending,
                    sequence,
                    last
                };
    }

    void restore() {
        long[] before = saved;
        if (before != null) {
            number = before[0];
            debitsPosted = before[1];
            creditsPosted = before[2];
            debitsPending = before[3];
            creditsPending = before[4];
            sequence = before[5];
            last = before[6];
            saved = null;
        }
    }
}

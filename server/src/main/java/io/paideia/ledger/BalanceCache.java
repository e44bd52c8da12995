package io.paideia.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The balances of one book as its newest block left them. They are used only while the block that
 * they belong to is still the newest in the database, which is asked under the book's lock: so a
 * block of another server makes all of them stale at once. Thread-safe.
 *
 * <p>What never changes, an account's number, is used even then.
 */
final class BalanceCache {

    private final Cache<Account, Entry> entries;
    private long block = -1;

    /** Grows at each block that this server did not write. */
    private long epoch;

    BalanceCache(int accounts) {
        entries = Caffeine.newBuilder().maximumSize(accounts).build();
    }

    /** What is remembered of an account; changed in place, so that a commit allocates nothing. */
    static final class Entry {
        private long number;
        private long epoch;
        private boolean debitsLimited;
        private boolean creditsLimited;
        private boolean frozen;
        private boolean closed;
        private long debitsPosted;
        private long creditsPosted;
        private long debitsPending;
        private long creditsPending;
        private long sequence;
        private long last;
    }

    /** Whether the balances are those of this head, the book's newest. */
    synchronized boolean isOf(Head head) {
        return block == head.block();
    }

    /** A copy of the account's balances, or null if they are not remembered. */
    synchronized @Nullable Balance get(Account account) {
        Entry entry = entries.getIfPresent(account);
        if (entry == null || entry.epoch != epoch) {
            return null;
        }
        Balance balance = new Balance(account, entry.debitsLimited, entry.creditsLimited);
        balance.number = entry.number;
        balance.frozen = entry.frozen;
        balance.closed = entry.closed;
        balance.remembered = entry;
        return balance.read(
                entry.debitsPosted,
                entry.creditsPosted,
                entry.debitsPending,
                entry.creditsPending,
                entry.sequence,
                entry.last);
    }

    synchronized @Nullable Long number(Account account) {
        Entry entry = entries.getIfPresent(account);
        return entry == null ? null : entry.number;
    }

    /**
     * Takes over what a committed batch read and wrote. Commits may report here in another order
     * than they happened: then the later one wins and the earlier is ignored.
     *
     * @param base the newest block when the batch began
     * @param head the newest block when it was committed
     */
    synchronized void take(Head base, Head head, Collection<Balance> balances) {
        if (head.block() < block) {
            return;
        }
        if (base.block() != block) {
            epoch++;
        }
        block = head.block();
        for (Balance balance : balances) {
            if (balance.open()) {
                remember(balance);
            }
        }
    }

    /** Forgets everything, when the database turned out to say something else. */
    synchronized void clear() {
        entries.invalidateAll();
        block = -1;
    }

    private void remember(Balance balance) {
        // Looking it up once more would cost as much as deciding the transfer.
        Entry entry = balance.remembered;
        if (entry == null) {
            entry = entries.getIfPresent(balance.account);
        }
        if (entry == null) {
            entry = new Entry();
            entries.put(balance.account, entry);
        }
        entry.number = balance.number;
        entry.epoch = epoch;
        entry.debitsLimited = balance.debitsLimited;
        entry.creditsLimited = balance.creditsLimited;
        entry.frozen = balance.frozen;
        entry.closed = balance.closed;
        entry.debitsPosted = balance.debitsPosted;
        entry.creditsPosted = balance.creditsPosted;
        entry.debitsPending = balance.debitsPending;
        entry.creditsPending = balance.creditsPending;
        entry.sequence = balance.sequence;
        entry.last = balance.last;
    }
}

package io.paideia.ledger;

import io.paideia.lane.Batch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one batch knows of its book's ledger, through all blocks that it writes. The cache learns of
 * it when the batch is committed, never before. Confined to the batch's thread.
 */
final class Session {

    /**
     * Every book but this one begins with a block, empty perhaps: its row without one would be that
     * of a book which nobody wrote, and a name that nothing seals. This one is declared by the
     * migration.
     */
    private static final int MAIN = 0;

    private final LedgerStore store;
    private final BalanceCache cache;
    private final int book;
    private final Head base;
    private final boolean warm;
    private final Instant at;
    private final Map<Account, Balance> balances = new HashMap<>();
    private Head head;

    private Session(LedgerStore store, BalanceCache cache, int book, Head base, Instant now) {
        this.store = store;
        this.cache = cache;
        this.book = book;
        this.base = base;
        this.warm = cache.isOf(base);
        // The database's clock may be set back; the order of blocks and their times agree anyway.
        this.at = now.isBefore(base.at()) ? base.at() : now;
        this.head = base;
    }

    static Session open(LedgerStore store, BalanceCache cache, int book, Batch batch, Instant now)
            throws SQLException {
        Head head = store.head(book);
        boolean isNew = head.block() == 0;
        Head base = isNew ? head.hashed(Hash.beginning(batch.book())) : head;
        Session session = new Session(store, cache, book, base, now);
        batch.afterCommit(session::committed);
        if (isNew && book != MAIN) {
            session.seal(session.begin());
        }
        return session;
    }

    LedgerStore store() {
        return store;
    }

    Instant at() {
        return at;
    }

    /** Brings the balances of these accounts here. */
    void load(Collection<Account> accounts) throws SQLException {
        Set<Account> unknown = new LinkedHashSet<>();
        for (Account account : accounts) {
            if (balances.containsKey(account)) {
                continue;
            }
            Balance cached = warm ? cache.get(account) : null;
            if (cached != null) {
                balances.put(account, cached);
            } else {
                unknown.add(account);
            }
        }
        if (!unknown.isEmpty()) {
            read(unknown);
        }
    }

    private void read(Set<Account> unknown) throws SQLException {
        Map<Account, @Nullable Long> numbers = new HashMap<>();
        unknown.forEach(account -> numbers.put(account, cache.number(account)));
        balances.putAll(store.read(book, unknown, numbers));
        unknown.forEach(account -> balances.computeIfAbsent(account, Balance::unopened));
    }

    /** An account that was loaded; perhaps one that is not open yet. */
    Balance of(Account account) {
        Balance balance = balances.get(account);
        if (balance == null) {
            throw new IllegalStateException("Not loaded: " + account);
        }
        return balance;
    }

    /** Opens the account with limits other than its code asks for. */
    void replace(Balance unopened) {
        balances.put(unopened.account, unopened);
    }

    /** Pending transfers whose time is over, the earliest first, at most so many. */
    List<Transfer> due(int most) throws SQLException {
        return store.due(book, at, most);
    }

    /** The book's number. */
    int book() {
        return book;
    }

    Block begin() {
        return new Block(book, head, at);
    }

    void write(Block block) throws SQLException {
        if (!block.isEmpty()) {
            seal(block);
        }
    }

    private void seal(Block block) throws SQLException {
        Head sealed = block.seal();
        List<Balance> changed = new ArrayList<>();
        for (Balance balance : balances.values()) {
            if (balance.changed()) {
                changed.add(balance);
            }
        }
        try {
            store.write(block, sealed, changed);
        } catch (LedgerStore.WrittenWithoutLock e) {
            // Perhaps it is the memory that is wrong: the next try must ask the database.
            cache.clear();
            throw e;
        }
        changed.forEach(Balance::written);
        head = sealed;
    }

    private void committed() {
        cache.take(base, head, balances.values());
    }
}

package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.money.Money;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Posts transfers. Everything happens in a batch of the book, under its lock, so what is read is
 * what will be written on. As a {@link Handler} it takes groups from a lane; other modules'
 * handlers call {@link #post} in their own batch. Thread-safe; remembers the balances of committed
 * batches as long as no other server writes the book.
 */
@Component
public final class Ledger implements Handler<List<Transfer>, List<Outcome>> {

    private static final int REMEMBERED = 500_000;

    private final Function<Batch, LedgerStore> stores;
    private final Function<Batch, Instant> clock;
    private final Map<String, Memory> books = new ConcurrentHashMap<>();

    /** What is remembered of a book. */
    private record Memory(int number, BalanceCache balances) {}

    @Autowired
    public Ledger() {
        this(batch -> new PostgresStore(batch.connection()));
    }

    Ledger(Function<Batch, LedgerStore> stores) {
        this(stores, Batch::at);
    }

    /** With a time of its own; each book's blocks go on from the latest that it ever told. */
    Ledger(Function<Batch, LedgerStore> stores, Function<Batch, Instant> clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /** Posts groups, each all or nothing; accounts are opened when they are first posted to. */
    @Override
    public List<List<Outcome>> handle(List<List<Transfer>> groups, Batch batch)
            throws SQLException {
        Set<Account> named = new HashSet<>();
        Set<UUID> ids = new LinkedHashSet<>();
        for (List<Transfer> group : groups) {
            for (Transfer transfer : group) {
                named.add(transfer.debit());
                named.add(transfer.credit());
                ids.add(transfer.id().value());
                TransferId resolves = transfer.resolves();
                if (resolves != null) {
                    ids.add(resolves.value());
                }
            }
        }
        Session session = session(batch);
        session.load(named);
        Block block = session.begin();
        Posting posting = new Posting(session, block, session.store().find(ids));
        List<List<Outcome>> outcomes = new ArrayList<>(groups.size());
        for (List<Transfer> group : groups) {
            outcomes.add(posting.decide(group));
        }
        session.write(block);
        return outcomes;
    }

    /**
     * Posts transfers that cannot be refused if the caller is right.
     *
     * @throws IllegalStateException if one is refused; the batch is then rolled back
     */
    public void post(Batch batch, List<Transfer> transfers) throws SQLException {
        if (transfers.isEmpty()) {
            return;
        }
        List<List<Outcome>> outcomes = handle(transfers.stream().map(List::of).toList(), batch);
        for (int i = 0; i < transfers.size(); i++) {
            Outcome outcome = outcomes.get(i).getFirst();
            if (!outcome.posted()) {
                throw new IllegalStateException(
                        "Refused as " + outcome.code() + ": " + transfers.get(i));
            }
        }
    }

    /**
     * What each account can give in this batch: credits minus debits, posted, less what is held on
     * the debit side. An account that was never opened has nothing, a frozen one gives nothing.
     */
    public Map<Account, Money> free(Batch batch, Collection<Account> wanted) throws SQLException {
        Session session = session(batch);
        session.load(wanted);
        Map<Account, Money> free = new HashMap<>();
        for (Account account : wanted) {
            Balance balance = session.of(account);
            free.put(account, new Money(account.currency(), balance.frozen ? 0 : balance.free()));
        }
        return free;
    }

    /**
     * The same of buyers' wallets, less what their owners owe: money that came in by another way
     * than a top-up is not spent before a debt is repaid.
     */
    public Map<Account, Money> spendable(Batch batch, Collection<Account> wallets)
            throws SQLException {
        Map<Account, Account> debts = new HashMap<>();
        wallets.forEach(wallet -> debts.put(wallet, wallet.debt()));
        Map<Account, Money> spendable = new HashMap<>(free(batch, wallets));
        Map<Account, Money> owed = free(batch, debts.values());
        spendable.replaceAll(
                (wallet, free) -> {
                    Money debt = owed.get(debts.get(wallet));
                    Money left = debt == null || debt.isPositive() ? free : free.plus(debt);
                    return left.isNegative() ? Money.zero(wallet.currency()) : left;
                });
        return spendable;
    }

    /** Those of the accounts that are closed: nothing can be booked to them or from them. */
    public Set<Account> closed(Batch batch, Collection<Account> wanted) throws SQLException {
        Session session = session(batch);
        session.load(wanted);
        Set<Account> closed = new LinkedHashSet<>();
        for (Account account : wanted) {
            if (session.of(account).closed) {
                closed.add(account);
            }
        }
        return closed;
    }

    /** Credits minus debits of each account in this batch, posted, whatever is held. */
    public Map<Account, Money> posted(Batch batch, Collection<Account> wanted) throws SQLException {
        Session session = session(batch);
        session.load(wanted);
        Map<Account, Money> posted = new HashMap<>();
        for (Account account : wanted) {
            posted.put(account, new Money(account.currency(), session.of(account).posted()));
        }
        return posted;
    }

    /** What this batch knows of its book's ledger. */
    Session session(Batch batch) throws SQLException {
        Session open = batch.attached(this, Session.class);
        if (open == null) {
            if (!batch.ordered()) {
                throw new IllegalStateException("The ledger is written under its book's lock");
            }
            LedgerStore store = stores.apply(batch);
            Memory memory = memory(store, batch);
            open =
                    Session.open(
                            store, memory.balances(), memory.number(), batch, clock.apply(batch));
            batch.attach(this, open);
        }
        return open;
    }

    private Memory memory(LedgerStore store, Batch batch) throws SQLException {
        Memory memory = books.get(batch.book());
        if (memory == null) {
            Memory learned = new Memory(store.book(batch.book()), new BalanceCache(REMEMBERED));
            // Only what is committed is remembered: a new book's number may be rolled back.
            batch.afterCommit(() -> books.putIfAbsent(batch.book(), learned));
            return learned;
        }
        return memory;
    }
}

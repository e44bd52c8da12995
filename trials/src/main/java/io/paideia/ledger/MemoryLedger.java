package io.paideia.ledger;

import io.paideia.lane.Batch;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The real ledger of one server, with a memory of its own, over rows in memory; and what else
 * orders things of it, which it shows nobody.
 */
public final class MemoryLedger {

    private final Ledger ledger;
    private final AccountOrders accounts;
    private final ExpireDue expiry;

    public MemoryLedger(Function<Batch, MemoryWrites> transactions) {
        this.ledger = new Ledger(transactions::apply);
        this.accounts = new AccountOrders(ledger);
        this.expiry = new ExpireDue(ledger);
    }

    /** A wish of an account. */
    public record Wanted(Account account, Wish wish) {

        @Override
        public String toString() {
            return wish.name().toLowerCase(Locale.ROOT) + " " + account.code();
        }
    }

    /** Groups of transfers. */
    public List<List<Outcome>> post(List<List<Transfer>> groups, Batch batch) throws SQLException {
        return ledger.handle(groups, batch);
    }

    /** What became of each wish, in the ledger's own words. */
    public List<String> change(List<Wanted> wanted, Batch batch) throws SQLException {
        return accounts
                .handle(wanted.stream().map(one -> one.wish().of(one.account())).toList(), batch)
                .stream()
                .map(Enum::name)
                .toList();
    }

    /** Expires what is due, at most so many each time; gives how many. */
    public List<Integer> expire(List<Integer> most, Batch batch) throws SQLException {
        return expiry.handle(most.stream().map(ExpireDue.Sweep::new).toList(), batch).stream()
                .map(ExpireDue.Swept::expired)
                .toList();
    }
}

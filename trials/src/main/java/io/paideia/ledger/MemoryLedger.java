package io.paideia.ledger;

import io.paideia.lane.Batch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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
    private final BeginMove begin;
    private final EndMove end;

    public MemoryLedger(Function<Batch, MemoryWrites> transactions) {
        this.ledger = new Ledger(transactions::apply);
        this.accounts = new AccountOrders(ledger);
        this.expiry = new ExpireDue(ledger);
        this.begin = new BeginMove(ledger, transactions::apply, Duration.ZERO);
        this.end = new EndMove(ledger, transactions::apply);
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

    /** How each move stands once its amount is held, or stood before. */
    public List<BookMove.Standing> begin(List<BookMove> moves, Batch batch) throws SQLException {
        return begin.handle(moves.stream().map(BookMove::order).toList(), batch).stream()
                .map(begun -> BookMove.Standing.of(begun.move(), begun.before()))
                .toList();
    }

    /** How each move stands after the other book gave this answer. */
    public List<BookMove.Standing> end(List<BookMove> moves, List<Outcome> arrivals, Batch batch)
            throws SQLException {
        List<EndMove.End> ends = new ArrayList<>(moves.size());
        for (int i = 0; i < moves.size(); i++) {
            ends.add(new EndMove.End(moves.get(i).order().id(), arrivals.get(i)));
        }
        return end.handle(ends, batch).stream()
                .map(move -> BookMove.Standing.of(move, false))
                .toList();
    }
}

package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Enters the book of its lane, if it is new: whoever opens a session of a new book gives it the
 * next number and its first block. Thread-safe.
 */
final class EnterBook implements Handler<EnterBook.Entry, EnterBook.Entered> {

    private final Ledger ledger;

    EnterBook(Ledger ledger) {
        this.ledger = ledger;
    }

    record Entry() {}

    record Entered(int number) {}

    @Override
    public List<Entered> handle(List<Entry> entries, Batch batch) throws SQLException {
        List<Entered> entered = new ArrayList<>(entries.size());
        for (Entry _ : entries) {
            entered.add(new Entered(ledger.session(batch).book()));
        }
        return entered;
    }
}

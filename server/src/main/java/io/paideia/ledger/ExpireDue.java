package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Frees what pending transfers hold whose time is over. What is due is asked under the book's lock
 * and on the batch's own time: so a void or post of the same batch came before or comes too late,
 * and two servers that ask at once expire each transfer once. Thread-safe.
 */
@Component
final class ExpireDue implements Handler<ExpireDue.Sweep, ExpireDue.Swept> {

    /** Far from the numbers of what follows from a transfer otherwise. */
    private static final int NTH = -1;

    private final Ledger ledger;

    ExpireDue(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Expires at most so many, those first that are over for longest. */
    record Sweep(int most) {}

    /** How many were due, and expired. */
    record Swept(int expired) {}

    @Override
    public List<Swept> handle(List<Sweep> sweeps, Batch batch) throws SQLException {
        List<Swept> swept = new ArrayList<>(sweeps.size());
        for (Sweep sweep : sweeps) {
            swept.add(new Swept(expire(ledger.session(batch).due(sweep.most()), batch)));
        }
        return swept;
    }

    private int expire(List<Transfer> due, Batch batch) throws SQLException {
        List<Transfer> orders =
                due.stream()
                        .map(held -> Transfer.expiry(TransferId.of(held.id().value(), NTH), held))
                        .toList();
        List<Transfer> again = new ArrayList<>();
        List<List<Outcome>> outcomes = ledger.handle(orders.stream().map(List::of).toList(), batch);
        for (int i = 0; i < due.size(); i++) {
            // Somebody took the id for something else; what is held must come free all the same.
            if (outcomes.get(i).getFirst() == Outcome.ID_REUSED) {
                again.add(Transfer.expiry(TransferId.next(), due.get(i)));
            } else if (!outcomes.get(i).getFirst().posted()) {
                throw new IllegalStateException(
                        "Due, but refused as " + outcomes.get(i) + ": " + due.get(i));
            }
        }
        ledger.post(batch, again);
        return due.size();
    }
}

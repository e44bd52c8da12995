package io.paideia.ledger;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An account of a {@link PlainLedger}; what is posted to it is on its list. */
final class PlainAccount {

    boolean open;
    Limit limit;
    boolean frozen;
    boolean closed;
    BigInteger debits = BigInteger.ZERO;
    BigInteger credits = BigInteger.ZERO;
    BigInteger debitsHeld = BigInteger.ZERO;
    BigInteger creditsHeld = BigInteger.ZERO;
    List<Line> lines = new ArrayList<>();

    /** An entry: what it moved, and the balance after it. */
    record Line(Instant at, TransferId id, long debit, long credit, BigInteger balance) {}

    PlainAccount(Limit limit) {
        this.limit = limit;
    }

    PlainAccount copy() {
        PlainAccount copy = new PlainAccount(limit);
        copy.open = open;
        copy.frozen = frozen;
        copy.closed = closed;
        copy.debits = debits;
        copy.credits = credits;
        copy.debitsHeld = debitsHeld;
        copy.creditsHeld = creditsHeld;
        copy.lines = new ArrayList<>(lines);
        return copy;
    }

    BigInteger balance() {
        return credits.subtract(debits);
    }

    BigInteger balanceBefore(Instant time) {
        BigInteger balance = BigInteger.ZERO;
        for (Line line : lines) {
            if (line.at().isBefore(time)) {
                balance = line.balance();
            }
        }
        return balance;
    }

    AccountOrders.Answer open(Limit wanted) {
        if (open) {
            return limit == wanted ? AccountOrders.Answer.BEFORE : AccountOrders.Answer.DIFFERS;
        }
        open = true;
        limit = wanted;
        return AccountOrders.Answer.DONE;
    }

    AccountOrders.Answer change(AccountOrders.Change change) {
        if (!open) {
            return AccountOrders.Answer.NOT_FOUND;
        }
        boolean nowFrozen = change.frozen() == null ? frozen : change.frozen();
        boolean nowClosed = change.closed() == null ? closed : change.closed();
        if (nowFrozen == frozen && nowClosed == closed) {
            return AccountOrders.Answer.BEFORE;
        }
        if (closed) {
            return AccountOrders.Answer.CLOSED;
        }
        boolean empty =
                balance().signum() == 0 && debitsHeld.signum() == 0 && creditsHeld.signum() == 0;
        if (nowClosed && !empty) {
            return AccountOrders.Answer.NOT_EMPTY;
        }
        frozen = nowFrozen;
        closed = nowClosed;
        return AccountOrders.Answer.DONE;
    }

    /** In the words of {@link Twin#standing}. */
    @Override
    public String toString() {
        return String.join(
                " ",
                debits.toString(),
                credits.toString(),
                debitsHeld.toString(),
                creditsHeld.toString(),
                limit.word(),
                frozen ? "frozen" : "",
                closed ? "closed" : "");
    }
}

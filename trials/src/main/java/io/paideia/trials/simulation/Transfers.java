package io.paideia.trials.simulation;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Ledger;
import java.sql.SQLException;
import java.util.List;

/** The real ledger, which takes groups of transfers. */
final class Transfers implements Handler<Command.Move, Answer> {

    private final Ledger ledger;

    Transfers(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public List<Answer> handle(List<Command.Move> moves, Batch batch) throws SQLException {
        return ledger.handle(moves.stream().map(Command.Move::group).toList(), batch).stream()
                .map(Answer::moved)
                .toList();
    }
}

package io.paideia.trials.simulation;

import io.paideia.lane.Batch;
import io.paideia.ledger.MemoryLedger;
import java.sql.SQLException;
import java.util.List;

/** The real ledger, as handlers of all that can be ordered of it. */
final class Transfers {

    private final MemoryLedger ledger;

    Transfers(MemoryLedger ledger) {
        this.ledger = ledger;
    }

    List<Answer> move(List<Command.Move> moves, Batch batch) throws SQLException {
        return ledger.post(moves.stream().map(Command.Move::group).toList(), batch).stream()
                .map(Answer::moved)
                .toList();
    }

    List<Answer> arrive(List<Command.Arrive> arrivals, Batch batch) throws SQLException {
        return ledger
                .post(
                        arrivals.stream()
                                .map(arrival -> List.of(arrival.move().arrival()))
                                .toList(),
                        batch)
                .stream()
                .map(Answer::moved)
                .toList();
    }

    List<Answer> begin(List<Command.Begin> begun, Batch batch) throws SQLException {
        return ledger.begin(begun.stream().map(Command.Begin::move).toList(), batch).stream()
                .map(Answer::standing)
                .toList();
    }

    List<Answer> end(List<Command.End> ends, Batch batch) throws SQLException {
        return ledger
                .end(
                        ends.stream().map(Command.End::move).toList(),
                        ends.stream().map(Command.End::arrival).toList(),
                        batch)
                .stream()
                .map(Answer::standing)
                .toList();
    }

    List<Answer> change(List<Command.Change> changes, Batch batch) throws SQLException {
        return ledger.change(changes.stream().map(Command.Change::wanted).toList(), batch).stream()
                .map(Answer::changed)
                .toList();
    }

    List<Answer> expire(List<Command.Sweep> sweeps, Batch batch) throws SQLException {
        return ledger.expire(sweeps.stream().map(Command.Sweep::most).toList(), batch).stream()
                .map(Answer::swept)
                .toList();
    }
}

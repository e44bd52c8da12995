package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Ends moves in the book that they come from: posts what was held if the other book has its half,
 * frees it if the other book refused, and writes that down in the same transaction. A move that
 * ended already stays as it is. Thread-safe.
 */
final class EndMove implements Handler<EndMove.End, Move> {

    private final Ledger ledger;
    private final Function<Batch, MoveStore> rows;

    EndMove(Ledger ledger, Function<Batch, MoveStore> rows) {
        this.ledger = ledger;
        this.rows = rows;
    }

    /**
     * The end of a move.
     *
     * @param arrival what the other book answered, which it answers whenever it is asked
     */
    record End(MoveId id, Outcome arrival) {}

    @Override
    public List<Move> handle(List<End> ends, Batch batch) throws SQLException {
        MoveStore moves = rows.apply(batch);
        Map<MoveId, Move> known = moves.find(ends.stream().map(End::id).distinct().toList());
        Map<MoveId, End> open = new LinkedHashMap<>();
        for (End end : ends) {
            Move move = known.get(end.id());
            if (move == null) {
                throw new IllegalArgumentException("No such move: " + end.id());
            }
            if (move.underWay()) {
                open.putIfAbsent(end.id(), end);
            }
        }
        List<Move> ended = new ArrayList<>(open.size());
        List<Transfer> transfers = new ArrayList<>(open.size());
        // As the transfer that ends it says, also after the clock was set back.
        Instant at = ledger.session(batch).at();
        for (End end : open.values()) {
            Move move = Objects.requireNonNull(known.get(end.id()));
            transfers.add(move.order().end(end.arrival()));
            ended.add(move.ended(end.arrival(), at));
        }
        post(transfers, ended, List.copyOf(open.values()), batch);
        moves.end(ended);
        ended.forEach(move -> known.put(move.order().id(), move));
        List<Move> answers = new ArrayList<>(ends.size());
        for (End end : ends) {
            answers.add(Objects.requireNonNull(known.get(end.id())));
        }
        return answers;
    }

    private void post(List<Transfer> transfers, List<Move> moves, List<End> ends, Batch batch)
            throws SQLException {
        List<List<Outcome>> outcomes =
                ledger.handle(transfers.stream().map(List::of).toList(), batch);
        List<Transfer> again = new ArrayList<>();
        for (int i = 0; i < transfers.size(); i++) {
            Outcome outcome = outcomes.get(i).getFirst();
            // Somebody took the id for something else. The move is under way, so nothing ended it.
            if (outcome == Outcome.ID_REUSED) {
                again.add(moves.get(i).order().end(TransferId.next(), ends.get(i).arrival()));
            } else if (!outcome.posted()) {
                throw new IllegalStateException(
                        "Held for a move, but refused as "
                                + outcome.code()
                                + ": "
                                + transfers.get(i));
            }
        }
        ledger.post(batch, again);
    }
}

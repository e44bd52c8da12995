package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Writes a move down and holds its amount, both in one transaction of the book that it comes from:
 * there is no hold without its move, and no move without an answer of its first half. An id that is
 * known already is answered with its move as it stands. Thread-safe.
 */
final class BeginMove implements Handler<MoveOrder, BeginMove.Begun> {

    private final Ledger ledger;
    private final Function<Batch, MoveStore> rows;
    private final Duration alone;

    /**
     * The move of an id.
     *
     * @param move as it stands; perhaps another one than was ordered, if it stood before
     */
    record Begun(Move move, boolean before) {}

    /**
     * @param alone for how long whoever begins a move is left alone to end it
     */
    BeginMove(Ledger ledger, Function<Batch, MoveStore> rows, Duration alone) {
        this.ledger = ledger;
        this.rows = rows;
        this.alone = alone;
    }

    @Override
    public List<Begun> handle(List<MoveOrder> orders, Batch batch) throws SQLException {
        MoveStore moves = rows.apply(batch);
        Map<MoveId, Move> known =
                moves.find(orders.stream().map(MoveOrder::id).distinct().toList());
        Map<MoveId, MoveOrder> fresh = new LinkedHashMap<>();
        for (MoveOrder order : orders) {
            if (!order.from().book().equals(batch.book())) {
                throw new IllegalArgumentException(order + " in the book " + batch.book());
            }
            if (!known.containsKey(order.id())) {
                fresh.putIfAbsent(order.id(), order);
            }
        }
        List<List<Transfer>> holds = fresh.values().stream().map(o -> List.of(o.hold())).toList();
        List<List<Outcome>> outcomes = ledger.handle(holds, batch);
        // As its first half says, also after the clock was set back.
        Instant at = ledger.session(batch).at();
        List<Move> begun = new ArrayList<>(holds.size());
        for (MoveOrder order : fresh.values()) {
            Move move = Move.begun(order, outcomes.get(begun.size()).getFirst(), at);
            known.put(order.id(), move);
            begun.add(move);
        }
        moves.insert(begun, alone.toMillis());
        List<Begun> answers = new ArrayList<>(orders.size());
        for (MoveOrder order : orders) {
            // The first order of a new id begins it, the others find it begun.
            boolean first = fresh.remove(order.id()) != null;
            answers.add(new Begun(Objects.requireNonNull(known.get(order.id())), !first));
        }
        return answers;
    }
}

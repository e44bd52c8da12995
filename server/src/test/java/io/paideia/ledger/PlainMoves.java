package io.paideia.ledger;

import static io.paideia.ledger.Move.State.*;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Moves between plain ledgers: a hold there, a transfer here, and an end there, one by one. */
final class PlainMoves {

    private final Map<String, PlainLedger> books;
    private final Map<MoveId, Standing> moves = new LinkedHashMap<>();
    private final Map<MoveId, Outcome> arrivals = new LinkedHashMap<>();

    /** What a move says of itself, but when. */
    record Standing(
            MoveOrder order,
            Move.State state,
            @Nullable Outcome refusal,
            @Nullable String refusedBy) {

        static Standing of(Move move) {
            return new Standing(move.order(), move.state(), move.refusal(), move.refusedBy());
        }
    }

    PlainMoves(Map<String, PlainLedger> books) {
        this.books = books;
    }

    boolean knows(MoveId id) {
        return moves.containsKey(id);
    }

    Standing of(MoveId id) {
        return Objects.requireNonNull(moves.get(id));
    }

    Set<MoveId> underWay() {
        return moves.values().stream()
                .filter(move -> move.state() == UNDER_WAY)
                .map(move -> move.order().id())
                .collect(Collectors.toSet());
    }

    Standing begin(MoveOrder order) {
        if (!knows(order.id())) {
            Outcome hold = post(order.from(), order.hold());
            moves.put(
                    order.id(),
                    hold.posted()
                            ? new Standing(order, UNDER_WAY, null, null)
                            : new Standing(order, REFUSED, hold, order.from().book()));
        }
        return of(order.id());
    }

    Outcome arrive(MoveOrder order) {
        Outcome arrival = post(order.to(), order.arrival());
        arrivals.put(order.id(), arrival);
        return arrival;
    }

    Standing carry(MoveOrder order) {
        Outcome arrival = arrive(order);
        if (of(order.id()).state() == UNDER_WAY) {
            Outcome end = post(order.from(), order.end(arrival));
            if (end != Outcome.CREATED) {
                throw new AssertionError("The end of " + order + " was refused: " + end);
            }
            moves.put(
                    order.id(),
                    arrival.posted()
                            ? new Standing(order, MOVED, null, null)
                            : new Standing(order, REFUSED, arrival, order.to().book()));
        }
        return of(order.id());
    }

    /** What the clearing accounts must come to, counted move by move. */
    Clearing.Pair pair(String from, String to) {
        long sent = 0;
        long received = 0;
        long underWay = 0;
        for (Standing move : moves.values()) {
            MoveOrder order = move.order();
            if (!order.from().book().equals(from) || !order.to().book().equals(to)) {
                continue;
            }
            long amount = order.amount().minor();
            sent += move.state() == MOVED ? amount : 0;
            underWay += move.state() == UNDER_WAY ? amount : 0;
            Outcome arrival = arrivals.get(order.id());
            received += arrival != null && arrival.posted() ? amount : 0;
        }
        return Clearing.Pair.of(from, to, "KWD", sent, received, underWay);
    }

    private Outcome post(Place place, Transfer transfer) {
        return Objects.requireNonNull(books.get(place.book())).post(List.of(transfer)).getFirst();
    }
}

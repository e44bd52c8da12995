package io.paideia.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the moves that were met come to, per pair of books and currency, and how many transfers they
 * are made of. Confined to one thread.
 */
final class MoveTotals {

    private static final Way NOTHING = new Way(0, 0, 0);

    private final VerifiedRows.Scope scope;
    private final Map<Pair, Way> ways = new HashMap<>();
    private long transfers;

    /** One direction between two books. */
    private record Pair(int from, int to, String currency) {}

    /**
     * What went one way.
     *
     * @param sent posted by the first book
     * @param held by the first book, and under way
     * @param received posted by the second book
     */
    record Way(long sent, long held, long received) {

        private Way plus(Way other) {
            return new Way(sent + other.sent, held + other.held, received + other.received);
        }
    }

    MoveTotals(VerifiedRows.Scope scope) {
        this.scope = scope;
    }

    /** A move, with those of its transfers that are there. */
    void see(
            Move move,
            int from,
            int to,
            Half.@Nullable Found hold,
            Half.@Nullable Found arrival,
            Half.@Nullable Found end) {
        count(hold);
        count(arrival);
        count(end);
        long amount = move.order().amount().minor();
        long sent =
                end != null && end.half().phase().equals(Transfer.Phase.POST.word())
                        ? end.half().amount()
                        : 0;
        ways.merge(
                new Pair(from, to, move.order().amount().currency().code()),
                new Way(
                        sent,
                        hold != null && end == null ? amount : 0,
                        arrival == null ? 0 : amount),
                Way::plus);
    }

    private void count(Half.@Nullable Found found) {
        if (found != null && scope.has(found.half().book())) {
            transfers++;
        }
    }

    /** Of the books that are looked at; each has a clearing account on one side. */
    long transfers() {
        return transfers;
    }

    Way of(int from, int to, String currency) {
        return ways.getOrDefault(new Pair(from, to, currency), NOTHING);
    }
}

package io.paideia.ledger;

import io.paideia.database.Arguments;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Compares each move between books with the transfers that it is made of. They are sealed in blocks
 * and its row is not: so what it says must follow from them. Confined to one thread.
 */
final class MoveCheck {

    static final String TABLE = "ledger.move";

    private static final int TOGETHER = 1_000;
    private static final UUID FIRST = new UUID(0, 0);

    /** The last row of a page is the first of the next. */
    private static final String PAGE =
            MoveRows.SHOWN
                    + """
                      , m.from_book, m.to_book, m.refused_by IS NULL
                      FROM ledger.move m
                      LEFT JOIN ledger.book f ON f.number = m.from_book
                      LEFT JOIN ledger.book t ON t.number = m.to_book
                      LEFT JOIN ledger.book r ON r.number = m.refused_by
                     WHERE m.id >= ?
                    """;

    private static final String IN_ORDER = " ORDER BY m.id LIMIT ?";

    private final Snapshot snapshot;
    private final VerifiedRows.Scope scope;
    private final Findings findings;
    private final MoveTotals totals;

    /** A move's row, by the numbers of its books too. */
    private record Row(Move move, int fromBook, int toBook) {

        MoveOrder order() {
            return move.order();
        }

        boolean refusedAtFirst() {
            return Objects.equals(move.refusedBy(), order().from().book());
        }
    }

    MoveCheck(Snapshot snapshot, VerifiedRows.Scope scope, Findings findings, MoveTotals totals) {
        this.snapshot = snapshot;
        this.scope = scope;
        this.findings = findings;
        this.totals = totals;
    }

    /** Checks all moves from or to the books that are looked at. */
    void check() throws SQLException {
        String query = PAGE + scope.andEither("m.from_book", "m.to_book") + IN_ORDER;
        @Nullable UUID from = FIRST;
        while (from != null) {
            List<Row> rows = new ArrayList<>(TOGETHER);
            from = page(query, from, rows);
            MoveHalves halves =
                    MoveHalves.of(snapshot.first(), rows.stream().map(Row::order).toList());
            for (Row row : rows) {
                check(row, halves);
            }
            findings.settle(List.of());
        }
    }

    /** Fills the list; where the next page begins, or null. */
    private @Nullable UUID page(String query, UUID from, List<Row> rows) throws SQLException {
        try (PreparedStatement ask = snapshot.first().prepareStatement(query)) {
            Arguments.of(ask).uuid(from).integer(TOGETHER + 1);
            try (ResultSet row = ask.executeQuery()) {
                for (int i = 0; i < TOGETHER; i++) {
                    if (!row.next()) {
                        return null;
                    }
                    add(row, rows);
                }
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    private void add(ResultSet row, List<Row> rows) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        if (row.getString(2) == null || row.getString(5) == null) {
            broken(id, "books that are declared", "another");
            return;
        }
        try {
            Move move = MoveRows.move(row, 0);
            // An order that could not be given throws here.
            Row read = new Row(move, row.getInt(16), row.getInt(17));
            read.order().hold();
            boolean refused = move.state() == Move.State.REFUSED;
            if (refused == (move.refusal() == null)
                    || refused == row.getBoolean(18)
                    || refused == (move.refusedBy() == null)
                    || move.underWay() != (move.endedAt() == null)) {
                broken(id, "a refusal, its book and an end as its state asks for", "another");
                return;
            }
            rows.add(read);
        } catch (IllegalArgumentException e) {
            broken(id, "a move that can be ordered", e.getMessage());
        }
    }

    private void check(Row row, MoveHalves halves) {
        Half.Found hold = halves.posted(row.order().hold(), row.fromBook());
        Half.Found arrival = halves.posted(row.order().arrival(), row.toBook());
        Half.Found end = hold == null ? null : halves.end(row.order().hold());
        totals.see(row.move(), row.fromBook(), row.toBook(), hold, arrival, end);
        if (row.refusedAtFirst()) {
            refusedAtFirst(row, halves, hold, arrival);
        } else if (hold == null) {
            broken(row, "its first half", found(halves.underIdOf(row.order().hold())));
        } else if (!hold.at().equals(row.move().begunAt())) {
            broken(row, "begun_at " + hold.at() + ", the time of its first half", "another");
        } else {
            switch (row.move().state()) {
                case UNDER_WAY -> underWay(row, halves, arrival, end);
                case MOVED -> moved(row, halves, arrival, end);
                case REFUSED -> refused(row, halves, arrival, end);
            }
        }
    }

    private void refusedAtFirst(
            Row row, MoveHalves halves, Half.@Nullable Found hold, Half.@Nullable Found arrival) {
        Transfer order = row.order().hold();
        Outcome refusal = Objects.requireNonNull(row.move().refusal());
        Instant at = halves.refusedAt(order, refusal);
        if (hold != null || arrival != null) {
            broken(row, "no half of what was refused", found(hold == null ? arrival : hold));
        } else if (!halves.isRefused(order, row.fromBook(), refusal)) {
            broken(row, "its refusal as " + refusal.code() + " by the first book", "none");
        } else if (!row.move().begunAt().equals(row.move().endedAt())
                || (at != null && !at.equals(row.move().begunAt()))) {
            broken(row, "begun_at and ended_at the time of its refusal", "another");
        }
    }

    private void underWay(
            Row row, MoveHalves halves, Half.@Nullable Found arrival, Half.@Nullable Found end) {
        Half.Found other = halves.underIdOf(row.order().arrival());
        if (end != null) {
            broken(row, "no end while it is under way", end.toString());
        } else if (arrival == null && other != null && other.half().isOf(row.order().id())) {
            broken(row, "its second half or none", found(other));
        }
    }

    private void moved(
            Row row, MoveHalves halves, Half.@Nullable Found arrival, Half.@Nullable Found end) {
        if (arrival == null) {
            broken(row, "its second half", found(halves.underIdOf(row.order().arrival())));
        } else {
            ended(row, end, Outcome.CREATED);
        }
    }

    private void refused(
            Row row, MoveHalves halves, Half.@Nullable Found arrival, Half.@Nullable Found end) {
        Outcome refusal = Objects.requireNonNull(row.move().refusal());
        if (arrival != null) {
            broken(row, "no second half of what was refused", found(arrival));
        } else if (!halves.isRefused(row.order().arrival(), row.toBook(), refusal)) {
            broken(row, "its refusal as " + refusal.code() + " by the second book", "none");
        } else {
            ended(row, end, refusal);
        }
    }

    /** What was held is away if the second half is there, and free if it was refused. */
    private void ended(Row row, Half.@Nullable Found end, Outcome arrival) {
        Half expected = Half.of(row.order().end(arrival), row.fromBook());
        if (end == null || !end.half().equals(expected)) {
            broken(row, "a " + expected.phase() + " of its first half", found(end));
        } else if (!end.at().equals(row.move().endedAt())) {
            broken(row, "ended_at " + end.at() + ", the time of its end", "another");
        }
    }

    private static String found(Half.@Nullable Found found) {
        return found == null ? "none" : found.toString();
    }

    private void broken(Row row, String expected, String found) {
        broken(row.order().id().value(), expected, found);
    }

    private void broken(UUID id, String expected, @Nullable String found) {
        findings.add(TABLE, "id=" + id, expected, String.valueOf(found));
    }
}

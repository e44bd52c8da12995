package io.paideia.ledger;

import io.paideia.database.Arguments;
import io.paideia.database.Times;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The transfers and refusals that some moves are made of, asked for together. Immutable. */
final class MoveHalves {

    /** An end is found by what it resolves: its own id may have been taken by another transfer. */
    private static final String TRANSFERS =
            Half.Found.COLUMNS
                    + """
                      FROM (SELECT * FROM ledger.transfer WHERE id = ANY (?::uuid[])
                            UNION ALL
                            SELECT * FROM ledger.transfer WHERE resolves = ANY (?::uuid[])) AS t
                    """
                    + Half.Found.ACCOUNTS;

    private static final String REFUSALS =
            """
            SELECT r.id, r.book, r.content, r.outcome, b.at
              FROM ledger.refusal r
              LEFT JOIN ledger.block b ON b.book = r.book AND b.number = r.block
             WHERE r.id = ANY (?::uuid[])
            """;

    private final Map<UUID, Half.Found> byId = new HashMap<>();
    private final Map<UUID, Half.Found> ends = new HashMap<>();
    private final Map<UUID, Refused> refused = new HashMap<>();

    /**
     * A refusal that stands in the rows.
     *
     * @param at the time of its block, or null if that is missing
     */
    private record Refused(int book, Hash content, String outcome, @Nullable Instant at) {

        boolean isOf(Transfer order, int ofBook, Outcome refusal) {
            return book == ofBook && content.equals(Refusal.of(order, ofBook, refusal).content());
        }
    }

    private MoveHalves() {}

    static MoveHalves of(Connection connection, List<MoveOrder> orders) throws SQLException {
        List<UUID> holds = new ArrayList<>(orders.size());
        List<UUID> ids = new ArrayList<>(orders.size() * 2);
        for (MoveOrder order : orders) {
            holds.add(order.hold().id().value());
            ids.add(order.hold().id().value());
            ids.add(order.arrival().id().value());
        }
        MoveHalves halves = new MoveHalves();
        try (PreparedStatement ask = connection.prepareStatement(TRANSFERS)) {
            Arguments.of(ask).uuids(ids).uuids(holds);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    halves.add(Half.Found.of(row));
                }
            }
        }
        try (PreparedStatement ask = connection.prepareStatement(REFUSALS)) {
            Arguments.of(ask).uuids(ids);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    halves.addRefused(row);
                }
            }
        }
        return halves;
    }

    private void add(Half.Found found) {
        byId.put(found.id(), found);
        UUID resolves = found.half().resolves();
        if (resolves != null) {
            ends.put(resolves, found);
        }
    }

    private void addRefused(ResultSet row) throws SQLException {
        refused.put(
                row.getObject(1, UUID.class),
                new Refused(
                        row.getInt(2),
                        Hash.of(row.getBytes(3)),
                        row.getString(4),
                        Times.orNull(row, 5)));
    }

    /** The transfer of this order's id, perhaps another one than was ordered. */
    Half.@Nullable Found underIdOf(Transfer order) {
        return byId.get(order.id().value());
    }

    /** The transfer that was ordered, or null. */
    Half.@Nullable Found posted(Transfer order, int book) {
        Half.Found found = underIdOf(order);
        return found != null && found.half().equals(Half.of(order, book)) ? found : null;
    }

    /** What ended this hold, or null. */
    Half.@Nullable Found end(Transfer hold) {
        return ends.get(hold.id().value());
    }

    /** Whether the book refused this order so, or was right to say that its id was used. */
    boolean isRefused(Transfer order, int book, Outcome outcome) {
        Refused found = refused.get(order.id().value());
        boolean same = found != null && found.isOf(order, book, outcome);
        if (outcome == Outcome.ID_REUSED) {
            boolean elsewise = underIdOf(order) != null && posted(order, book) == null;
            return elsewise || (found != null && !same);
        }
        return found != null && same && found.outcome().equals(outcome.code());
    }

    /** When this order was refused, or null if that was not remembered. */
    @Nullable Instant refusedAt(Transfer order, Outcome outcome) {
        Refused found = refused.get(order.id().value());
        return found == null || outcome == Outcome.ID_REUSED ? null : found.at();
    }
}

package io.paideia.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transfer that a move is made of, by the names of its accounts, so that one that stands in the
 * rows can be compared with one that was ordered.
 *
 * @param resolves the pending transfer that it posts or voids, else null
 */
record Half(
        int book,
        @Nullable String debit,
        @Nullable String debitCurrency,
        @Nullable String credit,
        @Nullable String creditCurrency,
        long amount,
        String kind,
        String phase,
        @Nullable String reference,
        @Nullable UUID resolves) {

    /**
     * One that stands in the rows. Who takes the id of a half for something else is no half, but
     * stands there too.
     */
    record Found(UUID id, long number, Instant at, Half half) {

        /** The columns that {@link #of} reads, of transfers that a query names {@code t}. */
        static final String COLUMNS =
                """
                SELECT t.id, t.number, t.at, d.code, d.currency, c.code, c.currency, t.amount, t.kind, t.phase,
                       t.reference, t.resolves
                """;

        static final String ACCOUNTS =
                """
                  LEFT JOIN ledger.account d ON d.number = t.debit
                  LEFT JOIN ledger.account c ON c.number = t.credit
                """;

        static Found of(ResultSet row) throws SQLException {
            long number = row.getLong(2);
            return new Found(
                    row.getObject(1, UUID.class),
                    number,
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    new Half(
                            Head.bookOf(number),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getString(7),
                            row.getLong(8),
                            row.getString(9),
                            row.getString(10),
                            row.getString(11),
                            row.getObject(12, UUID.class)));
        }

        @Override
        public String toString() {
            return "transfer " + number;
        }
    }

    /** As it must stand in the rows of its book. */
    static Half of(Transfer order, int book) {
        TransferId resolves = order.resolves();
        return new Half(
                book,
                order.debit().code(),
                order.debit().currency().code(),
                order.credit().code(),
                order.credit().currency().code(),
                order.amount().minor(),
                order.kind(),
                order.phase().word(),
                order.reference(),
                resolves == null ? null : resolves.value());
    }

    /** Whether it says that it belongs to this move. */
    boolean isOf(MoveId move) {
        return Objects.equals(reference, move.toString());
    }
}

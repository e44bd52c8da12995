package io.paideia.ledger;

import io.paideia.http.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads blocks, as committed. Thread-safe. */
@Component
final class Blocks {

    private static final String COLUMNS =
            """
            SELECT b.number, b.at, b.last_account, b.last_transfer, b.openings, b.changes, b.transfers, b.refusals,
                   b.root, b.hash, k.number, k.name, p.hash
              FROM ledger.block b
              JOIN ledger.book k ON k.number = b.book
              LEFT JOIN ledger.block p ON p.book = b.book AND p.number = b.number - 1
            """;

    private static final String LIST =
            COLUMNS
                    + """
                     WHERE k.name = :book AND b.number < :before
                     ORDER BY b.number DESC
                     LIMIT :limit
                    """;

    /** The first block whose newest transfer is not before this one, found by halving. */
    private static final String SEALING =
            """
            WITH RECURSIVE search AS (
                SELECT 1::bigint AS low, (SELECT max(number) FROM ledger.block WHERE book = :book) AS high
                UNION ALL
                SELECT CASE WHEN b.last_transfer >= :transfer THEN s.low ELSE b.number + 1 END,
                       CASE WHEN b.last_transfer >= :transfer THEN b.number ELSE s.high END
                  FROM search s
                  JOIN ledger.block b ON b.book = :book AND b.number = (s.low + s.high) / 2
                 WHERE s.low < s.high
            )
            """
                    + COLUMNS
                    + " WHERE b.book = :book AND b.number = (SELECT low FROM search WHERE low ="
                    + " high)";

    private final JdbcClient database;

    Blocks(JdbcClient database) {
        this.database = database;
    }

    /**
     * A block with its neighbourhood.
     *
     * @param previous the hash that its own follows
     */
    record Sealed(int book, String name, Head head, Hash previous) {}

    /** Newest first. The page's key is the number, in the low half of the cursor's UUID. */
    Page<Sealed> list(String book, Page.Request request) {
        UUID after = request.after();
        List<Sealed> rows =
                database.sql(LIST)
                        .param("book", book)
                        .param(
                                "before",
                                after == null ? Long.MAX_VALUE : after.getLeastSignificantBits())
                        .param("limit", request.limit() + 1)
                        .query(Blocks::sealed)
                        .list();
        return Page.of(rows, request, block -> new UUID(0, block.head().block()));
    }

    /** The block that seals the transfer of this number. */
    Optional<Sealed> sealing(long transfer) {
        return database.sql(SEALING)
                .param("book", Head.bookOf(transfer))
                .param("transfer", transfer)
                .query(Blocks::sealed)
                .optional();
    }

    boolean isBook(String name) {
        return database.sql("SELECT EXISTS (SELECT FROM ledger.book WHERE name = ?)")
                .param(name)
                .query(Boolean.class)
                .single();
    }

    private static Sealed sealed(ResultSet row, int n) throws SQLException {
        String name = Objects.requireNonNull(row.getString(12));
        byte[] previous = row.getBytes(13);
        return new Sealed(
                row.getInt(11),
                name,
                PostgresStore.head(row),
                previous == null ? Hash.beginning(name) : Hash.of(previous));
    }
}

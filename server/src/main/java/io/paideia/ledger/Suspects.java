package io.paideia.ledger;

import io.paideia.database.Arguments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells which rows of a block that does not add up were written by another transaction than the
 * rest of it. A root says that something differs, not what; PostgreSQL remembers of each row who
 * wrote it (xmin). That is a hint, not a proof: whoever can edit the tables could forge it too, and
 * after a restore it says nothing. Confined to one thread.
 */
final class Suspects {

    private static final int MOST = 5;

    /** An account is written again with each entry, and so by the transaction of its last one. */
    private static final String ASK =
            """
            WITH sealed AS (
                SELECT 3 AS rank, 'ledger.block' AS name, format('book=%s number=%s', book, number) AS key,
                       number AS place, xmin::text::bigint AS writer
                  FROM ledger.block WHERE book = ? AND number = ?
                UNION ALL
                SELECT 1, 'ledger.transfer', format('number=%s', number), number, xmin::text::bigint
                  FROM ledger.transfer WHERE number BETWEEN ? AND ?
                UNION ALL
                SELECT 1, 'ledger.flag_change', format('book=%s block=%s place=%s', book, block, place), place,
                       xmin::text::bigint
                  FROM ledger.flag_change WHERE book = ? AND block = ?
                UNION ALL
                SELECT 1, 'ledger.refusal', format('book=%s block=%s place=%s', book, block, place), place,
                       xmin::text::bigint
                  FROM ledger.refusal WHERE book = ? AND block = ?
            ), usual AS (
                SELECT mode() WITHIN GROUP (ORDER BY writer) AS writer FROM sealed
            )
            SELECT s.rank, s.name, s.key, s.place, s.writer, u.writer
              FROM sealed s, usual u WHERE s.writer <> u.writer
            UNION ALL
            SELECT 2, 'ledger.account', format('number=%s', a.number), a.number, a.xmin::text::bigint,
                   coalesce(t.xmin::text::bigint, u.writer)
              FROM ledger.account a
              LEFT JOIN ledger.transfer t ON t.number = a.last_transfer, usual u
             WHERE a.number BETWEEN ? AND ?
               AND a.xmin::text::bigint <> coalesce(t.xmin::text::bigint, u.writer)
               AND NOT EXISTS (SELECT FROM ledger.flag_change c WHERE c.account = a.number AND c.xmin = a.xmin)
             ORDER BY 1, 4
             LIMIT ?
            """;

    private final Connection connection;

    Suspects(Connection connection) {
        this.connection = connection;
    }

    /**
     * The suspects of this block.
     *
     * @param before the newest transfer of the block before; the block's own word is not enough
     */
    List<Broken> of(BlockRow block, long before) throws SQLException {
        long first = Math.max(before, block.lastTransfer() - block.transfers()) + 1;
        long last = Math.min(before + block.transfers(), block.lastTransfer());
        List<Broken> suspects = new ArrayList<>();
        try (PreparedStatement ask = connection.prepareStatement(ASK)) {
            Arguments.of(ask)
                    .integer(block.book())
                    .number(block.number())
                    .number(first)
                    .number(last)
                    .integer(block.book())
                    .number(block.number())
                    .integer(block.book())
                    .number(block.number())
                    .number(block.openings() == 0 ? 1 : block.lastAccount() - block.openings() + 1)
                    .number(block.openings() == 0 ? 0 : block.lastAccount())
                    .integer(MOST);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    suspects.add(
                            new Broken(
                                    row.getString(2),
                                    row.getString(3),
                                    "what block "
                                            + block.number()
                                            + " of book "
                                            + block.book()
                                            + " seals, written by transaction "
                                            + row.getLong(6),
                                    "a row written by transaction " + row.getLong(5)));
                }
            }
        }
        return suspects;
    }
}

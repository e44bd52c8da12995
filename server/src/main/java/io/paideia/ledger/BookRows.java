package io.paideia.ledger;

import io.paideia.database.BinaryRow;
import io.paideia.database.BinaryRows;
import java.sql.Connection;
import java.sql.SQLException;

/** A query's rows in order, with one row at hand. Confined to one thread. */
final class BookRows implements AutoCloseable {

    private final BinaryRows rows;
    private final BinaryRow row = new BinaryRow();
    private boolean ended;

    BookRows(Connection connection, String query) throws SQLException {
        this.rows = BinaryRows.of(connection, query);
        advance();
    }

    boolean ended() {
        return ended;
    }

    /** The row at hand, at its first column. */
    BinaryRow row() {
        return row.on(row.bytes());
    }

    void advance() throws SQLException {
        byte[] next = rows.next();
        if (next == null) {
            ended = true;
        } else {
            row.on(next);
        }
    }

    @Override
    public void close() throws SQLException {
        if (!ended) {
            rows.close();
        }
    }
}

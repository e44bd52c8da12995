package io.paideia.lane;

import io.paideia.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * A book of accounts and everything that is ordered with it. All its transactions take one advisory
 * lock, so several servers may write it without an election, without deadlock and in one total
 * order. Thread-safe.
 */
public final class Book {

    private static final String LOCK =
            "SELECT clock_timestamp() FROM (SELECT pg_advisory_xact_lock(?) OFFSET 0) AS locked";

    private final String name;
    private final long key;
    private final Database database;

    /** A book of this name; the name makes the lock's key. */
    public Book(String name, Database database) {
        this.name = name;
        this.key = 0x7061_6964_0000_0000L | (name.hashCode() & 0xffff_ffffL);
        this.database = database;
    }

    public String name() {
        return name;
    }

    /** Work in one transaction of the book. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Batch batch) throws SQLException;
    }

    /**
     * A connection for one long-living writer of this book; see {@link #transact(Connection,
     * Work)}.
     */
    public Connection connect() throws SQLException {
        return database.dedicated();
    }

    /**
     * Runs the work in a transaction of its own on this connection, under the book's lock. Rolls
     * back and rethrows when the work throws. When COMMIT itself throws, whether it took effect is
     * unknown to the caller.
     */
    public <T> T transact(Connection connection, Work<T> work) throws SQLException {
        Batch batch;
        T result;
        try {
            batch = new Batch(connection, lock(connection));
            result = work.in(batch);
        } catch (SQLException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        }
        connection.commit();
        batch.committed();
        return result;
    }

    private Instant lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            cause.addSuppressed(alsoFailed);
        }
    }
}

package io.paideia.lane;

import io.paideia.database.Arguments;
import io.paideia.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A book of accounts and everything that is ordered with it. All its transactions take one advisory
 * lock, so several servers may write it without an election, without deadlock and in one total
 * order. Thread-safe.
 */
public final class Book {

    private static final String LOCK =
            "SELECT clock_timestamp() FROM (SELECT pg_advisory_xact_lock(?) OFFSET 0) AS locked";

    /**
     * Sets how long this transaction waits for locks before it takes its first. The order is made
     * by the innermost condition: what fails it would not be locked.
     */
    private static final String LOCK_WITHIN =
            """
            SELECT clock_timestamp()
              FROM (SELECT pg_advisory_xact_lock(?)
                      FROM (SELECT set_config('lock_timeout', ?, true) AS longest OFFSET 0) AS waiting
                     WHERE longest IS NOT NULL
                    OFFSET 0) AS locked
            """;

    private static final String LOCK_AND_SIGN =
            """
            WITH signed AS (
                INSERT INTO lane.receipt (writer, batch) VALUES (?, ?)
                    ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch
            )
            """
                    + LOCK_WITHIN;

    private static final String NO_LOCK = "SELECT clock_timestamp() WHERE ?::bigint IS NOT NULL";

    private static final String RECEIPT =
            "SELECT EXISTS (SELECT FROM lane.receipt WHERE writer = ? AND batch = ?)";

    private final String name;
    private final long key;
    private final Connections connections;

    /** A book of this name; the name makes the lock's key. */
    public Book(String name, Database database) {
        this(name, database::dedicated);
    }

    Book(String name, Connections connections) {
        this.name = name;
        this.key = 0x7061_6964_0000_0000L | (name.hashCode() & 0xffff_ffffL);
        this.connections = connections;
    }

    /** Where a book's writers get their connections. */
    @FunctionalInterface
    interface Connections {
        Connection open() throws SQLException;
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
        return connections.open();
    }

    /**
     * Runs the work in a transaction of its own on this connection, under the book's lock. Rolls
     * back and rethrows when the work throws.
     *
     * @throws CommitInDoubt if the connection was lost during COMMIT, so that its effect is unknown
     */
    public <T> T transact(Connection connection, Work<T> work) throws SQLException {
        return run(connection, work, new Begin(LOCK, null, null));
    }

    /**
     * As {@link #transact(Connection, Work)}, and leaves a receipt in this writer's name, so that
     * {@link #tookEffect} can be asked when the effect is unknown. A writer has one batch at a
     * time.
     *
     * @param longest how long it may wait for the book's lock, and for any other
     */
    <T> T transact(Connection connection, UUID writer, Duration longest, Work<T> work)
            throws SQLException {
        return run(connection, work, new Begin(LOCK_AND_SIGN, writer, longest));
    }

    /**
     * As {@link #transact}, but without the book's lock and so without a place in its order: for
     * work that only follows what was ordered, and keeps out of the way of those who order.
     */
    public <T> T follow(Connection connection, Work<T> work) throws SQLException {
        return run(connection, work, new Begin(NO_LOCK, null, null));
    }

    private <T> T run(Connection connection, Work<T> work, Begin begin) throws SQLException {
        Batch batch;
        T result;
        try {
            batch = begin(connection, begin);
            result = work.in(batch);
            refuseFailed(connection);
        } catch (SQLException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        }
        commit(connection, batch);
        batch.committed();
        return result;
    }

    /**
     * Asks what became of a transaction whose COMMIT got no answer. Under the book's lock, which
     * the old transaction held, it cannot be still in progress. If it took effect, what was to be
     * done after its commit is done now.
     *
     * <p>The receipt is asked for, which was written in that transaction, and not the transaction's
     * number: if PostgreSQL crashed before any of a transaction reached the disk, it gives the
     * number to another one, and tells what became of that.
     *
     * <p>Asking is a transaction too, and its commit may get no answer either; but then nothing is
     * in doubt except what was asked about.
     */
    boolean tookEffect(Connection connection, UUID writer, Duration longest, CommitInDoubt doubt)
            throws SQLException {
        boolean effect;
        try {
            effect =
                    transact(
                            connection,
                            longest,
                            batch -> hasReceipt(batch, writer, doubt.batch().transaction()));
        } catch (CommitInDoubt unanswered) {
            throw new SQLException("The question got no answer", "08006", unanswered);
        }
        if (effect) {
            doubt.batch().committed();
        }
        return effect;
    }

    private <T> T transact(Connection connection, Duration longest, Work<T> work)
            throws SQLException {
        return run(connection, work, new Begin(LOCK_WITHIN, null, longest));
    }

    private static boolean hasReceipt(Batch batch, UUID writer, String signed) throws SQLException {
        try (PreparedStatement ask = batch.connection().prepareStatement(RECEIPT)) {
            Arguments.of(ask).uuid(writer).uuid(UUID.fromString(signed));
            try (ResultSet row = ask.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /**
     * Work that swallowed an SQL error left a failed transaction behind; its COMMIT would roll back
     * without a word, and the callers would be told of effects that are not there.
     */
    private static void refuseFailed(Connection connection) throws SQLException {
        if (connection.unwrap(BaseConnection.class).getTransactionState()
                == TransactionState.FAILED) {
            throw new SQLException("The work swallowed an SQL error", "25P02");
        }
    }

    private static void commit(Connection connection, Batch batch) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            // An error without a state is the driver's own, not the server's answer.
            if (e.getSQLState() == null || Trouble.of(e) == Trouble.LOST_CONNECTION) {
                throw new CommitInDoubt(batch, e);
            }
            rollback(connection, e);
            throw e;
        } catch (RuntimeException | Error e) {
            // Whatever it is, it is no answer; a lack of memory may come after COMMIT was sent.
            throw new CommitInDoubt(batch, e);
        }
    }

    /**
     * How a transaction begins.
     *
     * @param writer who leaves a receipt, if anybody does
     * @param longest how long it waits for locks, or null for as long as its connection does
     */
    private record Begin(String statement, @Nullable UUID writer, @Nullable Duration longest) {

        boolean locks() {
            return !statement.equals(NO_LOCK);
        }

        /**
         * A wait that ends, ends after the time that was given, never before; 0 would be for ever.
         */
        static String setting(Duration longest) {
            return Math.max(0, longest.toMillis()) + 1 + "ms";
        }
    }

    private Batch begin(Connection connection, Begin begin) throws SQLException {
        UUID transaction = UUID.randomUUID();
        try (PreparedStatement statement = connection.prepareStatement(begin.statement())) {
            Arguments arguments = Arguments.of(statement);
            if (begin.writer() != null) {
                arguments.uuid(begin.writer()).uuid(transaction);
            }
            arguments.number(key);
            if (begin.longest() != null) {
                arguments.text(Begin.setting(begin.longest()));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Batch(
                        name,
                        connection,
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        transaction.toString(),
                        begin.locks());
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

package io.paideia.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Several connections that see the database as it was at one moment, whatever is written meanwhile,
 * and cannot write themselves. Not thread-safe; each connection may be used by another thread.
 */
final class Snapshot implements AutoCloseable {

    /**
     * Rows come through an index: a sort would write them all to disk first. Nothing is given up
     * for the speed of the first rows, and no second process competes for the processors.
     */
    private static final String SETTINGS =
            """
            SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off; SET LOCAL jit = off;
            SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL statement_timeout = 0;
            SET LOCAL idle_in_transaction_session_timeout = 0
            """;

    private final Verification.Connections source;
    private final List<Connection> open = new ArrayList<>();
    private final Connection first;
    private final String name;

    Snapshot(Verification.Connections source) throws SQLException {
        this.source = source;
        try {
            first = begin();
            execute(first, SETTINGS);
            try (Statement ask = first.createStatement();
                    ResultSet row = ask.executeQuery("SELECT pg_export_snapshot()")) {
                row.next();
                name = row.getString(1);
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** For questions in between; it must not be closed before all others have begun. */
    Connection first() {
        return first;
    }

    /** Another connection that sees the same. */
    Connection another() throws SQLException {
        Connection connection = begin();
        execute(connection, "SET TRANSACTION SNAPSHOT '" + name + "'");
        execute(connection, SETTINGS);
        return connection;
    }

    private Connection begin() throws SQLException {
        Connection connection = source.open();
        open.add(connection);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends all of them, also those that are in the middle of an answer. */
    @Override
    public void close() throws SQLException {
        for (Connection connection : open) {
            connection.abort(Runnable::run);
        }
    }
}

package io.paideia.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Refuses a server older than 15, and one with fsync, full_page_writes or synchronous_commit off:
 * what it acknowledged could be lost. Asked of each login, as a role may have settings of its own.
 */
final class Durability {

    private static final int OLDEST = 150_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Durability() {}

    /**
     * @throws IllegalStateException if the server is unsafe, or cannot be reached for 20 s
     */
    static void require(Address address) {
        try (Connection connection = reach(address);
                Statement statement = connection.createStatement();
                ResultSet shown =
                        statement.executeQuery(
                                "SELECT current_setting('server_version_num')::int,"
                                        + " current_setting('fsync'),"
                                        + " current_setting('full_page_writes'),"
                                        + " current_setting('synchronous_commit')")) {
            shown.next();
            if (shown.getInt(1) < OLDEST) {
                throw new IllegalStateException(
                        "PostgreSQL 15 or newer is needed, found " + shown.getInt(1));
            }
            if (!"on".equals(shown.getString(2))
                    || !"on".equals(shown.getString(3))
                    || "off".equals(shown.getString(4))) {
                throw new IllegalStateException(
                        "PostgreSQL runs with fsync, full_page_writes or synchronous_commit off:"
                                + " acknowledged money could be lost");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot reach PostgreSQL at " + address, e);
        }
    }

    /**
     * Waits a little for a server that is about to start, but not for one that knows us not: a
     * wrong password (class 28) or database (3D) stays wrong.
     */
    private static Connection reach(Address address) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return address.source().getConnection();
            } catch (SQLException e) {
                String state = String.valueOf(e.getSQLState());
                if (state.startsWith("28")
                        || state.startsWith("3D")
                        || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }
}

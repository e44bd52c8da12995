package io.paideia.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Which data directory a server serves. Stateless. */
final class Served {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** SQLSTATE cannot_connect_now. */
    private static final String STARTING = "57P03";

    private Served() {}

    /**
     * Proves that the server on the port is ours; pg_ctl alone cannot tell when another one holds
     * the port. One that was taken over may still be recovering: then it is waited for.
     */
    static void require(Address address, Path data) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Path served = dataDirectory(address);
                if (!Files.isSameFile(served, data)) {
                    throw new IllegalStateException(
                            "The PostgreSQL on " + address + " serves " + served + ", not " + data);
                }
                return;
            } catch (SQLException e) {
                if (!STARTING.equals(e.getSQLState()) || System.nanoTime() > deadline) {
                    throw notOurs(address, data, e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            } catch (IOException e) {
                throw notOurs(address, data, e);
            }
        }
    }

    private static Path dataDirectory(Address address) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", String.valueOf(address.user()));
        login.setProperty("password", String.valueOf(address.password()));
        login.setProperty("connectTimeout", "5");
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), login);
                Statement statement = connection.createStatement();
                ResultSet shown = statement.executeQuery("SHOW data_directory")) {
            shown.next();
            return Path.of(shown.getString(1));
        }
    }

    private static IllegalStateException notOurs(Address address, Path data, Exception cause) {
        return new IllegalStateException(
                "The server on " + address + " is not our PostgreSQL in " + data, cause);
    }
}

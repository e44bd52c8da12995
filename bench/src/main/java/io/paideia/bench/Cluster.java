package io.paideia.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The embedded PostgreSQL of a data folder, as its files describe it: whom to ask, and whose CPU
 * time to count. Immutable.
 *
 * @param pid the postmaster, parent of all its processes
 */
public record Cluster(long pid, int port, String password) {

    private static final String USER = "paideia";

    /** Of a cluster that runs. */
    public static Cluster in(Path folder) {
        try {
            // Line 1 is the postmaster's process, line 4 its port (storage.sgml, postmaster.pid).
            List<String> lines = Files.readAllLines(folder.resolve("data/postmaster.pid"));
            return new Cluster(
                    Long.parseLong(lines.getFirst().strip()),
                    Integer.parseInt(lines.get(3).strip()),
                    Files.readString(folder.resolve("password")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("No PostgreSQL runs in " + folder, e);
        }
    }

    public String user() {
        return USER;
    }

    /** A new connection with the driver's usual settings. */
    public Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        source.setUser(USER);
        source.setPassword(password);
        source.setApplicationName("paideia-observer");
        return source.getConnection();
    }

    public String version() throws SQLException {
        return text("SHOW server_version");
    }

    /** The one number a query gives. */
    public long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }

    private String text(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}

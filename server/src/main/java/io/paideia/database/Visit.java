package io.paideia.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The database for a guest who only looks: nothing is migrated, no role is prepared. A running
 * cluster is entered as it runs, beside its server; one that is stopped is started for as long as
 * the visit lasts. Thread-safe, but for its closing.
 */
public final class Visit implements AutoCloseable {

    private final Address address;
    private final @Nullable EmbeddedPostgres started;

    private Visit(Address address, @Nullable EmbeddedPostgres started) {
        this.address = address;
        this.started = started;
    }

    /**
     * The database of this address, a JDBC or {@code postgres://} URL.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Visit of(String url) {
        return new Visit(Address.of("The database", url), null);
    }

    /**
     * The embedded cluster of this folder.
     *
     * @throws IllegalStateException if there is none, or it cannot be started
     */
    public static Visit in(Path folder) {
        Address running = EmbeddedPostgres.running(folder);
        if (running != null) {
            return new Visit(running, null);
        }
        EmbeddedPostgres started = EmbeddedPostgres.start(folder, 0);
        return new Visit(started.address(), started);
    }

    /** A new connection. */
    public Connection open() throws SQLException {
        return address.source().getConnection();
    }

    /** Where it is, without the password. */
    @Override
    public String toString() {
        return address.toString();
    }

    /** Stops what was started for this visit. */
    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }
}

package io.paideia.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of this server: a pool for reading and small writes, and connections of their own
 * for single writers. Thread-safe. Closing it closes the pool and stops an embedded cluster.
 *
 * <p>Refuses a server older than 15, and one with fsync, full_page_writes or synchronous_commit
 * off: what it acknowledged could be lost.
 */
public final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final int OLDEST = 150_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final @Nullable EmbeddedPostgres embedded;
    private final Address address;
    private final HikariDataSource pool;

    private Database(@Nullable EmbeddedPostgres embedded, Address address, int connections) {
        this.embedded = embedded;
        this.address = address;
        this.pool = pool(address, connections);
    }

    /** Opens the database as told and brings every module's tables up to date. */
    public static Database open(DatabaseSettings settings) {
        String url = settings.url();
        EmbeddedPostgres embedded =
                url == null || url.isBlank()
                        ? EmbeddedPostgres.start(settings.folder(), settings.port())
                        : null;
        Address address = embedded != null ? embedded.address() : Address.of(String.valueOf(url));
        try {
            refuseUnsafeServer(address);
            // Not by the pool: its size is for the server's work, migrations want two at a time.
            Migrations.run(source(address));
            Database database = new Database(embedded, address, settings.connections());
            log.info(
                    "PostgreSQL {} at {}", embedded != null ? "(embedded)" : "(external)", address);
            return database;
        } catch (RuntimeException e) {
            stop(embedded, e);
            throw e;
        }
    }

    private static void stop(@Nullable EmbeddedPostgres embedded, RuntimeException cause) {
        if (embedded != null) {
            try {
                embedded.close();
            } catch (RuntimeException alsoFailed) {
                cause.addSuppressed(alsoFailed);
            }
        }
    }

    /** The shared pool; its connections commit by themselves unless told otherwise. */
    public DataSource pool() {
        return pool;
    }

    /**
     * A new connection outside the pool for one long-living writer, without autocommit. Its plans
     * are generic and use indexes: a custom plan merge-joined all accounts, and a generic plan made
     * on an empty table scanned it later.
     */
    public Connection dedicated() throws SQLException {
        PGSimpleDataSource source = source(address);
        source.setOptions(
                "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c"
                        + " enable_mergejoin=off -c statement_timeout=60000 -c lock_timeout=30000");
        source.setPrepareThreshold(1);
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public void close() {
        pool.close();
        if (embedded != null) {
            embedded.close();
        }
    }

    private static void refuseUnsafeServer(Address address) {
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
                return source(address).getConnection();
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

    private static HikariDataSource pool(Address address, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("paideia");
        config.setDataSource(source(address));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(4, connections));
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }

    private static PGSimpleDataSource source(Address address) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl());
        if (address.user() != null) {
            source.setUser(address.user());
        }
        if (address.password() != null) {
            source.setPassword(address.password());
        }
        source.setApplicationName("paideia");
        source.setReWriteBatchedInserts(true);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(10);
        return source;
    }
}

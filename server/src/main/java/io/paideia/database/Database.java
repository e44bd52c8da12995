package io.paideia.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of this server: a pool for reading and small writes, and connections of their own
 * for single writers. Both work as a role that owns nothing (see {@link Roles}). Thread-safe.
 * Closing it closes the pool and stops an embedded cluster.
 */
public final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    /**
     * For so long a writer's connection may hear nothing before it is given up. Twice what any
     * statement may take by the server's own limit, so only a server that hangs meets it.
     */
    public static final int SILENCE_SECONDS = 120;

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
        EmbeddedPostgres embedded =
                settings.url() == null
                        ? EmbeddedPostgres.start(settings.folder(), settings.port())
                        : null;
        try {
            Address address = Roles.prepare(settings, embedded);
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
     * on an empty table scanned it later. It hears an answer in time or is lost; an address that
     * names a {@code socketTimeout} of its own keeps that.
     */
    public Connection dedicated() throws SQLException {
        PGSimpleDataSource source =
                Address.withOptions(
                        address.source(),
                        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c"
                                + " enable_mergejoin=off -c statement_timeout=60000 -c"
                                + " lock_timeout=30000");
        source.setPrepareThreshold(1);
        if (source.getSocketTimeout() == 0) {
            source.setSocketTimeout(SILENCE_SECONDS);
        }
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

    private static HikariDataSource pool(Address address, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("paideia");
        config.setDataSource(address.source());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(4, connections));
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }
}

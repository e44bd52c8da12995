package io.paideia.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps apart who makes the tables and who works with them. The owner runs the migrations; the
 * server works as another role, which owns nothing and has only the {@link Rights} that the modules
 * need (decision 0009). That is
 *
 * <ul>
 *   <li>in an embedded cluster a login of its own, made here;
 *   <li>with PAIDEIA_DATABASE_OWNER_URL the login of PAIDEIA_DATABASE_URL;
 *   <li>with PAIDEIA_DATABASE_URL alone a role that its sessions take on, made here. If that user
 *       may not make roles the server works as the owner, and says so once.
 * </ul>
 */
final class Roles {

    /** What the working role is called where we make it. */
    static final String APP = "paideia_app";

    private static final Logger log = LoggerFactory.getLogger(Roles.class);

    private static final String LOCK =
            "SELECT pg_advisory_lock(hashtextextended('paideia rights', 0))";

    /** The lock is this database's: who gets it while the owner holds it is in another one. */
    private static final String ENTERED =
            "SELECT current_user, pg_try_advisory_lock(hashtextextended('paideia rights', 0))";

    /** Roles belong to the whole cluster, so servers of another database may make it meanwhile. */
    private static final Set<String> EXISTS = Set.of("42710", "23505");

    private static final String NOT_ALLOWED = "42501";

    private Roles() {}

    /**
     * Migrates as the owner, prepares the role to work as, and proves what it may not do. Several
     * servers may do so at once.
     *
     * @param embedded the cluster, or null if the settings name another
     * @return how the server enters for its work
     * @throws IllegalStateException if a role of its own could change what is written once
     */
    static Address prepare(DatabaseSettings settings, @Nullable EmbeddedPostgres embedded) {
        Address owner =
                embedded != null
                        ? embedded.address()
                        : settings.ownerUrl() != null
                                ? Address.of("PAIDEIA_DATABASE_OWNER_URL", settings.ownerUrl())
                                : Address.of(String.valueOf(settings.url()));
        Durability.require(owner);
        // Not by the pool: its size is for the server's work, migrations want two at a time.
        Migrations.run(owner.source());
        Address app = app(owner, settings, embedded);
        boolean apart = embedded != null || settings.ownerUrl() != null;
        refuseExcess(app, apart);
        return app;
    }

    private static Address app(
            Address owner, DatabaseSettings settings, @Nullable EmbeddedPostgres embedded) {
        // Closing the connection gives the lock back.
        try (Connection connection = owner.source().getConnection()) {
            execute(connection, LOCK);
            Address app =
                    embedded != null
                            ? login(connection, owner, embedded.appPassword())
                            : settings.ownerUrl() != null
                                    ? Address.of(String.valueOf(settings.url()))
                                    : taken(connection, owner);
            if (!app.equals(owner)) {
                Durability.require(app);
                Rights.give(connection, entered(app));
            }
            return app;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot prepare the role to work as", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a password", e);
        }
    }

    /** A login of the embedded cluster; its password is what the folder says, whatever it was. */
    private static Address login(Connection owner, Address entrance, String password)
            throws SQLException {
        create(owner);
        execute(
                owner,
                "ALTER ROLE paideia_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
                        + " NOBYPASSRLS");
        // The driver sends a verifier only, so that no log of statements shows the password.
        owner.unwrap(PGConnection.class).alterUserPassword(APP, password.toCharArray(), null);
        return new Address(entrance.jdbcUrl(), APP, password);
    }

    /** The owner's login with a lesser role, or as it is if it may not make one. */
    private static Address taken(Connection owner, Address entrance) throws SQLException {
        try {
            create(owner);
            if (!mayBecomeApp(owner)) {
                execute(owner, "GRANT paideia_app TO CURRENT_USER");
            }
            return entrance.as(APP);
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
            log.debug("No role to take on", e);
            return entrance;
        }
    }

    private static void create(Connection owner) throws SQLException {
        try (PreparedStatement ask =
                owner.prepareStatement("SELECT FROM pg_roles WHERE rolname = ?")) {
            Arguments.of(ask).text(APP);
            try (ResultSet found = ask.executeQuery()) {
                if (found.next()) {
                    return;
                }
            }
        }
        try {
            execute(owner, "CREATE ROLE paideia_app NOLOGIN");
        } catch (SQLException e) {
            if (!EXISTS.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
        }
    }

    /** Tried out, because what membership allows differs between versions. */
    private static boolean mayBecomeApp(Connection owner) throws SQLException {
        try {
            execute(owner, "SET ROLE paideia_app");
            return true;
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
            return false;
        } finally {
            execute(owner, "RESET ROLE");
        }
    }

    /** Whom the server works as; called while the owner holds the lock. */
    private static String entered(Address app) throws SQLException {
        try (Connection connection = app.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ENTERED)) {
            row.next();
            if (row.getBoolean(2)) {
                throw new IllegalStateException(
                        "PAIDEIA_DATABASE_URL and PAIDEIA_DATABASE_OWNER_URL lead to different"
                                + " databases");
            }
            return row.getString(1);
        }
    }

    /** Asks as the role itself, so that it does not matter where a right comes from. */
    private static void refuseExcess(Address app, boolean apart) {
        List<String> excess;
        try (Connection connection = app.source().getConnection()) {
            excess = Rights.excess(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot ask what " + app + " may do", e);
        }
        if (excess.isEmpty()) {
            return;
        }
        String finding =
                "The server's database role may change what is written once: "
                        + String.join("; ", excess);
        if (apart) {
            throw new IllegalStateException(
                    finding
                            + ". Let PAIDEIA_DATABASE_URL name a role that owns nothing, is no"
                            + " superuser and is no member of the owner;"
                            + " docs/operating/production.md has the SQL");
        }
        log.warn(
                "{}. Only triggers guard it. Make a second login and set"
                        + " PAIDEIA_DATABASE_OWNER_URL: docs/operating/production.md has the SQL",
                finding);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

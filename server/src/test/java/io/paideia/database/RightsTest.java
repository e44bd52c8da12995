package io.paideia.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the role of a running server may do, and what nobody can make it do. */
final class RightsTest {

    private final JdbcClient server = TestDatabase.client();
    private final JdbcClient owner = TestDatabase.owner();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE ledger.transfer SET amount = 1",
                "UPDATE ledger.transfer SET reference = '' WHERE false",
                "DELETE FROM ledger.transfer",
                "TRUNCATE ledger.transfer",
                "TRUNCATE ledger.account",
                "DELETE FROM ledger.account",
                "UPDATE ledger.block SET root = hash",
                "DELETE FROM ledger.refusal",
                "UPDATE ledger.flag_change SET frozen = false",
                "SELECT id FROM ledger.transfer FOR UPDATE",
                "INSERT INTO ledger.transfer SELECT * FROM ledger.transfer ON CONFLICT (id) DO"
                        + " UPDATE SET amount = 1",
                "MERGE INTO ledger.transfer t USING ledger.account a ON t.debit = a.number WHEN"
                        + " MATCHED THEN DELETE",
                "UPDATE terms.rule SET version = 9",
                "SELECT * FROM ledger.migrations",
                "DELETE FROM ledger.migrations"
            })
    void theServerMayNotChangeWhatIsWrittenOnce(String statement) {
        refused(statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE ledger.transfer DISABLE TRIGGER ALL",
                "ALTER TABLE ledger.transfer DISABLE TRIGGER transfer_is_written_once",
                "DROP TRIGGER transfer_is_written_once ON ledger.transfer",
                "CREATE TRIGGER t BEFORE INSERT ON ledger.transfer EXECUTE FUNCTION"
                        + " ledger.refuse_change()",
                "SET session_replication_role = replica",
                "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql"
                        + " AS 'BEGIN RETURN NULL; END'",
                "DROP TABLE ledger.transfer",
                "ALTER TABLE ledger.transfer ADD COLUMN n int",
                "ALTER TABLE ledger.account DROP CONSTRAINT no_overdraft",
                "DROP SCHEMA ledger CASCADE",
                "CREATE TABLE ledger.mine (n int)",
                "CREATE VIEW orders.mine AS SELECT 1",
                "CREATE INDEX ON ledger.transfer (amount)",
                "CREATE SCHEMA mine",
                "CREATE RULE r AS ON INSERT TO ledger.transfer DO INSTEAD NOTHING"
            })
    void theServerMayNotTakeDownTheGuards(String statement) {
        refused(statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET ROLE paideia",
                "SET SESSION AUTHORIZATION paideia",
                "GRANT paideia TO paideia_app",
                "ALTER ROLE paideia_app SUPERUSER",
                "ALTER ROLE paideia PASSWORD 'mine'",
                "CREATE ROLE mine",
                "CREATE DATABASE mine",
                "ALTER TABLE ledger.transfer OWNER TO paideia_app",
                "COPY ledger.transfer TO PROGRAM 'cat'",
                "ALTER SYSTEM SET fsync = off"
            })
    void theServerMayNotBecomeMore(String statement) {
        refused(statement);
    }

    @Test
    void theServerCannotGiveItselfARight() {
        // PostgreSQL warns and does nothing
        server.sql("GRANT UPDATE, DELETE ON ledger.transfer TO paideia_app").update();
        refused("DELETE FROM ledger.transfer");
    }

    @Test
    void poolAndDedicatedConnectionsWorkAsTheRole() throws SQLException {
        assertThat(text(server, "SELECT session_user || ' ' || current_user"))
                .isEqualTo("paideia_app paideia_app");
        try (Connection connection = TestDatabase.shared().dedicated();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("DELETE FROM ledger.transfer"))
                    .hasMessageContaining("permission denied");
        }
        assertThat(
                        text(
                                owner,
                                "SELECT format('%s %s %s %s %s', rolsuper, rolcreaterole,"
                                        + " rolcreatedb, rolreplication, rolbypassrls) FROM"
                                        + " pg_roles WHERE rolname = 'paideia_app'"))
                .isEqualTo("f f f f f");
        assertThat(
                        text(
                                owner,
                                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid ="
                                    + " c.relnamespace WHERE pg_get_userbyid(relowner) ="
                                    + " 'paideia_app' AND nspname NOT IN ('public', 'pg_toast')"))
                .isEqualTo("0");
    }

    @Test
    void theServerMayDoWhatLanesDo() throws SQLException {
        assertThat(text(server, "SELECT count(*) >= 0 FROM ledger.entry")).isEqualTo("t");
        assertThat(
                        text(
                                server,
                                "SELECT pg_xact_status(pg_current_xact_id()) FROM (SELECT"
                                        + " pg_advisory_xact_lock(1)) AS l"))
                .isEqualTo("in progress");
        try (Connection connection = TestDatabase.shared().dedicated()) {
            // the right is asked for before the first row
            long rows =
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("COPY ledger.transfer FROM STDIN", new StringReader(""));
            assertThat(rows).isZero();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(server.sql("UPDATE ledger.account SET frozen = true WHERE false").update())
                .isZero();
        assertThat(server.sql("DELETE FROM ledger.due WHERE false").update()).isZero();
    }

    @Test
    void aLineOfRightsIsATableAndWhatIsLeft() {
        assertThat(Restriction.of("m", "account UPDATE"))
                .isEqualTo(new Restriction("m", "account", "UPDATE"));
        assertThat(Restriction.of("m", "transfer")).isEqualTo(new Restriction("m", "transfer", ""));
        for (String line : List.of("transfer update", "transfer SELECT", "a,b", "m.transfer")) {
            assertThatThrownBy(() -> Restriction.of("m", line))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(line);
        }
    }

    @Test
    void aStartChangesNothingWhenAllIsInOrder() throws SQLException {
        assertThat(difference()).isEmpty();
    }

    @Test
    void aStartTakesAwayWhatWasGivenByHandAndGivesBackWhatWasTaken() throws SQLException {
        for (String change :
                List.of(
                        "GRANT UPDATE (reference), REFERENCES (id) ON ledger.transfer TO"
                                + " paideia_app",
                        "GRANT DELETE, TRUNCATE, TRIGGER ON ledger.transfer TO paideia_app",
                        "GRANT CREATE ON SCHEMA terms TO paideia_app",
                        "REVOKE SELECT ON terms.rule FROM paideia_app",
                        "REVOKE EXECUTE ON FUNCTION terms.is_split FROM PUBLIC")) {
            owner.sql(change).update();
        }
        assertThat(difference())
                .containsExactly(
                        "GRANT EXECUTE ON ROUTINE terms.is_split(integer[]) TO paideia_app",
                        "GRANT SELECT ON TABLE terms.rule TO paideia_app",
                        "REVOKE CREATE ON SCHEMA terms FROM paideia_app",
                        "REVOKE DELETE ON TABLE ledger.transfer FROM paideia_app",
                        "REVOKE REFERENCES ON TABLE ledger.transfer FROM paideia_app",
                        "REVOKE TRIGGER ON TABLE ledger.transfer FROM paideia_app",
                        "REVOKE TRUNCATE ON TABLE ledger.transfer FROM paideia_app",
                        "REVOKE UPDATE ON TABLE ledger.transfer FROM paideia_app");
        TestDatabase.sharedByItsOwner().close();
        assertThat(difference()).isEmpty();
        refused("UPDATE ledger.transfer SET reference = ''");
    }

    @Test
    void partitionsAreReachedThroughTheirTableOnly() throws SQLException {
        owner.sql("CREATE TABLE terms.month (n int) PARTITION BY RANGE (n)").update();
        owner.sql("CREATE TABLE terms.month_1 PARTITION OF terms.month DEFAULT").update();
        owner.sql("CREATE TABLE terms.counted (n serial)").update();
        try {
            TestDatabase.sharedByItsOwner().close();
            assertThat(server.sql("INSERT INTO terms.month VALUES (1)").update()).isEqualTo(1);
            assertThat(server.sql("INSERT INTO terms.counted DEFAULT VALUES").update())
                    .isEqualTo(1);
            refused("DELETE FROM terms.month_1");
            refused("SELECT setval('terms.counted_n_seq', 7)");
        } finally {
            owner.sql("DROP TABLE terms.month, terms.counted").update();
        }
    }

    private List<String> difference() throws SQLException {
        try (Connection connection = Address.of(TestDatabase.ownerUrl()).source().getConnection()) {
            return Rights.difference(connection, Roles.APP);
        }
    }

    private void refused(String statement) {
        assertThatThrownBy(() -> server.sql(statement).update())
                .isInstanceOf(DataAccessException.class)
                .hasRootCauseInstanceOf(SQLException.class)
                .rootCause()
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42501"));
    }

    private static String text(JdbcClient client, String sql) {
        return String.valueOf(client.sql(sql).query(String.class).single());
    }
}

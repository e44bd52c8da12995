package io.paideia.trials.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.bench.Cluster;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The cut is where it is said to be: that is the difference between forced and hoped for. */
@Timeout(60)
final class ProxyTest {

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(%d)".formatted(0x7061_6964_0000_0001L);

    @BeforeAll
    static void table() throws SQLException {
        try (Connection connection = TestSite.cluster().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS cut (word text)");
        }
    }

    private static Connection through(Proxy proxy) throws SQLException {
        Cluster cluster = TestSite.cluster();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres");
        source.setUser(cluster.user());
        source.setPassword(cluster.password());
        // As a lane's connection: COMMIT becomes a prepared statement, which no text names.
        source.setPrepareThreshold(1);
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static long count(String word) throws SQLException {
        return TestSite.cluster().number("SELECT count(*) FROM cut WHERE word = '" + word + "'");
    }

    private static void write(Connection connection, String word) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
            statement.executeUpdate("INSERT INTO cut VALUES ('" + word + "')");
        }
    }

    @ParameterizedTest
    @CsvSource({"COMMIT_SENT, 0", "COMMIT_DONE, 1"})
    void cutsBeforeTheServerKnowsOrAfterItHasCommitted(Proxy.Moment moment, long rows)
            throws Exception {
        String word = moment.name();
        try (Proxy proxy = Proxy.start(TestSite.cluster().port());
                Connection connection = through(proxy)) {
            for (int i = 0; i < 3; i++) {
                write(connection, "before");
                connection.commit();
            }
            Proxy.Trap trap = proxy.set(moment, _ -> Proxy.Fate.CUT);
            write(connection, word);
            assertThatThrownBy(connection::commit)
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .asString()
                    .startsWith("08");
            assertThat(trap.await(1)).isTrue();
            awaitNobody(proxy);
            assertThat(count(word)).isEqualTo(rows);
        }
    }

    @Test
    void deliversACommitWhoseSenderIsGone() throws Exception {
        try (Proxy proxy = Proxy.start(TestSite.cluster().port());
                Connection connection = through(proxy)) {
            proxy.set(
                    Proxy.Moment.COMMIT_SENT,
                    link -> {
                        link.dropClient();
                        return Proxy.Fate.PASS;
                    });
            write(connection, "late");
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            awaitNobody(proxy);
            assertThat(count("late")).isEqualTo(1);
        }
    }

    @Test
    void letsEverythingPassWithoutATrap() throws Exception {
        try (Proxy proxy = Proxy.start(TestSite.cluster().port());
                Connection connection = through(proxy)) {
            for (int i = 0; i < 20; i++) {
                write(connection, "passed");
                connection.commit();
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT repeat('x', 1000000)")) {
                row.next();
                assertThat(row.getString(1)).hasSize(1_000_000);
            }
        }
        assertThat(count("passed")).isEqualTo(20);
    }

    @Test
    void leavesAloneWhatTookNoLock() throws Exception {
        try (Proxy proxy = Proxy.start(TestSite.cluster().port());
                Connection connection = through(proxy)) {
            Proxy.Trap trap = proxy.set(Proxy.Moment.COMMIT_SENT, _ -> Proxy.Fate.CUT);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO cut VALUES ('reader')");
            }
            connection.commit();
            assertThat(trap.await(0)).isFalse();
        }
        assertThat(count("reader")).isEqualTo(1);
    }

    /** A session whose client is gone may still be at work. */
    private static void awaitNobody(Proxy proxy) throws IOException, SQLException {
        try (Connection observer = TestSite.cluster().connect()) {
            while (!Sessions.Question.open(proxy).ask(observer).isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }
}

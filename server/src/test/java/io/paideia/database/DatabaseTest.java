package io.paideia.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One folder lives through the whole class, so that initdb is paid once; each test leaves it
 * stopped or says that it runs.
 */
final class DatabaseTest {

    private static final Path FOLDER = TestDatabase.temporaryFolder();

    @BeforeAll
    static void create() {
        open(FOLDER, 0).close();
    }

    @AfterAll
    static void delete() {
        TestDatabase.delete(FOLDER);
    }

    @Test
    void restartsOnItsData() {
        try (Database first = open(FOLDER, 0)) {
            execute(first, "CREATE TABLE IF NOT EXISTS kept (n int)");
            execute(first, "GRANT SELECT ON kept TO PUBLIC");
            execute(first, "INSERT INTO kept VALUES (7)");
        }
        try (Database again = open(FOLDER, 0)) {
            assertThat(one(again, "SELECT max(n) FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void bringsEveryModulesTablesInASchemaOfItsName() {
        assertThat(
                        TestDatabase.client()
                                .sql(
                                        "SELECT table_schema || '.' || table_name FROM"
                                                + " information_schema.tables")
                                .query(String.class)
                                .list())
                .contains("ledger.transfer", "events.event", "http.idempotency_key");
    }

    @Test
    void refusesAFolderThatIsInUseAndLeavesItsServerAlone() {
        try (Database first = open(FOLDER, 0)) {
            assertThatThrownBy(() -> open(FOLDER, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another Paideia");
            assertThat(one(first, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesAForeignServerOnItsPortAndMayTryAgain() {
        int taken = port(TestDatabase.shared());
        assertThatThrownBy(() -> open(FOLDER, taken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use");
        // the lock on the folder was given back
        open(FOLDER, 0).close();
    }

    @Test
    void takesOverThePostmasterOfAKilledServerWithAllThatWasCommitted() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                DatabaseTest.class.getName(),
                                FOLDER.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        String postmaster = "";
        while (!postmaster.startsWith("committed ")) {
            postmaster = Objects.requireNonNull(output.readLine());
        }
        assertThatThrownBy(() -> open(FOLDER, 0)).hasMessageContaining("Another Paideia");
        child.destroyForcibly();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (Database heir = open(FOLDER, 0)) {
            assertThat(one(heir, "SELECT text FROM told")).isEqualTo("before the kill");
            assertThat("committed " + port(heir)).isEqualTo(postmaster);
        }
        assertThat(Files.exists(FOLDER.resolve("data/postmaster.pid"))).isFalse();
    }

    /** The server that is killed: commits, says so, and waits for its end. */
    public static void main(String... arguments) throws InterruptedException {
        Path folder = Path.of(arguments[0]);
        Database database = open(folder, 0);
        String owner = TestDatabase.ownerUrl(folder, port(database));
        execute(owner, "CREATE TABLE told (text text)");
        execute(owner, "GRANT SELECT ON told TO PUBLIC");
        execute(owner, "INSERT INTO told VALUES ('before the kill')");
        System.out.println("committed " + port(database));
        Thread.sleep(60_000);
    }

    @Test
    void startsAnewWhenTheFirstStartWasKilledHalfWay() throws Exception {
        Path folder = TestDatabase.temporaryFolder();
        // what a killed initdb leaves: it writes PG_VERSION first
        Files.writeString(
                Files.createDirectories(folder.resolve("initdb-1/")).resolve("PG_VERSION"), "18\n");
        open(folder, 0).close();
        try (var left = Files.newDirectoryStream(folder, "initdb-*")) {
            assertThat(left).isEmpty();
        }
        for (String secret : List.of("password", "app-password")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        TestDatabase.delete(folder);
    }

    @Test
    void givesAFolderFromBeforeItsSecondRole() throws Exception {
        try (Database before = open(FOLDER, 0)) {
            execute(before, "DROP OWNED BY paideia_app");
            execute(before, "DROP ROLE paideia_app");
        }
        Files.delete(FOLDER.resolve("app-password"));
        try (Database after = open(FOLDER, 0)) {
            assertThat(one(after, "SELECT current_user")).isEqualTo("paideia_app");
            assertThat(one(after, "SELECT count(*) FROM ledger.transfer")).isEqualTo("0");
        }
    }

    @Test
    void entersAgainWhenThePasswordOfItsRoleWasLost() throws Exception {
        Files.delete(FOLDER.resolve("app-password"));
        try (Database again = open(FOLDER, 0)) {
            assertThat(one(again, "SELECT current_user")).isEqualTo("paideia_app");
        }
    }

    @Test
    void oneExternalLoginThatMayMakeRolesNeedBeNoSuperuser() {
        try (Database cluster = open(FOLDER, 0)) {
            execute(cluster, "DROP OWNED BY paideia_app");
            execute(cluster, "DROP ROLE paideia_app");
            execute(cluster, "CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'makes-it'");
            execute(cluster, "CREATE DATABASE made OWNER maker");
            String url =
                    TestDatabase.ownerUrl(FOLDER, port(cluster))
                            .replaceAll("//.*@", "//maker:makes-it@")
                            .replace("/postgres", "/made");
            for (int start = 0; start < 2; start++) {
                try (Database made = Database.open(new DatabaseSettings(url, FOLDER, 0, 1))) {
                    assertThat(one(made, "SELECT session_user || ' ' || current_user"))
                            .isEqualTo("maker paideia_app");
                    assertThat(
                                    one(
                                            made,
                                            "SELECT has_table_privilege('ledger.transfer',"
                                                    + " 'UPDATE, DELETE, TRUNCATE')"))
                            .isEqualTo("f");
                }
            }
            execute(cluster, "DROP DATABASE made");
        }
    }

    @Test
    void usesAnExternalServerAndStartsNothing() throws Exception {
        Path folder = TestDatabase.temporaryFolder();
        try (Database external =
                Database.open(new DatabaseSettings(TestDatabase.ownerUrl(), folder, 0, 4))) {
            assertThat(one(external, "SHOW port"))
                    .isEqualTo(String.valueOf(port(TestDatabase.shared())));
        }
        try (var inside = Files.list(folder)) {
            assertThat(inside).isEmpty();
        }
        assertThat(one(TestDatabase.shared(), "SELECT 1")).isEqualTo("1");
        TestDatabase.delete(folder);
    }

    @Test
    void saysPlainlyThatAnExternalServerCannotBeReachedWithoutItsPassword() {
        String url = TestDatabase.ownerUrl().replaceAll("paideia:[0-9a-f]+@", "paideia:wr0ng@");
        assertThatThrownBy(() -> Database.open(new DatabaseSettings(url, FOLDER, 0, 1)))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("wr0ng"));
    }

    @Test
    void severalServersMayStartAtOnceOnAnEmptyDatabase() throws Exception {
        TestDatabase.owner().sql("CREATE DATABASE crowd").update();
        String url = TestDatabase.ownerUrl().replace("/postgres", "/crowd");
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Future<Database>> servers =
                    threads.invokeAll(
                            java.util.Collections.nCopies(
                                    3,
                                    () -> Database.open(new DatabaseSettings(url, FOLDER, 0, 1))));
            for (Future<Database> server : servers) {
                server.get().close();
            }
        }
    }

    @Test
    void refusesAServerWithFsyncOff() {
        PostgresPrograms programs = PostgresPrograms.unpacked(FOLDER);
        String data = FOLDER.resolve("data").toString();
        int port = FreePort.find();
        String careless =
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c";
        programs.run(
                "pg_ctl",
                List.of(
                        "start",
                        "-w",
                        "-D",
                        data,
                        "-l",
                        data + ".log",
                        "-o",
                        careless + " fsync=off"),
                Duration.ofSeconds(20));
        try {
            refusesAsUnsafe(TestDatabase.ownerUrl(FOLDER, port));
        } finally {
            programs.run("pg_ctl", List.of("stop", "-w", "-D", data), Duration.ofSeconds(20));
        }
    }

    @Test
    void refusesAServerThatTearsPagesOrAnswersBeforeWriting() {
        try (Database database = open(FOLDER, 0)) {
            String url = TestDatabase.ownerUrl(FOLDER, port(database));
            execute(database, "ALTER SYSTEM SET full_page_writes = off");
            execute(database, "SELECT pg_reload_conf()");
            await().untilAsserted(
                            () ->
                                    assertThat(one(database, "SHOW full_page_writes"))
                                            .isEqualTo("off"));
            refusesAsUnsafe(url);
            execute(database, "ALTER SYSTEM RESET full_page_writes");
            execute(database, "SELECT pg_reload_conf()");
            await().untilAsserted(
                            () ->
                                    assertThat(one(database, "SHOW full_page_writes"))
                                            .isEqualTo("on"));
            execute(database, "ALTER ROLE paideia SET synchronous_commit = off");
            refusesAsUnsafe(url);
            execute(database, "ALTER ROLE paideia RESET synchronous_commit");
        }
    }

    private static void refusesAsUnsafe(String url) {
        assertThatThrownBy(() -> Database.open(new DatabaseSettings(url, FOLDER, 0, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could be lost");
    }

    @Test
    void dedicatedConnectionsPlanForAnyTableSize() throws SQLException {
        try (Connection connection = TestDatabase.shared().dedicated();
                Statement statement = connection.createStatement()) {
            assertThat(connection.getAutoCommit()).isFalse();
            for (String line :
                    List.of("plan_cache_mode=force_generic_plan", "enable_seqscan=off")) {
                int sign = line.indexOf('=');
                try (var row = statement.executeQuery("SHOW " + line.substring(0, sign))) {
                    row.next();
                    assertThat(row.getString(1)).isEqualTo(line.substring(sign + 1));
                }
            }
        }
    }

    private static Database open(Path folder, int port) {
        return Database.open(new DatabaseSettings(null, folder, port, 2));
    }

    private static int port(Database database) {
        return Integer.parseInt(one(database, "SHOW port"));
    }

    private static String one(Database database, String sql) {
        return JdbcClient.create(database.pool()).sql(sql).query(String.class).single();
    }

    /** As the owner of the one folder. */
    private static void execute(Database database, String sql) {
        execute(TestDatabase.ownerUrl(FOLDER, port(database)), sql);
    }

    private static void execute(String url, String sql) {
        try (Connection connection = Address.of(url).source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

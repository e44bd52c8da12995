package io.paideia.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * External databases by one login or two; each test has an empty database and logins of its own
 * within the shared cluster.
 */
@ExtendWith(OutputCaptureExtension.class)
final class RolesTest {

    private static final Path NO_FOLDER = Path.of("target", "none");
    private static int tests;

    private final JdbcClient cluster = TestDatabase.owner();
    private final String name = "apart" + tests++;

    @BeforeEach
    void createDatabase() {
        cluster.sql("CREATE ROLE %s_owner LOGIN PASSWORD 'made-it'".formatted(name)).update();
        cluster.sql("CREATE ROLE %s_worker LOGIN PASSWORD 'works-it'".formatted(name)).update();
        cluster.sql("CREATE DATABASE %1$s OWNER %1$s_owner".formatted(name)).update();
        cluster.sql("REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(name)).update();
        cluster.sql("GRANT CONNECT ON DATABASE %1$s TO %1$s_worker".formatted(name)).update();
    }

    @AfterEach
    void dropDatabase() {
        cluster.sql("DROP DATABASE %s WITH (FORCE)".formatted(name)).update();
        cluster.sql("DROP ROLE %1$s_owner, %1$s_worker".formatted(name)).update();
    }

    @Test
    void twoLoginsNeedNoRightToMakeRoles() {
        try (Database database = open(worker(), owner())) {
            assertThat(one(database, "SELECT session_user || ' ' || current_user"))
                    .isEqualTo("%1$s_worker %1$s_worker".formatted(name));
            assertThat(one(database, "SELECT count(*) FROM ledger.transfer")).isEqualTo("0");
            deniesEdits(database);
            assertThat(
                            one(
                                    database,
                                    "SELECT tableowner FROM pg_tables WHERE schemaname = 'ledger'"
                                            + " AND tablename = 'transfer'"))
                    .isEqualTo(name + "_owner");
        }
    }

    @Test
    void severalServersWithTwoLoginsMayStartAtOnceOnAnEmptyDatabase() throws Exception {
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Future<Database>> servers =
                    threads.invokeAll(Collections.nCopies(3, () -> open(worker(), owner())));
            for (Future<Database> server : servers) {
                try (Database database = server.get()) {
                    deniesEdits(database);
                }
            }
        }
    }

    @Test
    void refusesASecondLoginThatIsTheOwnerOrMayBecomeIt() {
        assertThatThrownBy(() -> open(owner(), owner()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "ledger.transfer (UPDATE, DELETE, TRUNCATE, the right to alter the table)")
                .hasMessageContaining("docs/operating/production.md");
        cluster.sql("ALTER ROLE %s_worker NOINHERIT".formatted(name)).update();
        cluster.sql("GRANT %1$s_owner TO %1$s_worker".formatted(name)).update();
        assertThatThrownBy(() -> open(worker(), owner()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.transfer (the right to alter the table)");
    }

    @Test
    void refusesASecondLoginWithARightFromElsewhere() {
        open(worker(), owner()).close();
        JdbcClient.create(Address.of(owner()).source())
                .sql("GRANT DELETE ON ledger.transfer TO PUBLIC")
                .update();
        assertThatThrownBy(() -> open(worker(), owner()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledger.transfer (DELETE)");
    }

    @Test
    void refusesASecondLoginThatLeadsElsewhere() {
        String elsewhere = worker().replaceFirst(name + "$", "postgres");
        assertThatThrownBy(() -> open(elsewhere, owner()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("different databases");
    }

    @Test
    void refusesAnOwnerWithoutAWorker() {
        assertThatThrownBy(() -> open("", owner()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PAIDEIA_DATABASE_URL");
    }

    @Test
    void aWrongPasswordOfEitherIsToldWithoutThePassword() {
        for (boolean ownersIsWrong : new boolean[] {true, false}) {
            String worker = ownersIsWrong ? worker() : worker().replace("works-it", "s3cret");
            String owner = ownersIsWrong ? owner().replace("made-it", "s3cret") : owner();
            assertThatThrownBy(() -> open(worker, owner))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Cannot reach PostgreSQL")
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
        }
    }

    @Test
    void oneLoginThatMayMakeRolesTakesOnALesserOne(CapturedOutput output) {
        String all = TestDatabase.ownerUrl().replace("/postgres", "/" + name);
        try (Database database = open(all + "?options=-c%20work_mem=5MB", null)) {
            assertThat(one(database, "SELECT session_user || ' ' || current_user"))
                    .isEqualTo("paideia paideia_app");
            assertThat(one(database, "SHOW work_mem")).isEqualTo("5MB");
            deniesEdits(database);
        }
        assertThat(output.getAll()).doesNotContain("written once");
    }

    @Test
    void oneLoginThatMayNotMakeRolesWorksAsTheOwnerAndSaysSoOnce(CapturedOutput output) {
        try (Database database = open(owner(), null)) {
            assertThat(one(database, "SELECT current_user")).isEqualTo(name + "_owner");
            assertThat(one(database, "SELECT count(*) FROM ledger.transfer")).isEqualTo("0");
        }
        assertThat(output.getAll())
                .containsOnlyOnce("may change what is written once: ledger.account")
                .contains("PAIDEIA_DATABASE_OWNER_URL", "docs/operating/production.md")
                .doesNotContain("made-it");
    }

    @Test
    void theSecondLoginMayComeLater() {
        open(owner(), null).close();
        try (Database database = open(worker(), owner())) {
            deniesEdits(database);
        }
    }

    private String owner() {
        return login("owner:made-it");
    }

    private String worker() {
        return login("worker:works-it");
    }

    private String login(String login) {
        String address = TestDatabase.ownerUrl();
        return "postgres://"
                + name
                + "_"
                + login
                + address.substring(address.lastIndexOf('@')).replace("/postgres", "/" + name);
    }

    private static Database open(String url, @org.jspecify.annotations.Nullable String ownerUrl) {
        return Database.open(new DatabaseSettings(url, ownerUrl, NO_FOLDER, 0, 1));
    }

    private static void deniesEdits(Database database) {
        for (String edit :
                List.of(
                        "UPDATE ledger.transfer SET amount = 1",
                        "DELETE FROM ledger.transfer",
                        "TRUNCATE ledger.transfer")) {
            assertThatThrownBy(() -> JdbcClient.create(database.pool()).sql(edit).update())
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
    }

    private static String one(Database database, String sql) {
        return String.valueOf(
                JdbcClient.create(database.pool()).sql(sql).query(String.class).single());
    }
}

package io.paideia;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.database.TestDatabase;
import io.paideia.database.Visit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command: what it prints where, and how it ends. */
final class VerifyTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int verify(String... arguments) {
        out.reset();
        err.reset();
        return Verify.run(arguments, Map.of(), new PrintStream(out), new PrintStream(err));
    }

    private JsonNode lastLine() {
        String text = out.toString(StandardCharsets.UTF_8).strip();
        return JsonMapper.shared().readTree(text.substring(text.lastIndexOf('\n') + 1));
    }

    @Test
    void tellsHeadsAndResultAndEndsWithTheResultAsCode() throws SQLException {
        String url = TestDatabase.another("verified", "template1");
        try {
            assertThat(verify("--database", url)).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("There is no ledger");
            TestDatabase.open(url).close();
            assertThat(verify("--database", url)).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("book main: block 0 sha256 ");
            assertThat(lastLine().path("verified").asBoolean()).isTrue();
            assertThat(verify("--database", url, "--expect", "main=" + "ab".repeat(32)))
                    .isEqualTo(1);
            assertThat(lastLine().path("broken").path(0).path("table").asString())
                    .isEqualTo("ledger.block");
            assertThat(verify("--database", url, "--book", "none")).isEqualTo(2);
            try (Visit visit = Visit.of(url);
                    Connection connection = visit.open();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO ledger.mark VALUES (1, now(), 64, 1, 0)");
            }
            assertThat(verify("--database", url)).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains(
                            "broken: ledger.mark account=1 sequence=64", "NOT verified, 1 broken");
            assertThat(out.toString(StandardCharsets.UTF_8) + err)
                    .doesNotContain(url.substring(url.indexOf("paideia:") + 8, url.indexOf('@')));
        } finally {
            TestDatabase.drop("verified");
        }
    }

    @Test
    void endsWithTwoIfThereIsNothingToVerify(@TempDir Path folder) {
        assertThat(verify("--data", folder.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("There is no PostgreSQL in");
        assertThat(verify("--database", "postgres://nobody:x@127.0.0.1:1/none")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Cannot read the database");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--surprise", "--book", "--expect", "--expect main", "--expect main=12ab"})
    void refusesWhatItDoesNotKnow(String arguments) {
        assertThat(verify(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isNotBlank();
    }
}

package io.paideia.guards;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.NestedExceptionUtils;

/**
 * A guard that is removed must turn a test red. Takes away each guard of lane and ledger, and it
 * alone, from the compiled code or from a database of its own; runs the test that is named for it;
 * and keeps {@code docs/concepts/guards.md} the list of them.
 */
final class GuardsTest {

    private static final Path LIST = Path.of("..", "docs", "concepts", "guards.md");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final List<String> ANEW =
            List.of(
                    "io.paideia.lane.",
                    "io.paideia.ledger.",
                    "io.paideia.database.Durability",
                    "io.paideia.database.Address");
    private static final Set<String> GREEN = new HashSet<>();
    private static final Mutant UNCHANGED = new Mutant(ANEW, null);

    @SuppressWarnings("NullAway.Init") // made before any test
    private static TestDatabase.Elsewhere elsewhere;

    @BeforeAll
    static void goElsewhere() {
        elsewhere = TestDatabase.elsewhere("guards");
    }

    @AfterAll
    static void comeBack() {
        elsewhere.close();
    }

    static Stream<Guard> guards() {
        return Stream.of(
                        LaneGuards.ALL.stream(),
                        LedgerGuards.ALL.stream(),
                        BookGuards.ALL.stream(),
                        IntStream.range(0, TableGuards.ALL.size())
                                .mapToObj(place -> TableGuards.ALL.get(place).guard(place)))
                .flatMap(part -> part);
    }

    @ParameterizedTest
    @MethodSource("guards")
    void withoutItItsTestTurnsRed(Guard guard, TestReporter reporter) {
        switch (guard.removal()) {
            case Guard.Code code -> {
                isGreen(guard.test());
                fails(mutated(guard, code.edit()).run(LONG), reporter);
                clear();
            }
            case Guard.CodeThatHangs code -> {
                isGreen(guard.test());
                NamedTest.Result result = mutated(guard, code.edit()).run(SHORT);
                assertThat(result.ended()).isFalse();
                assertThat(result.failures()).isEmpty();
                endWhatHangs();
            }
            case Guard.Sql sql -> withoutSql(guard, sql, reporter);
        }
    }

    private static void endWhatHangs() {
        TestDatabase.owner()
                .sql(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname"
                                + " = current_database() AND pid <> pg_backend_pid() AND state <>"
                                + " 'idle'")
                .query()
                .listOfRows();
    }

    /** Loaded anew but unchanged, it must be green: so it is the change that makes it red. */
    private static void isGreen(String test) {
        if (GREEN.add(test)) {
            NamedTest.Result untouched = NamedTest.of(test, UNCHANGED).run(LONG);
            assertThat(untouched.tests()).isPositive();
            assertThat(untouched.failures()).isEmpty();
            assertThat(untouched.ended()).isTrue();
            // What it wrote would turn the next run red, whatever was changed.
            clear();
        }
    }

    private static NamedTest mutated(Guard guard, Edit edit) {
        return NamedTest.of(guard.test(), new Mutant(ANEW, edit));
    }

    /** Code that cannot be loaded is no guard that was missed. */
    private static void fails(NamedTest.Result result, TestReporter reporter) {
        result.failures().forEach(failure -> reporter.publishEntry("red", failure.toString()));
        assertThat(result.ended()).isTrue();
        assertThat(result.failures())
                .isNotEmpty()
                .noneMatch(
                        failure ->
                                NestedExceptionUtils.getMostSpecificCause(failure)
                                        instanceof LinkageError);
    }

    /**
     * With a right too many, the triggers still stand; else nobody is left to refuse. That the test
     * is green with the guard, it shows by itself: nothing is loaded anew.
     */
    private static void withoutSql(Guard guard, Guard.Sql sql, TestReporter reporter) {
        String back = TestDatabase.owner().sql(sql.definition()).query(String.class).single();
        TestDatabase.owner().sql(sql.remove()).update();
        try {
            NamedTest.Result result =
                    NamedTest.of(guard.test(), GuardsTest.class.getClassLoader()).run(LONG);
            fails(result, reporter);
            assertThat(result.failures().toString())
                    .containsPattern(
                            guard.name().startsWith("rights")
                                    ? "\"(nobody|trigger)\""
                                    : '"' + TablesTest.NOBODY + '"');
        } finally {
            TestDatabase.owner().sql(String.valueOf(back)).update();
        }
    }

    /** What a test spoiled must not meet the next. */
    private static void clear() {
        TestDatabase.owner()
                .sql(
                        "DO $$ BEGIN SET LOCAL session_replication_role = replica; TRUNCATE"
                            + " ledger.account, ledger.transfer, ledger.block, ledger.refusal,"
                            + " ledger.flag_change, ledger.due, ledger.mark, ledger.move; DELETE"
                            + " FROM ledger.book WHERE number > 0; IF to_regclass('public.note') IS"
                            + " NOT NULL THEN TRUNCATE public.note; END IF; END $$")
                .update();
    }

    @Test
    void everyGuardInTheTablesIsListed() {
        List<String> there =
                TestDatabase.owner()
                        .sql(
                                """
                                SELECT conrelid::regclass || ' ' || conname FROM pg_constraint
                                 WHERE connamespace = 'ledger'::regnamespace AND contype <> 'n'
                                   AND conrelid <> 'ledger.migrations'::regclass
                                UNION
                                SELECT indrelid::regclass || ' ' || c.relname
                                  FROM pg_index JOIN pg_class c ON c.oid = indexrelid
                                 WHERE c.relnamespace = 'ledger'::regnamespace AND indisunique
                                   AND indrelid <> 'ledger.migrations'::regclass
                                UNION
                                SELECT tgrelid::regclass || ' ' || tgname
                                  FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
                                 WHERE c.relnamespace = 'ledger'::regnamespace AND NOT tgisinternal
                                """)
                        .query(String.class)
                        .list()
                        .stream()
                        .map(String::valueOf)
                        .toList();
        assertThat(
                        TableGuards.ALL.stream()
                                .filter(guard -> !guard.rights())
                                .map(guard -> "ledger." + guard.table() + " " + guard.name()))
                .containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void everyTableThatIsWrittenOnceIsListed() throws IOException {
        List<String> named =
                Files.readAllLines(Path.of("src/main/resources/db/migration/ledger/rights.txt"))
                        .stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.replaceFirst(" .*", ""))
                        .toList();
        assertThat(
                        TableGuards.ALL.stream()
                                .filter(TableGuards.Attacked::rights)
                                .map(TableGuards.Attacked::table))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void theDocumentListsThemAll() throws IOException {
        List<String> lines = new ArrayList<>();
        guards().forEach(guard -> lines.add(line(guard)));
        Files.write(Path.of("target", "guards.md"), lines);
        assertThat(Files.readAllLines(LIST).stream().filter(line -> line.startsWith("| `")))
                .as("target/guards.md has the lines as they should be")
                .containsExactlyElementsOf(lines);
    }

    private static String line(Guard guard) {
        return "| `%s` | %s | `%s` | `%s` |"
                .formatted(guard.name(), guard.protects(), guard.place(), guard.test());
    }
}

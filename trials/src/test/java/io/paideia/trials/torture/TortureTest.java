package io.paideia.trials.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.trials.Trials;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A short campaign with real processes, and one whose workers lie. */
final class TortureTest {

    private static final int CYCLES = 20;

    /** What a run said, and how it ended. */
    private record Run(int status, String text) {

        JsonNode json() {
            return JsonMapper.shared().readTree(text.lines().toList().getLast());
        }
    }

    private static Run torture(Path folder, String... more) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            String[] arguments = new String[more.length + 3];
            arguments[0] = "torture";
            arguments[1] = "--folder";
            arguments[2] = folder.toString();
            System.arraycopy(more, 0, arguments, 3, more.length);
            int status = Trials.run(arguments);
            return new Run(status, told.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
        }
    }

    @Test
    void whateverIsKilledNothingAcknowledgedIsLost(@TempDir Path folder) {
        Run run = torture(folder, "--cycles", "" + CYCLES);
        assertThat(run.status()).as(run.text()).isZero();
        assertThat(run.json().path("cycles").asInt()).isEqualTo(CYCLES);
        assertThat(run.json().path("acknowledged").asLong()).isGreaterThan(CYCLES * 300L);
        assertThat(run.json().path("in_doubt").asLong()).isPositive();
        for (String none : new String[] {"lost", "refused_with_effect", "doubled", "faults"}) {
            assertThat(run.json().path(none).asLong(-1)).as(none).isZero();
        }
        for (String some : new String[] {"expired", "moves", "carried_on"}) {
            assertThat(run.json().path(some).asLong()).as(some).isPositive();
        }
        for (Call.Kind kind : Call.Kind.values()) {
            assertThat(run.text()).containsIgnoringCase("  " + kind + " ");
        }
        for (Injury injury : Injury.values()) {
            if (injury != Injury.STOP_FOR_LONG) {
                assertThat(run.text()).contains(injury.told());
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aWorkerThatAcknowledgesTooEarlyIsFoundOutAndTheFolderIsLeft(@TempDir Path folder) {
        Run run = torture(folder, "--lies", "--cycles", "3", "--only", "KILL_WORKER_AT_COMMIT");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().path("cycles").asInt()).isEqualTo(1);
        assertThat(run.json().path("lost").asLong()).isPositive();
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void everyInjuryHasItsTurn() {
        assertThat(Injury.sequence(15, new SplittableRandom(1)))
                .doesNotHaveDuplicates()
                .hasSize(15)
                .doesNotContain(Injury.STOP_FOR_LONG);
        assertThat(Injury.sequence(60, new SplittableRandom(1))).contains(Injury.values());
    }

    @Test
    void refusesNoCycles(@TempDir Path folder) {
        assertThat(torture(folder, "--cycles", "0").status()).isEqualTo(2);
    }
}

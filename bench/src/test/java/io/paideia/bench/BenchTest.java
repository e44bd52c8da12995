package io.paideia.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tiny samples: they prove that the benches work and check what they did, not how fast it was. */
final class BenchTest {

    @Test
    void ledgerSampleLosesNothing(@TempDir Path folder) {
        sample("ledger", folder, "--callers", "20", "--accounts", "100", "--hot", "0.5");
    }

    @Test
    void journeySampleOpensWhatWasPaid(@TempDir Path folder) {
        sample("journey", folder, "--callers", "4", "--accounts", "100");
    }

    @Test
    void refusesAShareAboveOne() {
        assertThat(Bench.run("ledger", "--hot", "1.5")).isEqualTo(2);
    }

    private static void sample(String bench, Path folder, String... more) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream out = System.out;
        int status;
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            String[] always = {
                bench,
                "--seconds",
                "1.5",
                "--warmup",
                "0.5",
                "--scale",
                "1",
                "--folder",
                "" + folder
            };
            String[] arguments = new String[always.length + more.length];
            System.arraycopy(always, 0, arguments, 0, always.length);
            System.arraycopy(more, 0, arguments, always.length, more.length);
            status = Bench.run(arguments);
        } finally {
            System.setOut(out);
        }
        String text = told.toString(StandardCharsets.UTF_8);
        assertThat(status).as(text).isZero();
        JsonNode result = JsonMapper.shared().readTree(text.lines().toList().getLast());
        assertThat(result.propertyNames())
                .containsExactly(
                        "bench",
                        "rate",
                        "p50_ms",
                        "p99_ms",
                        "cpu_us_per_op",
                        "baseline_rate",
                        "ratio",
                        "errors");
        assertThat(result.path("bench").asString()).isEqualTo(bench);
        assertThat(result.path("rate").asDouble()).isPositive();
        assertThat(result.path("ratio").asDouble()).isPositive();
        assertThat(result.path("errors").asInt()).isZero();
        assertThat(folder).isEmptyDirectory();
    }
}

package io.paideia.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tiny samples: they prove that the benches work and check what they did, not how fast it was. */
final class BenchTest {

    @Test
    void ledgerSampleLosesNothing(@TempDir Path folder) {
        JsonNode result =
                load(
                        "ledger",
                        folder,
                        "--callers",
                        "20",
                        "--accounts",
                        "100",
                        "--hot",
                        "0.5",
                        "--loaded",
                        "9000");
        assertThat(result.path("loaded").asLong()).isEqualTo(9_000);
        assertThat(result.path("loaded_rate").asDouble()).isPositive();
        assertThat(result.path("rate_drift_percent").isNumber()).isTrue();
    }

    @Test
    void statementSampleReadsWholePages(@TempDir Path folder) {
        JsonNode result =
                sample(
                        "statement",
                        folder,
                        "--entries",
                        "30000",
                        "--accounts",
                        "50",
                        "--restarts",
                        "1",
                        "--reads",
                        "5");
        assertThat(result.path("warm_newest_page_p99_ms").asDouble()).isPositive();
        assertThat(result.path("cold_newest_page_max_ms").asDouble()).isPositive();
    }

    @Test
    void verifySampleFindsAllRowsRight(@TempDir Path folder) {
        JsonNode result = sample("verify", folder, "--transfers", "9000", "--accounts", "50");
        assertThat(result.path("transfers").asLong()).isEqualTo(9_000);
        assertThat(result.path("rate").asDouble()).isPositive();
        assertThat(result.path("ratio").asDouble()).isPositive();
    }

    @Test
    void memorySampleCountsTimeAndBytes() {
        JsonNode result = run("jmh", "--seconds", "0.05", "--size", "64", "--forks", "0");
        assertThat(result.path("batch_64_hot_0.9_ns").asDouble()).isPositive();
        assertThat(result.path("encode_64_hot_0_bytes").asDouble()).isPositive();
    }

    @Test
    void memorySampleLeavesOutWhatIsNotAskedFor() {
        JsonNode result =
                run("jmh", "seal|encode", "--size", "64", "--seconds", "0.05", "--forks", "0");
        assertThat(result.path("seal_64_hot_0_ns").asDouble()).isPositive();
        assertThat(result.path("encode_64_hot_0_ns").asDouble()).isPositive();
        assertThat(result.propertyNames())
                .noneMatch(name -> name.startsWith("batch") || name.contains("_8000_"));
    }

    @Test
    void signaturesStandBesideTheirBaseline() {
        JsonNode result = run("jmh", "sign|verify|open", "--seconds", "0.02", "--forks", "0");
        for (String signature :
                List.of(
                        "alipay_sign",
                        "alipay_verify",
                        "wechat_sign",
                        "wechat_verify",
                        "wechat_open",
                        "unionpay_sign",
                        "unionpay_verify",
                        "paypal_verify",
                        "stripe_verifyMac",
                        "bank_sign",
                        "bank_verify")) {
            assertThat(result.path(signature + "_ns").asDouble()).as(signature).isPositive();
            assertThat(result.path(signature + "_ratio").asDouble()).as(signature).isPositive();
        }
        assertThat(result.path("plain_sign_ns").asDouble()).isPositive();
        assertThat(result.propertyNames()).noneMatch(name -> name.startsWith("batch"));
    }

    @Test
    void oneChannelBringsItsBaselinesAlong() {
        JsonNode result = run("jmh", "stripe", "--seconds", "0.02", "--forks", "0");
        assertThat(result.path("stripe_verifyMac_ratio").asDouble()).isPositive();
        assertThat(result.propertyNames()).noneMatch(name -> name.startsWith("plain_sign"));
    }

    @Test
    void adapterSampleHearsWhatItShouldFromEveryChannel(@TempDir Path folder) {
        JsonNode result = sample("adapter", folder, "--calls", "3", "--warmup", "1");
        for (String channel : List.of("alipay", "wechat", "unionpay", "paypal", "stripe", "bank")) {
            for (String call : List.of("_start", "_query")) {
                assertThat(result.path(channel + call + "_p50_us").asDouble())
                        .as(channel + call)
                        .isPositive();
                assertThat(result.path(channel + call + "_bare_p50_us").asDouble())
                        .as(channel + call)
                        .isPositive();
            }
        }
        assertThat(result.path("overhead_us").isNumber()).isTrue();
    }

    @Test
    void refusesAChannelThatIsNone() {
        assertThat(Bench.run("adapter", "--channel", "alipay,barter")).isEqualTo(2);
    }

    @Test
    void refusesAPartThatIsNone() {
        assertThat(Bench.run("jmh", "decide", "--forks", "0")).isEqualTo(2);
    }

    @Test
    void routingLosesLessThanWhoDoesNotLearn() {
        JsonNode result = run("routing", "--payments", "60000", "--seed", "7");
        assertThat(result.path("round_robin_ratio").asDouble()).isGreaterThan(1.5);
        assertThat(result.path("regret").asDouble()).isPositive();
    }

    @Test
    void slowingDownShowsInTheSlices() {
        Slices slices = new Slices(1_000_000);
        slices.begin(0, Duration.ofNanos(1_200));
        for (int at = 0; at < 1_200; at++) {
            if (at < 400 || at % 2 == 0) {
                slices.record(at, at < 800 ? 1_000 : 3_000);
            }
        }
        assertThat(slices.whole().getTotalCount()).isEqualTo(800);
        assertThat(slices.rateDriftPercent()).isEqualTo(-50);
        assertThat(slices.p99DriftPercent()).isCloseTo(200, within(1.0));
    }

    @Test
    void journeySampleOpensWhatWasPaid(@TempDir Path folder) {
        load("journey", folder, "--callers", "4", "--accounts", "100");
    }

    @Test
    void refusesAShareAboveOne() {
        assertThat(Bench.run("ledger", "--hot", "1.5")).isEqualTo(2);
    }

    private static JsonNode load(String bench, Path folder, String... more) {
        String[] always = {"--seconds", "1.5", "--warmup", "0.5", "--scale", "1"};
        JsonNode result = sample(bench, folder, with(always, more));
        assertThat(result.propertyNames())
                .startsWith(
                        "bench",
                        "rate",
                        "p50_ms",
                        "p99_ms",
                        "cpu_us_per_op",
                        "baseline_rate",
                        "ratio",
                        "pgbench_rate",
                        "pgbench_ratio");
        assertThat(result.path("rate").asDouble()).isPositive();
        assertThat(result.path("ratio").asDouble()).isPositive();
        return result;
    }

    private static JsonNode sample(String bench, Path folder, String... more) {
        String[] first = {bench, "--folder", folder.toString()};
        JsonNode result = run(with(first, more));
        assertThat(folder).isEmptyDirectory();
        return result;
    }

    private static JsonNode run(String... arguments) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream out = System.out;
        int status;
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            status = Bench.run(arguments);
        } finally {
            System.setOut(out);
        }
        String text = told.toString(StandardCharsets.UTF_8);
        assertThat(status).as(text).isZero();
        JsonNode result = JsonMapper.shared().readTree(text.lines().toList().getLast());
        assertThat(result.path("bench").asString()).isEqualTo(arguments[0]);
        assertThat(result.path("errors").asInt()).isZero();
        return result;
    }

    private static String[] with(String[] first, String... more) {
        return Stream.of(first, more).flatMap(Stream::of).toArray(String[]::new);
    }
}

package io.paideia.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Prints what was measured: a table for people, and as its last line JSON for programs.
 *
 * @param operation one of what was counted, "transfer"
 * @param baseline transactions per second of the baseline, null if none could be run
 * @param pgbench what the original of the baseline did, null if it did not run
 * @param faults what a check afterwards found wrong
 * @param more numbers of this bench alone, by their names in the JSON
 */
record Report(
        String bench,
        String operation,
        Load.Result result,
        @Nullable Double baseline,
        String baselineTold,
        Pgbench.@Nullable Result pgbench,
        List<String> faults,
        Map<String, Double> more) {

    private static final double SLICED_SECONDS = 60;

    long errors() {
        return faults.size() + result.errors().values().stream().mapToLong(Long::longValue).sum();
    }

    void print(PrintStream out) {
        Histogram latency = result.latency();
        out.printf(Locale.ROOT, "callers     %d%n", result.callers());
        out.printf(
                Locale.ROOT,
                "rate        %,.1f %ss/s over %.1f s%n",
                result.rate(),
                operation,
                result.seconds());
        out.printf(
                Locale.ROOT,
                "latency     p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                millis(latency, 50),
                millis(latency, 99),
                latency.getMaxValue() / 1000.0);
        for (Map.Entry<String, Histogram> step : result.steps().entrySet()) {
            out.printf(
                    Locale.ROOT,
                    "  %-13s p50 %7.1f ms, p99 %7.1f ms%n",
                    step.getKey(),
                    millis(step.getValue(), 50),
                    millis(step.getValue(), 99));
        }
        printSlices(out);
        printCpu(out);
        out.println("baseline    " + baselineTold);
        out.println("ratio       " + told(ratio(baseline)));
        if (pgbench != null) {
            out.println("pgbench     " + pgbench.told());
            out.println("  ratio       " + told(ratio(pgbench.rate())));
        }
        result.errors()
                .forEach((kind, count) -> out.println("error       " + count + " × " + kind));
        faults.forEach(fault -> out.println("fault       " + fault));
        out.println("errors      " + errors());
        out.println(json());
        out.flush();
    }

    private void printSlices(PrintStream out) {
        if (result.seconds() < SLICED_SECONDS) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "drift       rate %+.1f %%, p99 %+.1f %% (last third against first third)%n",
                result.slices().rateDriftPercent(),
                result.slices().p99DriftPercent());
        result.slices().told().forEach(out::println);
    }

    private void printCpu(PrintStream out) {
        Double whole = cpuPerOperation();
        if (whole == null) {
            out.println("CPU         n/a");
            return;
        }
        out.printf(Locale.ROOT, "CPU         %.1f µs per %s%n", whole, operation);
        for (Map.Entry<String, Long> part : result.cpuMicros().entrySet()) {
            out.printf(
                    Locale.ROOT,
                    "  %-13s %.1f µs, %.2f cores%n",
                    part.getKey(),
                    part.getValue() / (double) result.operations(),
                    part.getValue() / 1e6 / result.seconds());
        }
    }

    String json() {
        Double original = pgbench == null ? null : pgbench.rate();
        Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
        numbers.put("rate", result.rate());
        numbers.put("p50_ms", millis(result.latency(), 50));
        numbers.put("p99_ms", millis(result.latency(), 99));
        numbers.put("cpu_us_per_op", cpuPerOperation());
        numbers.put("baseline_rate", baseline);
        numbers.put("ratio", ratio(baseline));
        numbers.put("pgbench_rate", original);
        numbers.put("pgbench_ratio", ratio(original));
        numbers.put("rate_drift_percent", result.slices().rateDriftPercent());
        numbers.put("p99_drift_percent", result.slices().p99DriftPercent());
        numbers.putAll(more);
        return line(bench, numbers, errors());
    }

    /** The last line of every bench. */
    static String line(String bench, Map<String, @Nullable Double> numbers, long errors) {
        StringBuilder line = new StringBuilder("{\"bench\": \"").append(bench).append('"');
        numbers.forEach(
                (name, value) ->
                        line.append(", \"").append(name).append("\": ").append(number(value)));
        return line.append(", \"errors\": ").append(errors).append('}').toString();
    }

    private static String told(@Nullable Double ratio) {
        return ratio == null ? "n/a" : String.format(Locale.ROOT, "%.2f ×", ratio);
    }

    private @Nullable Double ratio(@Nullable Double rate) {
        return rate == null || rate == 0 ? null : (Double) (result.rate() / rate);
    }

    private @Nullable Double cpuPerOperation() {
        long micros = result.cpuMicros().values().stream().mapToLong(Long::longValue).sum();
        return micros == 0 || result.operations() == 0
                ? null
                : (Double) (micros / (double) result.operations());
    }

    private static String number(@Nullable Double value) {
        return value == null ? "null" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static double millis(Histogram latency, double percentile) {
        return latency.getValueAtPercentile(percentile) / 1000.0;
    }
}

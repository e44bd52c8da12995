package io.paideia.bench;

import java.io.PrintStream;
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
 * @param faults what a check afterwards found wrong
 */
record Report(
        String bench,
        String operation,
        Load.Result result,
        @Nullable Double baseline,
        String baselineTold,
        List<String> faults) {

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
        printCpu(out);
        out.println("baseline    " + baselineTold);
        Double ratio = ratio();
        out.println(
                "ratio       "
                        + (ratio == null ? "n/a" : String.format(Locale.ROOT, "%.2f ×", ratio)));
        result.errors()
                .forEach((kind, count) -> out.println("error       " + count + " × " + kind));
        faults.forEach(fault -> out.println("fault       " + fault));
        out.println("errors      " + errors());
        out.println(json());
        out.flush();
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
        return "{\"bench\": \"%s\", \"rate\": %s, \"p50_ms\": %s, \"p99_ms\": %s,"
                        .formatted(
                                bench,
                                number(result.rate()),
                                number(millis(result.latency(), 50)),
                                number(millis(result.latency(), 99)))
                + " \"cpu_us_per_op\": %s, \"baseline_rate\": %s, \"ratio\": %s, \"errors\": %d}"
                        .formatted(
                                number(cpuPerOperation()),
                                number(baseline),
                                number(ratio()),
                                errors());
    }

    private @Nullable Double ratio() {
        Double rate = baseline;
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

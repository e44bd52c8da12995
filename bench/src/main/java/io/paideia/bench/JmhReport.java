package io.paideia.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Prints what JMH measured: batches by transfer, signatures beside their baseline. */
record JmhReport(List<RunResult> results) {

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String SIGNING = "Signing";

    int print() {
        Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
        List<RunResult> signings = results.stream().filter(JmhReport::isSigning).toList();
        List<RunResult> batches = results.stream().filter(one -> !isSigning(one)).toList();
        if (!batches.isEmpty()) {
            System.out.println(
                    "part    transfers   hot   ns per transfer      ±   bytes per transfer");
            batches.forEach(batch -> printBatch(batch, numbers));
        }
        if (!signings.isEmpty()) {
            System.out.println("signature              ns each      ±   bytes each   beside plain");
            signings.forEach(signing -> printSigning(signing, numbers));
        }
        System.out.println(Report.line("jmh", numbers, results.isEmpty() ? 1 : 0));
        return results.isEmpty() ? 1 : 0;
    }

    /** Whether it is one of a channel's signatures, or a baseline of them. */
    static boolean isSigning(RunResult result) {
        return type(result).endsWith(SIGNING);
    }

    /** What is measured of it, by the same name as the baseline's. */
    static String method(RunResult result) {
        return result.getParams().getBenchmark().replaceAll(".*\\.", "");
    }

    private void printSigning(RunResult result, Map<String, @Nullable Double> numbers) {
        String whose = type(result).replace(SIGNING, "").toLowerCase(Locale.ROOT);
        Double ratio = ratio(result);
        System.out.printf(
                Locale.ROOT,
                "%-8s %-10s %,10.0f %,6.0f   %,10.0f   %s%n",
                whose,
                method(result),
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError(),
                bytes(result),
                ratio == null ? "" : String.format(Locale.ROOT, "%.2f ×", ratio));
        String key = whose + "_" + method(result);
        numbers.put(key + "_ns", result.getPrimaryResult().getScore());
        numbers.put(key + "_bytes", bytes(result));
        if (ratio != null) {
            numbers.put(key + "_ratio", ratio);
        }
    }

    /** Null for a baseline itself. */
    private @Nullable Double ratio(RunResult result) {
        String plain = PlainSigning.class.getSimpleName();
        return results.stream()
                .filter(one -> !type(result).equals(plain))
                .filter(one -> type(one).equals(plain) && method(one).equals(method(result)))
                .map(
                        one ->
                                result.getPrimaryResult().getScore()
                                        / one.getPrimaryResult().getScore())
                .findFirst()
                .orElse(null);
    }

    private static void printBatch(RunResult result, Map<String, @Nullable Double> numbers) {
        int size = Integer.parseInt(result.getParams().getParam("size"));
        String hot = result.getParams().getParam("hot");
        Result<?> time = result.getPrimaryResult();
        System.out.printf(
                Locale.ROOT,
                "%-8s %8d %5s   %15.1f %6.1f   %18.0f%n",
                method(result),
                size,
                hot,
                time.getScore() / size,
                time.getScoreError() / size,
                bytes(result) / size);
        String key = method(result) + "_" + size + "_hot_" + hot;
        numbers.put(key + "_ns", time.getScore() / size);
        numbers.put(key + "_bytes", bytes(result) / size);
    }

    private static double bytes(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return allocated == null ? Double.NaN : allocated.getScore();
    }

    private static String type(RunResult result) {
        return result.getParams().getBenchmark().replaceAll(".*\\.([^.]+)\\.[^.]+$", "$1");
    }
}

package io.paideia.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The measured time in twelve equal parts, so that a run shows whether it grew slower. Thread-safe
 * once it has begun; what it tells is right when nothing is recorded any more.
 */
final class Slices {

    private static final int PARTS = 12;
    private static final int THIRD = PARTS / 3;

    private final long longestMicros;
    private final List<Histogram> parts;
    private volatile long begun;
    private volatile long nanos = 1;

    Slices(long longestMicros) {
        this.longestMicros = longestMicros;
        this.parts =
                Stream.<Histogram>generate(() -> new ConcurrentHistogram(longestMicros, 3))
                        .limit(PARTS)
                        .toList();
    }

    void begin(long atNanos, Duration measured) {
        begun = atNanos;
        nanos = Math.max(1, measured.toNanos());
    }

    /** An operation that ended at this time of {@link System#nanoTime}. */
    void record(long atNanos, long micros) {
        long part = Math.clamp((atNanos - begun) * PARTS / nanos, 0, PARTS - 1);
        parts.get((int) part).recordValue(micros);
    }

    /** All parts together. */
    Histogram whole() {
        return sum(0, PARTS);
    }

    /** The last third's rate against the first third's, in percent; negative if it grew slower. */
    double rateDriftPercent() {
        return percent(sum(0, THIRD).getTotalCount(), sum(PARTS - THIRD, PARTS).getTotalCount());
    }

    /** The last third's p99 against the first third's, in percent; positive if it grew slower. */
    double p99DriftPercent() {
        return percent(
                sum(0, THIRD).getValueAtPercentile(99),
                sum(PARTS - THIRD, PARTS).getValueAtPercentile(99));
    }

    /** One line for each part. */
    Stream<String> told() {
        double seconds = nanos / 1e9 / PARTS;
        return IntStream.range(0, PARTS)
                .mapToObj(
                        part ->
                                String.format(
                                        Locale.ROOT,
                                        "  from %5.0f s  %,10.0f/s, p50 %.1f ms, p99 %.1f ms,"
                                                + " longest %.1f ms",
                                        part * seconds,
                                        parts.get(part).getTotalCount() / seconds,
                                        parts.get(part).getValueAtPercentile(50) / 1000.0,
                                        parts.get(part).getValueAtPercentile(99) / 1000.0,
                                        parts.get(part).getMaxValue() / 1000.0));
    }

    private Histogram sum(int from, int to) {
        Histogram sum = new Histogram(longestMicros, 3);
        parts.subList(from, to).forEach(sum::add);
        return sum;
    }

    private static double percent(long first, long last) {
        return first == 0 ? 0 : (last - first) * 100.0 / first;
    }
}

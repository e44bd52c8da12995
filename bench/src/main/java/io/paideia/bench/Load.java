package io.paideia.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Callers that each do one thing after the other, waiting for every answer (a closed loop). First
 * they warm up; what starts and ends in the measured time is counted. One load is run once.
 */
final class Load {

    private static final long LONGEST_MICROS = 600_000_000;
    private static final Duration TOLD_EVERY = Duration.ofSeconds(3);

    private final String name;
    private final Processes processes;
    private final Map<String, Histogram> steps = new ConcurrentSkipListMap<>();
    private final Slices slices = new Slices(LONGEST_MICROS);
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final LongAdder succeeded = new LongAdder();
    private volatile Phase phase = Phase.WARMUP;

    Load(String name, Processes processes) {
        this.name = name;
        this.processes = processes;
    }

    /** One caller's next operation; throws if it did not succeed. */
    @FunctionalInterface
    interface Operation {
        void perform() throws Exception;
    }

    /** How long. */
    record Span(Duration warmup, Duration measured) {}

    private enum Phase {
        WARMUP,
        MEASURED,
        OVER
    }

    /**
     * What came of it.
     *
     * @param succeeded all operations that ever succeeded, also outside the measured time
     * @param errors by kind, also outside the measured time
     * @param slices the measured time in equal parts
     * @param cpuMicros by process, within the measured time; empty where it cannot be known
     */
    record Result(
            int callers,
            double seconds,
            Histogram latency,
            Slices slices,
            Map<String, Histogram> steps,
            long succeeded,
            Map<String, Long> errors,
            Map<String, Long> cpuMicros) {

        long operations() {
            return latency.getTotalCount();
        }

        double rate() {
            return operations() / seconds;
        }
    }

    /** Runs as many callers at once, and returns when the last one has its answer. */
    Result run(int callers, Span span, Operation operation) throws InterruptedException {
        List<Thread> threads = new ArrayList<>(callers);
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.startVirtualThread(() -> call(operation)));
        }
        wait(span.warmup(), "warming up");
        Map<String, Long> cpuBefore = processes.cpuMicros();
        long started = System.nanoTime();
        slices.begin(started, span.measured());
        phase = Phase.MEASURED;
        wait(span.measured(), "measuring");
        phase = Phase.OVER;
        double seconds = (System.nanoTime() - started) / 1e9;
        Map<String, Long> cpu = Processes.difference(cpuBefore, processes.cpuMicros());
        for (Thread thread : threads) {
            thread.join();
        }
        return new Result(
                callers, seconds, slices.whole(), slices, steps, succeeded.sum(), errors(), cpu);
    }

    /** Times a part of an operation; it appears in the result under this name. */
    <T> T step(String step, java.util.concurrent.Callable<T> part) throws Exception {
        long started = System.nanoTime();
        boolean counts = phase == Phase.MEASURED;
        T result = part.call();
        if (counts && phase == Phase.MEASURED) {
            steps.computeIfAbsent(step, name -> new ConcurrentHistogram(LONGEST_MICROS, 3))
                    .recordValue(microsSince(started));
        }
        return result;
    }

    private void call(Operation operation) {
        while (phase != Phase.OVER) {
            boolean counts = phase == Phase.MEASURED;
            long started = System.nanoTime();
            try {
                operation.perform();
                succeeded.increment();
                if (counts && phase == Phase.MEASURED) {
                    slices.record(System.nanoTime(), microsSince(started));
                }
            } catch (Exception e) {
                errors.computeIfAbsent(kind(e), unseen -> new LongAdder()).increment();
            }
        }
    }

    /** Sleeps, for nothing happens that could be awaited, and tells how it goes. */
    private void wait(Duration time, String doing) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long before = succeeded.sum();
        long told = System.nanoTime();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, TOLD_EVERY.toNanos())));
            long now = System.nanoTime();
            long done = succeeded.sum();
            long failed = errors.values().stream().mapToLong(LongAdder::sum).sum();
            System.err.printf(
                    Locale.ROOT,
                    "%s: %s, %.0f s left, %,.0f/s, %d errors%n",
                    name,
                    doing,
                    Math.max(0, (end - now) / 1e9),
                    (done - before) / ((now - told) / 1e9),
                    failed);
            before = done;
            told = now;
        }
    }

    private Map<String, Long> errors() {
        Map<String, Long> counted = new TreeMap<>();
        errors.forEach((kind, count) -> counted.put(kind, count.sum()));
        return counted;
    }

    /** Without digits, so that the same trouble with another id is the same kind. */
    private static String kind(Exception e) {
        String message = String.valueOf(e.getMessage()).replaceAll("[a-z]{3}_\\w{26}|\\d{4,}", "…");
        String told = e.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("");
        return told.length() > 160 ? told.substring(0, 160) : told;
    }

    private static long microsSince(long started) {
        return Math.min(LONGEST_MICROS, Math.max(1, (System.nanoTime() - started) / 1000));
    }
}

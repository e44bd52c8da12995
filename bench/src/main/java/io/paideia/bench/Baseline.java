package io.paideia.bench;

import io.paideia.bench.Load.Span;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The baseline around a measurement: half of its time right before, half right after, on the same
 * server, because a machine is not equally fast all day. One thread uses it.
 */
final class Baseline {

    private static final List<Integer> TRIED = List.of(4, 8, 16);

    /** Of a long run the baseline needs no more; it does not grow slower. */
    private static final Duration LONGEST_HALF = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final TpcB tables;
    private final int connections;
    private final Span half;
    private final Processes processes;
    private final List<Load.Result> results = new ArrayList<>();

    private Baseline(
            Cluster cluster, TpcB tables, int connections, Span half, Processes processes) {
        this.cluster = cluster;
        this.tables = tables;
        this.connections = connections;
        this.half = half;
        this.processes = processes;
    }

    /** Makes its tables, looks for the best number of connections, and runs the first half. */
    static Baseline before(Cluster cluster, int scale, Span span, Processes processes)
            throws SQLException, InterruptedException {
        TpcB tables = TpcB.create(cluster, scale);
        Duration wanted = span.measured().dividedBy(2);
        Duration half = wanted.compareTo(LONGEST_HALF) < 0 ? wanted : LONGEST_HALF;
        Span trial = new Span(half.dividedBy(10), half.dividedBy(5));
        // The first run warms up the JVM and the server's cache; it decides nothing.
        tables.run(TRIED.getFirst(), trial, processes);
        int best = tables.bestOf(TRIED, trial, processes);
        Baseline baseline =
                new Baseline(cluster, tables, best, new Span(half.dividedBy(10), half), processes);
        baseline.measure();
        return baseline;
    }

    /** Runs the second half. */
    void after() throws SQLException, InterruptedException {
        measure();
    }

    /** Transactions per second, of both halves. */
    double rate() {
        return results.stream().mapToDouble(Load.Result::rate).average().orElse(0);
    }

    /** In a sentence. */
    String told() {
        double cpu =
                results.stream()
                        .mapToDouble(
                                half ->
                                        half.cpuMicros().values().stream()
                                                        .mapToLong(Long::longValue)
                                                        .sum()
                                                / (double) half.operations())
                        .average()
                        .orElse(0);
        return String.format(
                Locale.ROOT,
                "%,.1f TPC-B-like transactions/s over JDBC (%,.1f before, %,.1f after), %.0f µs CPU"
                        + " each, scale %d, %d connections, the best of %s",
                rate(),
                results.getFirst().rate(),
                results.getLast().rate(),
                cpu,
                tables.scale(),
                connections,
                TRIED);
    }

    /** Runs the original on its own tables, if this machine has it and it is wanted. */
    Pgbench.@Nullable Result pgbench(LoadOptions options) throws InterruptedException {
        return options.pgbench()
                ? Pgbench.run(cluster, tables.scale(), connections, half.measured())
                : null;
    }

    private void measure() throws SQLException, InterruptedException {
        results.add(tables.run(connections, half, processes));
    }
}

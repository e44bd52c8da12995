package io.paideia.bench;

import io.paideia.bench.Load.Span;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The baseline around a measurement: half of its time right before, half right after, on the same
 * server, because a machine is not equally fast all day. One thread uses it.
 */
final class Baseline {

    private static final List<Integer> TRIED = List.of(4, 8, 16);

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
        Duration half = span.measured().dividedBy(2);
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

    /** Runs the original beside it, if this machine has one; on its own tables. */
    void tellPgbench(PrintStream out) throws InterruptedException {
        pgbench(List.of("-i", "-q", "-s", String.valueOf(tables.scale())));
        String told =
                pgbench(
                        List.of(
                                "-b",
                                "tpcb-like",
                                "-M",
                                "prepared",
                                "-c",
                                String.valueOf(connections),
                                "-j",
                                "2",
                                "-T",
                                String.valueOf(Math.max(1, half.measured().toSeconds()))));
        out.println(
                "pgbench     "
                        + told.lines()
                                .filter(line -> line.startsWith("tps"))
                                .findFirst()
                                .orElse("did not run: " + told.lines().findFirst().orElse("")));
    }

    private void measure() throws SQLException, InterruptedException {
        results.add(tables.run(connections, half, processes));
    }

    private String pgbench(List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("pgbench"));
        command.addAll(arguments);
        command.addAll(
                List.of(
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(cluster.port()),
                        "-U",
                        cluster.user(),
                        "postgres"));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("PGPASSWORD", cluster.password());
            Process process = builder.start();
            String told =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return told;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

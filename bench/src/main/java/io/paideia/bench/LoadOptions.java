package io.paideia.bench;

import io.paideia.bench.Load.Span;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What all benches let one choose; 0 or a negative number means the bench's own default. */
final class LoadOptions {

    @Option(names = "--callers", paramLabel = "N", description = "How many callers at once.")
    private int callers;

    @Option(names = "--seconds", paramLabel = "S", description = "How long to measure.")
    private double seconds;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "The same in minutes. Runs of a minute and longer show their drift.")
    private double minutes;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            defaultValue = "-1",
            description = "How long to run before that, unmeasured.")
    private double warmupSeconds;

    @Option(
            names = "--hot",
            paramLabel = "F",
            description = "The share of credits that go to one account, from 0 to 1.")
    private double hot;

    @Option(names = "--accounts", paramLabel = "N", description = "How many accounts take part.")
    private int accounts;

    @Option(
            names = "--folder",
            paramLabel = "PATH",
            description = "Where the temporary data goes; the disk decides what a commit costs.")
    private @Nullable Path folder;

    @Option(
            names = "--pgbench",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also run pgbench -b tpcb-like where it is installed (the default).")
    private boolean pgbench;

    @Option(
            names = "--scale",
            paramLabel = "N",
            defaultValue = "10",
            description = {
                "The baseline's size, as pgbench counts it (${DEFAULT-VALUE}). Below 10 its callers"
                        + " wait for each other's rows, and the ratio says nothing."
            })
    private int scale;

    int callers(int otherwise) {
        return callers > 0 ? callers : otherwise;
    }

    int accounts(int otherwise) {
        return accounts > 0 ? accounts : otherwise;
    }

    /** Warm-up and measured time. */
    Span span(double warmupOtherwise, double secondsOtherwise) {
        double measured = minutes > 0 ? minutes * 60 : seconds;
        return new Span(
                duration(warmupSeconds >= 0 ? warmupSeconds : warmupOtherwise),
                duration(measured > 0 ? measured : secondsOtherwise));
    }

    double hot() {
        return hot;
    }

    @Nullable Path folder() {
        return folder;
    }

    boolean pgbench() {
        return pgbench;
    }

    int scale() {
        return scale;
    }

    void check(picocli.CommandLine.Model.CommandSpec spec) {
        if (!(hot >= 0 && hot <= 1)) {
            throw new ParameterException(spec.commandLine(), "--hot is a share from 0 to 1");
        }
        if (scale < 1) {
            throw new ParameterException(spec.commandLine(), "--scale is at least 1");
        }
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}

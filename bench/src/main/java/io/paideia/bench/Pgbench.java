package io.paideia.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The original of the baseline, as installed on this machine. */
final class Pgbench {

    private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");

    /** Where Debian keeps it, in a folder per version. */
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private Pgbench() {}

    /**
     * What came of it.
     *
     * @param rate transactions per second, null if it did not run
     * @param told in a sentence
     */
    record Result(@Nullable Double rate, String told) {}

    /** Makes its tables and runs its script "tpcb-like"; null if it is not installed. */
    static @Nullable Result run(Cluster cluster, int scale, int connections, Duration time)
            throws InterruptedException {
        Path program = find();
        if (program == null) {
            return null;
        }
        String size = String.valueOf(scale);
        String seconds = String.valueOf(Math.max(1, time.toSeconds()));
        String callers = String.valueOf(connections);
        System.err.printf("pgbench: %s s%n", seconds);
        try {
            start(program, cluster, "-i", "-q", "-s", size);
            String told =
                    start(
                            program,
                            cluster,
                            "-b",
                            "tpcb-like",
                            "-M",
                            "prepared",
                            "-c",
                            callers,
                            "-j",
                            "2",
                            "-T",
                            seconds);
            Matcher rate = RATE.matcher(told);
            return rate.find()
                    ? new Result(
                            Double.valueOf(rate.group(1)),
                            String.format(
                                    Locale.ROOT,
                                    "%,.1f transactions/s of tpcb-like, prepared, %s s, scale %s,"
                                            + " %s connections",
                                    Double.valueOf(rate.group(1)),
                                    seconds,
                                    size,
                                    callers))
                    : new Result(null, "failed: " + told.lines().findFirst().orElse("no word"));
        } catch (IOException e) {
            return new Result(null, "did not start: " + e.getMessage());
        }
    }

    private static @Nullable Path find() {
        List<Path> found = new ArrayList<>();
        for (String folder :
                String.valueOf(System.getenv("PATH")).split(java.io.File.pathSeparator, -1)) {
            found.add(Path.of(folder, "pgbench"));
        }
        if (Files.isDirectory(DEBIAN)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN)) {
                List<Path> sorted = new ArrayList<>();
                versions.forEach(sorted::add);
                sorted.sort(Comparator.reverseOrder());
                sorted.forEach(version -> found.add(version.resolve("bin/pgbench")));
            } catch (IOException unreadable) {
                return null;
            }
        }
        return found.stream().filter(Files::isExecutable).findFirst().orElse(null);
    }

    private static String start(Path program, Cluster cluster, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(cluster.port())));
        command.addAll(List.of("-U", cluster.user(), "postgres"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", cluster.password());
        Process process = builder.start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return told;
    }
}

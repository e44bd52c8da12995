package io.paideia.bench;

import io.paideia.ledger.BatchBenchmark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The part of a batch that happens in memory, measured by JMH. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = {
            "What a batch of transfers costs before PostgreSQL: deciding, sealing, encoding.",
            "Prints nanoseconds and bytes per transfer. All of it: batch; parts: seal, encode."
        },
        footer = {
            "",
            "The two parts alone, in batches of a thousand:",
            "  ./paideia bench jmh 'seal|encode' --size 1000"
        })
final class JmhBench implements Callable<Integer> {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            defaultValue = "",
            description =
                    "Only those of batch, seal and encode that this regular expression finds.")
    private String pattern = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of each of 3 warm-up and 4 measured iterations (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--size",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,64,1000,8000",
            description = "Transfers in a batch (${DEFAULT-VALUE}).")
    private List<String> sizes = List.of();

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "1",
            description = "Fresh JVMs for each; 0 measures in this one (${DEFAULT-VALUE}).")
    private int forks;

    @Override
    public Integer call() throws IOException, RunnerException {
        Logging.quiet();
        System.out.print(Machine.describe("n/a", Path.of(".")));
        Folder folder = Folder.temporary(null);
        try (AtEnd _ = AtEnd.close(folder)) {
            if (forks > 0) {
                unpack(folder.path());
            }
            return print(new Runner(options().build()).run());
        } catch (NoBenchmarksException e) {
            throw new ParameterException(
                    spec.commandLine(), "There are batch, seal and encode, but no " + pattern, e);
        }
    }

    private ChainedOptionsBuilder options() {
        TimeValue time = TimeValue.milliseconds(Math.round(seconds * 1000));
        return new OptionsBuilder()
                .include(BatchBenchmark.class.getSimpleName() + "\\..*(?:" + pattern + ")")
                .param("size", sizes.toArray(String[]::new))
                .forks(forks)
                .warmupIterations(3)
                .warmupTime(time)
                .measurementIterations(4)
                .measurementTime(time)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT);
    }

    /**
     * A forked JVM reads classes from the class path, and not from jars within a jar; so those are
     * laid out before it, and named where JMH looks.
     */
    private static void unpack(Path folder) throws IOException {
        Path jar = Path.of(System.getProperty("java.class.path", ""));
        if (!Files.isRegularFile(jar)) {
            return;
        }
        try (JarFile packed = new JarFile(jar.toFile())) {
            Enumeration<JarEntry> entries = packed.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                Path target = folder.resolve(entry.getName()).normalize();
                if (entry.isDirectory() || !target.startsWith(folder.resolve("BOOT-INF"))) {
                    continue;
                }
                Files.createDirectories(target.getParent());
                try (InputStream from = packed.getInputStream(entry)) {
                    Files.copy(from, target);
                }
            }
        }
        Path packedHome = folder.resolve("BOOT-INF");
        if (Files.isDirectory(packedHome)) {
            try (Stream<Path> libraries = Files.list(packedHome.resolve("lib"))) {
                System.setProperty(
                        "java.class.path",
                        packedHome.resolve("classes")
                                + libraries
                                        .map(library -> java.io.File.pathSeparator + library)
                                        .collect(Collectors.joining()));
            }
        }
    }

    private static int print(Collection<RunResult> results) {
        Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
        System.out.println("part    transfers   hot   ns per transfer      ±   bytes per transfer");
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark().replaceAll(".*\\.", "");
            int size = Integer.parseInt(result.getParams().getParam("size"));
            String hot = result.getParams().getParam("hot");
            Result<?> time = result.getPrimaryResult();
            Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
            double bytes = allocated == null ? Double.NaN : allocated.getScore() / size;
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %8d %5s   %15.1f %6.1f   %18.0f%n",
                    name,
                    size,
                    hot,
                    time.getScore() / size,
                    time.getScoreError() / size,
                    bytes);
            String key = name + "_" + size + "_hot_" + hot;
            numbers.put(key + "_ns", time.getScore() / size);
            numbers.put(key + "_bytes", bytes);
        }
        System.out.println(Report.line("jmh", numbers, results.isEmpty() ? 1 : 0));
        return results.isEmpty() ? 1 : 0;
    }
}

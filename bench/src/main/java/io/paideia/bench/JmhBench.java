package io.paideia.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
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

/** What happens in memory, measured by JMH: a batch, and the channels' signatures. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = {
            "What a batch of transfers costs before PostgreSQL: deciding, sealing, encoding;",
            "nanoseconds and bytes per transfer. All of it: batch; parts: seal, encode.",
            "",
            "What the channels' signatures cost: sign, verify, verifyMac, open (decrypt a notice),",
            "beside what Java's own providers take for the same in the same run."
        },
        footer = {
            "",
            "The two parts alone, in batches of a thousand; all signatures; WeChat Pay's:",
            "  ./paideia bench jmh 'seal|encode' --size 1000",
            "  ./paideia bench jmh 'sign|verify|open'",
            "  ./paideia bench jmh wechat"
        })
final class JmhBench implements Callable<Integer> {

    private static final String PLAIN = PlainSigning.class.getSimpleName() + "\\.";

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            defaultValue = "",
            description =
                    "Only those in whose channel's or part's name this regular expression is"
                            + " found.")
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
            return new JmhReport(measured()).print();
        } catch (NoBenchmarksException e) {
            throw new ParameterException(
                    spec.commandLine(), "Nothing is called or contains " + pattern + "; see -h", e);
        }
    }

    /** What was asked for, and then the baselines that belong to it. */
    private List<RunResult> measured() throws RunnerException {
        List<RunResult> results =
                new ArrayList<>(
                        new Runner(
                                        options()
                                                .include("io\\.paideia\\..*(?:" + pattern + ")")
                                                .exclude(PLAIN)
                                                .build())
                                .run());
        String baselines =
                results.stream()
                        .filter(JmhReport::isSigning)
                        .map(JmhReport::method)
                        .distinct()
                        .collect(Collectors.joining("|"));
        if (!baselines.isEmpty()) {
            results.addAll(
                    new Runner(options().include(PLAIN + "(?:" + baselines + ")$").build()).run());
        }
        return results;
    }

    private ChainedOptionsBuilder options() {
        TimeValue time = TimeValue.milliseconds(Math.round(seconds * 1000));
        return new OptionsBuilder()
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
}

package io.paideia.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What a number was measured on. */
public final class Machine {

    private Machine() {}

    /** In sentences for a person, one line each. */
    public static String describe(String postgres, Path data) {
        Runtime.Version java = Runtime.version();
        return """
        machine     %s, %d cores, %.1f GiB memory
        system      %s, data on %s
        software    Java %s (%s), PostgreSQL %s
        commit      %s
        """
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        memoryBytes() / (double) (1L << 30),
                        system(),
                        disk(data),
                        java,
                        System.getProperty("java.vendor"),
                        postgres,
                        Optional.ofNullable(System.getenv("PAIDEIA_COMMIT")).orElse("unknown"));
    }

    private static String processor() {
        return line("/proc/cpuinfo", "model name")
                .map(line -> line.replaceAll(".*:\\s*", ""))
                .orElse(System.getProperty("os.arch"));
    }

    private static String system() {
        String kernel = System.getProperty("os.name") + " " + System.getProperty("os.version");
        return line("/etc/os-release", "PRETTY_NAME=")
                .map(line -> line.replaceAll("PRETTY_NAME=|\"", "") + " (" + kernel + ")")
                .orElse(kernel);
    }

    private static long memoryBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    private static String disk(Path data) {
        try {
            return Files.getFileStore(data).type();
        } catch (IOException e) {
            return "an unknown file system";
        }
    }

    private static Optional<String> line(String file, String start) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start)).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

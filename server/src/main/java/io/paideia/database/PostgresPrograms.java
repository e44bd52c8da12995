package io.paideia.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs initdb and pg_ctl. PostgreSQL refuses to run as root; then the programs run in a user
 * namespace where root is nobody ({@code unshare -U}), or, where namespaces are forbidden, really
 * as nobody ({@code setpriv}).
 */
final class PostgresPrograms {

    private static final Logger log = LoggerFactory.getLogger(PostgresPrograms.class);
    private static final String NOBODY = "65534";

    private final Path home;
    private final Path folder;
    private final List<String> disguise;

    private PostgresPrograms(Path home, Path folder, List<String> disguise) {
        this.home = home;
        this.folder = folder;
        this.disguise = disguise;
    }

    static PostgresPrograms unpacked(Path folder) {
        List<String> disguise = disguise();
        return new PostgresPrograms(Binaries.unpacked(cache(disguise)), folder, disguise);
    }

    private static Path cache(List<String> disguise) {
        String configured = System.getProperty("paideia.cache", System.getenv("PAIDEIA_CACHE"));
        if (configured != null) {
            return Path.of(configured);
        }
        // Nobody cannot enter root's home to run what lies there.
        return isNobody(disguise)
                ? Path.of("/var/cache/paideia")
                : Path.of(System.getProperty("user.home"), ".cache", "paideia");
    }

    private static boolean isNobody(List<String> disguise) {
        return !disguise.isEmpty() && disguise.getFirst().equals("setpriv");
    }

    /**
     * Makes a folder usable for the disguised programs; in a namespace root's files already are.
     */
    void giveAway(Path data) {
        if (isNobody(disguise)) {
            execute(
                    List.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()),
                    Duration.ofMinutes(1));
            log.info("{} belongs to uid {} now", data, NOBODY);
        }
    }

    /**
     * Runs one program to its end; a failure carries its output and the end of the server's log.
     */
    void run(String program, List<String> arguments, Duration patience) {
        List<String> command = new ArrayList<>(disguise);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        execute(command, patience);
    }

    private void execute(List<String> command, Duration patience) {
        try {
            // Output goes to a file: a pipe would stay open as long as the server that pg_ctl
            // leaves behind.
            Path output = Files.createTempFile("paideia-postgres", ".log");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            "No answer within " + patience + ": " + command);
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(
                            "Failed: "
                                    + command
                                    + "\n"
                                    + Files.readString(output)
                                    + endOfServerLog());
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command, e);
        }
    }

    private String endOfServerLog() throws IOException {
        Path serverLog = folder.resolve("postgres.log");
        if (!Files.exists(serverLog)) {
            return "";
        }
        List<String> lines = Files.readAllLines(serverLog);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    private static List<String> disguise() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        if (succeeds("unshare", "-U", "true")) {
            return List.of("unshare", "-U");
        }
        if (succeeds(
                "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "true")) {
            return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        }
        throw new IllegalStateException(
                "PostgreSQL cannot run as root, and neither unshare -U nor setpriv works here."
                        + " Run Paideia as another user, or set PAIDEIA_DATABASE_URL");
    }

    private static boolean succeeds(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

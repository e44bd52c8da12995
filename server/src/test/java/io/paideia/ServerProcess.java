package io.paideia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A server of its own process on a folder of its own, which can be killed and started again. */
public final class ServerProcess {

    private final Path folder;
    private final int port = TestServer.freePort();
    private final Api api = new Api(() -> port, JsonMapper.shared());
    private final List<Process> servers = new ArrayList<>();

    /**
     * Not started yet.
     *
     * @param name of the folder, none other's
     */
    public ServerProcess(String name) {
        this.folder =
                Path.of("target", "test-postgres", ProcessHandle.current().pid() + "-" + name)
                        .toAbsolutePath();
    }

    /** Answers while the server runs. */
    public Api api() {
        return api;
    }

    /** The providers' side, which lives on. */
    public static Buyer buyer() {
        return new Buyer(TestServer.sandbox().baseUri(), JsonMapper.shared());
    }

    /** Starts it, on what an earlier one left; returns when it answers. */
    public void start() {
        Map<String, Object> properties = new HashMap<>(TestServer.properties(folder, port));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"));
        command.addAll(List.of("-cp", classPath(), "io.paideia.Paideia"));
        properties.forEach((name, value) -> command.add("--" + name + "=" + value));
        try {
            Files.createDirectories(folder);
            File log = folder.resolveSibling(folder.getFileName() + ".log").toFile();
            Process server =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                            .start();
            servers.add(server);
            Api.Client nobody = api.bearer(null);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(() -> nobody.get("/actuator/health").status() == 200);
            assertThat(server.isAlive()).as("see %s", log).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without any warning. */
    public void kill() throws InterruptedException {
        servers.getLast().destroyForcibly().waitFor();
    }

    /** In order, if it can be. */
    public void stop() throws InterruptedException {
        for (Process server : servers) {
            server.destroy();
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    /** The server alone, without what only tests have. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}

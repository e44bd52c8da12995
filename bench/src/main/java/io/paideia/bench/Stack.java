package io.paideia.bench;

import io.paideia.demo.DemoServer;
import io.paideia.demo.DemoSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Server and sandbox in a JVM of their own, so that their CPU time and the client's are told apart.
 * The child ends when its standard input does, and so with its parent, however that ends.
 */
final class Stack implements AutoCloseable {

    private static final String READY = "bench-stack-ready ";
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final URI server;
    private final URI sandbox;

    private Stack(Process process, URI server, URI sandbox) {
        this.process = process;
        this.server = server;
        this.sandbox = sandbox;
    }

    /** Returns once it serves, on free ports. */
    static Stack start(Path folder, List<String> javaOptions) throws IOException {
        List<String> command =
                ChildJvm.command(javaOptions, Bench.class, List.of("stack", folder.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                String[] addresses = line.substring(READY.length()).split(" ", 2);
                Thread.startVirtualThread(() -> out.lines().forEach(System.err::println));
                return new Stack(process, URI.create(addresses[0]), URI.create(addresses[1]));
            }
            System.err.println(line);
        }
        throw new IllegalStateException("The server and the sandbox did not start");
    }

    long pid() {
        return process.pid();
    }

    URI server() {
        return server;
    }

    URI sandbox() {
        return sandbox;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** What the child runs. */
    @Command(name = "stack", hidden = true, description = "Serves until standard input ends.")
    static final class Child implements Callable<Integer> {

        @Parameters(paramLabel = "FOLDER")
        private Path folder = Path.of("data");

        @Override
        public Integer call() {
            try (DemoServer demo = DemoServer.start(DemoSettings.onFreePorts(folder))) {
                System.out.println(READY + demo.baseUri() + " " + demo.sandbox().baseUri());
                System.in.transferTo(OutputStream.nullOutputStream());
                return 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

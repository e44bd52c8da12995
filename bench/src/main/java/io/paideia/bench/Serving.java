package io.paideia.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM of this program that serves, so that its CPU time and the client's are told apart. It
 * ends when its standard input does, and so with its parent, however that ends.
 */
final class Serving implements AutoCloseable {

    private static final String READY = "bench-ready ";
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final String told;

    private Serving(Process process, String told) {
        this.process = process;
        this.told = told;
    }

    /** Returns once it serves. */
    static Serving start(List<String> javaOptions, List<String> arguments) throws IOException {
        Process process =
                new ProcessBuilder(ChildJvm.command(javaOptions, Bench.class, arguments))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                Thread.startVirtualThread(() -> out.lines().forEach(System.err::println));
                return new Serving(process, line.substring(READY.length()));
            }
            System.err.println(line);
        }
        throw new IllegalStateException("Did not start: " + String.join(" ", arguments));
    }

    /** In the child: says one line to the parent, and returns when the parent ends it. */
    static void until(String told) throws IOException {
        System.out.println(READY + told);
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    String told() {
        return told;
    }

    long pid() {
        return process.pid();
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
}

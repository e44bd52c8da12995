package io.paideia.bench;

import io.paideia.demo.DemoServer;
import io.paideia.demo.DemoSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Server and sandbox in a JVM of their own. */
final class Stack implements AutoCloseable {

    private final Serving serving;
    private final URI server;
    private final URI sandbox;

    private Stack(Serving serving) {
        this.serving = serving;
        String[] addresses = serving.told().split(" ", 2);
        this.server = URI.create(addresses[0]);
        this.sandbox = URI.create(addresses[1]);
    }

    /** Returns once it serves, on free ports. */
    static Stack start(Path folder, List<String> javaOptions) throws IOException {
        return new Stack(Serving.start(javaOptions, List.of("stack", folder.toString())));
    }

    long pid() {
        return serving.pid();
    }

    URI server() {
        return server;
    }

    URI sandbox() {
        return sandbox;
    }

    @Override
    public void close() throws IOException {
        serving.close();
    }

    /** What the child runs. */
    @Command(name = "stack", hidden = true, description = "Serves until standard input ends.")
    static final class Child implements Callable<Integer> {

        @Parameters(paramLabel = "FOLDER")
        private Path folder = Path.of("data");

        @Override
        public Integer call() {
            try (DemoServer demo = DemoServer.start(DemoSettings.onFreePorts(folder))) {
                Serving.until(demo.baseUri() + " " + demo.sandbox().baseUri());
                return 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

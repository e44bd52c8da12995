package io.paideia.demo;

import io.paideia.Paideia;
import io.paideia.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A running demo: the server with its PostgreSQL, the sandbox it collects money through, and sample
 * data. Safe for all threads. When the process ends it is closed in the same order: first the
 * server, gracefully, then the sandbox that the server may still be talking to.
 */
public final class DemoServer implements AutoCloseable {

    private final int port;
    private final Sandbox sandbox;
    private final ConfigurableApplicationContext server;

    private DemoServer(int port, Sandbox sandbox, ConfigurableApplicationContext server) {
        this.port = port;
        this.sandbox = sandbox;
        this.server = server;
    }

    /** Starts without telling how far it is; see the other {@code start}. */
    public static DemoServer start(DemoSettings settings) {
        return start(settings, line -> {});
    }

    /**
     * Returns once the server answers and the sample data is there.
     *
     * @param progress is told, in sentences, how far it is
     * @throws IllegalStateException with a sentence for the user, if a port or the data folder is
     *     in use
     */
    public static DemoServer start(DemoSettings settings, Consumer<String> progress) {
        // As Spring does at its own start; until then the sandbox would write to the console.
        LoggingSystem.get(DemoServer.class.getClassLoader()).beforeInitialize();
        int port = settled(settings.port(), "PAIDEIA_PORT");
        if (settings.sandboxPort() != 0) {
            settled(settings.sandboxPort(), "PAIDEIA_SANDBOX_PORT");
        }
        progress.accept("Starting the sandbox …");
        Sandbox sandbox = sandbox(settings);
        // Spring runs its handlers after the contexts are closed, also one that is half started.
        Runnable atEnd = sandbox::close;
        SpringApplication.getShutdownHandlers().add(atEnd);
        try {
            progress.accept("Starting PostgreSQL, its migrations, and the server …");
            ConfigurableApplicationContext server = serve(settings.dataFolder(), port, sandbox);
            DemoServer demo = new DemoServer(port, sandbox, server);
            try {
                Seed.plant(demo.baseUri(), progress);
                return demo;
            } catch (RuntimeException failed) {
                server.close();
                throw failed;
            }
        } catch (RuntimeException failed) {
            sandbox.close();
            throw failed;
        }
    }

    public int port() {
        return port;
    }

    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    /** Closing twice is harmless. */
    @Override
    public void close() {
        server.close();
        sandbox.close();
    }

    private static Sandbox sandbox(DemoSettings settings) {
        try {
            return Sandbox.start(settings.dataFolder().resolve("sandbox"), settings.sandboxPort());
        } catch (IllegalStateException inUse) {
            throw new CannotStart(
                    "The sandbox cannot start: "
                            + inUse.getMessage()
                            + "; stop the other one, or choose another folder with PAIDEIA_DATA.",
                    inUse);
        }
    }

    private static ConfigurableApplicationContext serve(
            Path dataFolder, int port, Sandbox sandbox) {
        SpringApplication application = new SpringApplication(Paideia.class);
        application.setDefaultProperties(logging(dataFolder));
        // Set here, the keys are neither in the arguments nor in the environment of the process.
        Map<String, Object> settings = settings(dataFolder, port, sandbox);
        application.addInitializers(
                context ->
                        context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("demo", settings)));
        return application.run();
    }

    private static Map<String, Object> settings(Path dataFolder, int port, Sandbox sandbox) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("server.port", port);
        settings.put("paideia.database.folder", dataFolder.resolve("postgres").toString());
        settings.put("paideia.bootstrap.operator-client-id", DemoClient.OPERATOR.id());
        settings.put("paideia.bootstrap.operator-secret", DemoClient.OPERATOR.secret());
        settings.putAll(sandbox.settingsFor(URI.create("http://127.0.0.1:" + port)));
        settings.put("paideia.webhooks.allow-private", true);
        settings.put("paideia.web.sandbox-url", sandbox.baseUri().resolve("/").toString());
        return settings;
    }

    /** Little on the console, more in a file; why a start failed is told by the one who asked. */
    private static Map<String, Object> logging(Path dataFolder) {
        return Map.of(
                "logging.threshold.console", "WARN",
                "logging.threshold.file", "INFO",
                "logging.file.name", DemoSettings.log(dataFolder).toString(),
                "logging.level.org.springframework.boot.SpringApplication", "OFF",
                // It warns of the API's documentation, which is there on purpose.
                "logging.level.org.springdoc.core.events.SpringDocAppInitializer", "ERROR");
    }

    /** The port, or a free one for 0: the server must tell the sandbox its address beforehand. */
    private static int settled(int port, String name) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (BindException taken) {
            throw new CannotStart(
                    "Port "
                            + port
                            + " is in use; stop what listens there, or choose another with "
                            + name
                            + ".",
                    taken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.paideia;

import io.paideia.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives a test's server an empty PostgreSQL under {@code target}, its operator, and Alipay as the
 * sandbox plays it. The port is chosen before the start, because the provider must be told where to
 * report. What earlier runs left there is removed.
 */
public final class TestServer
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final String OPERATOR = "test-operator";
    static final String OPERATOR_SECRET = "test-operator-secret";

    private static final Path FOLDERS = Path.of("target", "test-postgres").toAbsolutePath();
    private static final AtomicInteger servers = new AtomicInteger();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Map<String, Object> properties = properties(folder(), freePort());
        // A test of routing sets its own.
        properties
                .keySet()
                .removeIf(
                        name ->
                                name.startsWith("paideia.routing")
                                        && context.getEnvironment().containsProperty(name));
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test-server", properties));
    }

    /** What configures a server for tests: its folder, operator, channel and short times. */
    static Map<String, Object> properties(Path folder, int port) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", port);
        properties.put("paideia.database.url", "");
        properties.put("paideia.database.folder", folder.toString());
        properties.put("paideia.bootstrap.operator-client-id", OPERATOR);
        properties.put("paideia.bootstrap.operator-secret", OPERATOR_SECRET);
        properties.put("paideia.payments.silence", "2s");
        properties.put("paideia.payments.grace", "3s");
        properties.put("paideia.payments.sweep", "200ms");
        properties.put("paideia.payouts.silence", "2s");
        properties.put("paideia.payouts.sweep", "200ms");
        properties.put("paideia.ledger.books", "main, europe");
        properties.put("paideia.orders.sweep", "300ms");
        properties.put("paideia.disputes.sweep", "300ms");
        properties.put("paideia.channels.sweep", "300ms");
        properties.put("paideia.ledger.sweep", "300ms");
        // What one test does to a channel must not decide for the next.
        properties.put("paideia.routing.exploration", "0");
        properties.put("paideia.routing.breaker.calls", "1000");
        properties.put("paideia.routing.breaker.fewest", "1000");
        properties.putAll(sandbox().settingsFor(URI.create("http://127.0.0.1:" + port)));
        // Short enough that a test may wait until a call that hangs is given up.
        for (String channel : sandbox().channels()) {
            properties.put("paideia.channels." + channel + ".timeout", "4s");
        }
        properties.put("paideia.channels.alipay.timeout", "1500ms");
        properties.put("paideia.channels.bank.poll", "300ms");
        return properties;
    }

    /** The providers' stand-in, one for all servers of this process. */
    static Sandbox sandbox() {
        return Providers.SANDBOX;
    }

    /** Where the sandbox keeps its keys, the providers' too. */
    public static Path sandboxFolder() {
        return Path.of("target", "test-sandbox", "" + ProcessHandle.current().pid());
    }

    private static final class Providers {
        static final Sandbox SANDBOX = Sandbox.start(sandboxFolder(), 0);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class Beans {
        @Bean
        Api api(Environment environment, JsonMapper mapper) {
            return new Api(
                    () -> environment.getRequiredProperty("local.server.port", Integer.class),
                    mapper);
        }

        @Bean
        Buyer buyer(JsonMapper mapper) {
            return new Buyer(sandbox().baseUri(), mapper);
        }
    }

    private static Path folder() {
        int nth = servers.incrementAndGet();
        if (nth == 1) {
            removeOld();
        }
        return FOLDERS.resolve(ProcessHandle.current().pid() + "-" + nth);
    }

    private static void remove(Path old) throws IOException {
        try {
            FileSystemUtils.deleteRecursively(old);
        } catch (NoSuchFileException another) {
            // The other process of these tests removes it, too.
        }
    }

    private static void removeOld() {
        try {
            Files.createDirectories(FOLDERS);
            try (Stream<Path> folders = Files.list(FOLDERS)) {
                for (Path old : folders.toList()) {
                    String pid = old.getFileName().toString().replaceAll("-.*", "");
                    if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                        remove(old);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.paideia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Gives a test's server an empty PostgreSQL under {@code target} and its operator. What earlier
 * runs left there is removed.
 */
public final class TestServer
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final String OPERATOR = "test-operator";
    static final String OPERATOR_SECRET = "test-operator-secret";

    private static final Path FOLDERS = Path.of("target", "test-postgres").toAbsolutePath();
    private static final AtomicInteger servers = new AtomicInteger();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(
                        new MapPropertySource(
                                "test-server",
                                Map.of(
                                        "paideia.database.url",
                                        "",
                                        "paideia.database.folder",
                                        folder().toString(),
                                        "paideia.bootstrap.operator-client-id",
                                        OPERATOR,
                                        "paideia.bootstrap.operator-secret",
                                        OPERATOR_SECRET)));
    }

    static final class Beans {
        @Bean
        Api api(Environment environment, JsonMapper mapper) {
            return new Api(
                    () -> environment.getRequiredProperty("local.server.port", Integer.class),
                    mapper);
        }
    }

    private static Path folder() {
        int nth = servers.incrementAndGet();
        if (nth == 1) {
            removeOld();
        }
        return FOLDERS.resolve(ProcessHandle.current().pid() + "-" + nth);
    }

    private static void removeOld() {
        try {
            Files.createDirectories(FOLDERS);
            try (Stream<Path> folders = Files.list(FOLDERS)) {
                for (Path old : folders.toList()) {
                    String pid = old.getFileName().toString().replaceAll("-.*", "");
                    if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                        FileSystemUtils.deleteRecursively(old);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

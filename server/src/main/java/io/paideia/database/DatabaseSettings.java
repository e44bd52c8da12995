package io.paideia.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which PostgreSQL serves this server.
 *
 * @param url a JDBC or {@code postgres://} address; when it stands, nothing embedded is started
 * @param folder where the embedded cluster lives
 * @param port the embedded server's port on loopback, 0 for any free one
 * @param connections most connections of the shared pool
 */
@ConfigurationProperties("paideia.database")
public record DatabaseSettings(
        @Nullable String url,
        @DefaultValue("data/postgres") Path folder,
        @DefaultValue("0") int port,
        @DefaultValue("16") int connections) {}

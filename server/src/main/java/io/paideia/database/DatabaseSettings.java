package io.paideia.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which PostgreSQL serves this server.
 *
 * @param url a JDBC or {@code postgres://} address; when it stands, nothing embedded is started
 * @param ownerUrl the same database as seen by its owner, who migrates; without it the login of
 *     {@code url} does
 * @param folder where the embedded cluster lives
 * @param port the embedded server's port on loopback, 0 for any free one
 * @param connections most connections of the shared pool
 */
@ConfigurationProperties("paideia.database")
public record DatabaseSettings(
        @Nullable String url,
        @Nullable String ownerUrl,
        @DefaultValue("data/postgres") Path folder,
        @DefaultValue("0") int port,
        @DefaultValue("16") int connections) {

    /** An empty variable is one that was not set. */
    @ConstructorBinding
    public DatabaseSettings {
        url = url == null || url.isBlank() ? null : url;
        ownerUrl = ownerUrl == null || ownerUrl.isBlank() ? null : ownerUrl;
        if (url == null && ownerUrl != null) {
            throw new IllegalArgumentException(
                    "PAIDEIA_DATABASE_OWNER_URL needs PAIDEIA_DATABASE_URL beside it: the login"
                            + " that the server works with");
        }
    }

    /** With one login for everything. */
    public DatabaseSettings(@Nullable String url, Path folder, int port, int connections) {
        this(url, null, folder, port, connections);
    }
}

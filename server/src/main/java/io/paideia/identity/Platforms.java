package io.paideia.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.paideia.http.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The platforms of the alliance. Thread-safe. Platforms do not change, so they are kept in memory
 * once read.
 */
@Service
public final class Platforms {

    private static final int KEPT = 10_000;

    private static final String SELECT =
            "SELECT id, client_id, name, slug, scopes, created_at FROM identity.platform ";

    private static final String INSERT =
            """
            INSERT INTO identity.platform (id, client_id, secret_hash, name, slug, scopes)
            VALUES (:id, :client_id, :secret_hash, :name, :slug, :scopes)
            ON CONFLICT DO NOTHING
            """;

    private final JdbcClient database;
    private final Cache<PlatformId, Platform> cache =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    Platforms(JdbcClient database) {
        this.database = database;
    }

    public Optional<Platform> find(PlatformId id) {
        return Optional.ofNullable(cache.get(id, key -> read("WHERE id = ?", key.value())));
    }

    public Optional<Platform> findBySlug(String slug) {
        return Optional.ofNullable(read("WHERE slug = ?", slug));
    }

    /** All of them, the newest first. */
    public Page<Platform> list(Page.Request request) {
        List<Platform> rows =
                database.sql(
                                SELECT
                                        + """
                                        WHERE :after::uuid IS NULL OR id < :after
                                        ORDER BY id DESC LIMIT :limit
                                        """)
                        .param("after", request.after(), Types.OTHER)
                        .param("limit", request.limit() + 1)
                        .query((row, i) -> platform(row))
                        .list();
        return Page.of(rows, request, platform -> platform.id().value());
    }

    Optional<Platform> findByClientId(String clientId) {
        return Optional.ofNullable(read("WHERE client_id = ?", clientId));
    }

    /** A platform that is to be. */
    record NewPlatform(
            PlatformId id,
            String clientId,
            String secretHash,
            String name,
            String slug,
            Collection<String> scopes) {}

    /** Empty if the id, the client id or the slug is taken. */
    Optional<Platform> add(NewPlatform platform) {
        int added =
                database.sql(INSERT)
                        .param("id", platform.id().value())
                        .param("client_id", platform.clientId())
                        .param("secret_hash", platform.secretHash())
                        .param("name", platform.name())
                        .param("slug", platform.slug())
                        .param("scopes", platform.scopes().toArray(String[]::new))
                        .update();
        return added == 0 ? Optional.empty() : find(platform.id());
    }

    private @Nullable Platform read(String condition, Object value) {
        return database.sql(SELECT + condition)
                .param(value)
                .query((row, i) -> platform(row))
                .optional()
                .orElse(null);
    }

    private static Platform platform(ResultSet row) throws SQLException {
        return new Platform(
                new PlatformId(row.getObject("id", UUID.class)),
                row.getString("client_id"),
                row.getString("name"),
                row.getString("slug"),
                new LinkedHashSet<>(Arrays.asList((String[]) row.getArray("scopes").getArray())),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}

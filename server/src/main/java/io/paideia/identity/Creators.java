package io.paideia.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The creators: one e-mail is one creator, on every platform. Thread-safe. Creators do not change,
 * so they are kept in memory once read.
 */
@Service
public final class Creators {

    private static final int KEPT = 100_000;

    private static final String INSERT =
            """
            INSERT INTO identity.creator (id, name, email) VALUES (:id, :name, :email)
            ON CONFLICT DO NOTHING
            """;

    private final JdbcClient database;
    private final Cache<CreatorId, Creator> cache = Caffeine.newBuilder().maximumSize(KEPT).build();

    Creators(JdbcClient database) {
        this.database = database;
    }

    public Optional<Creator> find(CreatorId id) {
        return Optional.ofNullable(cache.get(id, key -> read("id", key.value())));
    }

    /**
     * The creator of this e-mail: made under this id, or whoever had it before, whose name stays.
     *
     * @param email in its one form
     */
    Creator add(CreatorId id, String name, String email) {
        database.sql(INSERT)
                .param("id", id.value())
                .param("name", name)
                .param("email", email)
                .update();
        return Optional.ofNullable(read("email", email)).orElseThrow();
    }

    private @Nullable Creator read(String column, Object value) {
        return database.sql("SELECT id, name, email FROM identity.creator WHERE " + column + " = ?")
                .param(value)
                .query(
                        (row, i) ->
                                new Creator(
                                        new CreatorId(row.getObject("id", UUID.class)),
                                        row.getString("name"),
                                        row.getString("email")))
                .optional()
                .orElse(null);
    }
}

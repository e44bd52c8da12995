package io.paideia.webhooks;

import io.paideia.http.Page;
import io.paideia.identity.PlatformId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The endpoints of all platforms, each change one statement. Thread-safe. */
final class Endpoints {

    /** More would multiply every event of the platform. */
    static final int MOST_PER_PLATFORM = 50;

    /** How long a replaced secret still signs, so that a receiver can change over. */
    static final Duration OVERLAP = Duration.ofHours(24);

    private static final String COLUMNS =
            "id, platform, url, events, description, status, failing_since, created_at";

    private final JdbcClient database;
    private final RandomGenerator random;
    private final InstantSource clock;

    /**
     * A store.
     *
     * @param random a secure one: secrets are made with it
     */
    Endpoints(JdbcClient database, RandomGenerator random, InstantSource clock) {
        this.database = database;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Adds an endpoint with a new secret, once per id.
     *
     * @return its secret; empty if the platform has as many as it may
     */
    Optional<Secret> add(
            EndpointId id,
            PlatformId platform,
            String url,
            List<String> events,
            @Nullable String description) {
        database.sql(
                        """
                        INSERT INTO webhooks.endpoint (id, platform, url, events, description, secret, created_at)
                        SELECT :id, :platform, :url, :events, :description, :secret, :now
                         WHERE (SELECT count(*) FROM webhooks.endpoint
                                 WHERE platform = :platform AND status <> 'removed') < :most
                        ON CONFLICT (id) DO NOTHING
                        """)
                .param("id", id.value())
                .param("platform", platform.value())
                .param("url", url)
                .param("events", events.toArray(new String[0]))
                .param("description", description, java.sql.Types.VARCHAR)
                .param("secret", Secret.random(random).key())
                .param("now", time(clock.instant()))
                .param("most", MOST_PER_PLATFORM)
                .update();
        return database.sql("SELECT secret FROM webhooks.endpoint WHERE id = ?")
                .param(id.value())
                .query((row, number) -> Secret.of(row.getBytes(1)))
                .optional();
    }

    Optional<Endpoint> find(EndpointId id) {
        return database.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM webhooks.endpoint WHERE id = ? AND status <> 'removed'")
                .param(id.value())
                .query((row, number) -> read(row))
                .optional();
    }

    /** A platform's endpoints, newest first. */
    Page<Endpoint> list(PlatformId platform, Page.Request page) {
        List<Endpoint> rows =
                database.sql(
                                "SELECT "
                                        + COLUMNS
                                        + """
                                         FROM webhooks.endpoint
                                        WHERE platform = ? AND status <> 'removed' AND id < ?
                                        ORDER BY id DESC LIMIT ?
                                        """)
                        .param(platform.value())
                        .param(before(page))
                        .param(page.limit() + 1)
                        .query((row, number) -> read(row))
                        .list();
        return Page.of(rows, page, endpoint -> endpoint.id().value());
    }

    /** Nothing more is sent there; what is known of it is cleaned away later. */
    void remove(EndpointId id) {
        database.sql("UPDATE webhooks.endpoint SET status = 'removed' WHERE id = ?")
                .param(id.value())
                .update();
    }

    /**
     * Makes a disabled endpoint go on. All that waits for it becomes due: what it waited for may
     * have been cleaned away, and a claim lays aside again what must wait still.
     */
    void enable(EndpointId id) {
        database.sql(
                        """
                        WITH enabled AS (
                            UPDATE webhooks.endpoint SET status = 'enabled', failing_since = NULL
                             WHERE id = ? AND status = 'disabled' RETURNING id)
                        UPDATE webhooks.delivery d SET next_attempt_at = ?
                          FROM enabled e
                         WHERE d.endpoint = e.id AND d.status = 'pending' AND d.next_attempt_at IS NULL
                        """)
                .param(id.value())
                .param(time(clock.instant()))
                .update();
    }

    /**
     * Replaces the secret; the one before signs along for a while, the one before that no more.
     *
     * @return the new one; empty if there is no such endpoint
     */
    Optional<Secret> rotate(EndpointId id) {
        Secret fresh = Secret.random(random);
        int rotated =
                database.sql(
                                """
                                UPDATE webhooks.endpoint
                                   SET previous_secret = secret, previous_until = ?, secret = ?
                                 WHERE id = ? AND status <> 'removed'
                                """)
                        .param(time(clock.instant().plus(OVERLAP)))
                        .param(fresh.key())
                        .param(id.value())
                        .update();
        return rotated == 1 ? Optional.of(fresh) : Optional.empty();
    }

    /** Newest first: a page goes on before the last id of the one above it. */
    static UUID before(Page.Request page) {
        UUID after = page.after();
        return after == null ? new UUID(-1L, -1L) : after;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Endpoint read(ResultSet row) throws SQLException {
        OffsetDateTime failing = row.getObject(7, OffsetDateTime.class);
        return new Endpoint(
                new EndpointId(row.getObject(1, UUID.class)),
                new PlatformId(row.getObject(2, UUID.class)),
                row.getString(3),
                List.of((String[]) row.getArray(4).getArray()),
                row.getString(5),
                row.getString(6),
                failing == null ? null : failing.toInstant(),
                row.getObject(8, OffsetDateTime.class).toInstant());
    }
}

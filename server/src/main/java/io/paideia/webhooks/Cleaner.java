package io.paideia.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Forgets: deliveries after a month, with their attempts and messages, and all of a removed
 * endpoint. It goes in slices, each a transaction, so that senders never wait long; several servers
 * may clean at once.
 */
final class Cleaner {

    static final Duration KEPT = Duration.ofDays(30);
    private static final int SLICE = 2_000;

    /** What waits for an endpoint that works runs its course however old it is. */
    private static final String DELETE_DELIVERIES =
            """
            WITH doomed AS (
                SELECT d.id FROM webhooks.delivery d JOIN webhooks.endpoint e ON e.id = d.endpoint
                 WHERE %s AND NOT d.claimed LIMIT ? FOR UPDATE OF d SKIP LOCKED),
            attempts AS (DELETE FROM webhooks.attempt a USING doomed WHERE a.delivery = doomed.id)
            DELETE FROM webhooks.delivery d USING doomed WHERE d.id = doomed.id
            """;

    private static final String OLD =
            DELETE_DELIVERIES.formatted(
                    "d.id < ? AND (d.status <> 'pending' OR e.status <> 'enabled')");

    private static final String OF_REMOVED =
            DELETE_DELIVERIES.formatted("d.id <= ? AND e.status = 'removed'");

    private static final String DELETE_MESSAGES =
            """
            DELETE FROM webhooks.message
             WHERE event IN (SELECT m.event FROM webhooks.message m
                              WHERE m.event < ?
                                AND NOT EXISTS (SELECT FROM webhooks.delivery d WHERE d.event = m.event)
                              LIMIT ?)
            """;

    private static final UUID LAST = new UUID(-1L, -1L);

    private final JdbcClient database;
    private final InstantSource clock;

    Cleaner(JdbcClient database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 60, initialDelay = 60, timeUnit = TimeUnit.SECONDS)
    void clean() {
        UUID cutoff = firstAt(clock.instant().minus(KEPT));
        deleteAll(OLD, cutoff);
        deleteAll(OF_REMOVED, LAST);
        deleteAll(DELETE_MESSAGES, cutoff);
        database.sql(
                        """
                        DELETE FROM webhooks.endpoint e
                         WHERE e.status = 'removed'
                           AND NOT EXISTS (SELECT FROM webhooks.delivery d WHERE d.endpoint = e.id)
                        """)
                .update();
    }

    private void deleteAll(String sql, UUID before) {
        int deleted;
        do {
            deleted = database.sql(sql).param(before).param(SLICE).update();
        } while (deleted == SLICE);
    }

    /** The least id that could be made at this time: ids begin with their milliseconds. */
    private static UUID firstAt(Instant time) {
        return new UUID((time.toEpochMilli() << 16) | 0x7000, Long.MIN_VALUE);
    }
}

package io.paideia.webhooks;

import io.paideia.ids.TypeId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A delivery that this sender alone may attempt until the lease ends, with all that the attempt
 * needs.
 *
 * @param attempt the number of this attempt; it also fences: a later claim has a higher one
 * @param failures how often in a row it failed before
 * @param body the bytes to send, the same at every attempt
 * @param secrets the newest first
 */
record ClaimedDelivery(
        UUID id,
        int attempt,
        int failures,
        UUID endpoint,
        String subject,
        UUID event,
        Instant eventAt,
        String body,
        String url,
        List<Secret> secrets,
        Instant leaseUntil) {

    /**
     * For RETURNING, of {@code delivery d}, {@code endpoint e} and {@code message m}; the parameter
     * is now.
     */
    static final String COLUMNS =
            """
            d.id, d.attempts, d.failures, d.endpoint, d.subject, d.event, m.at, m.body, e.url, e.secret,
                      CASE WHEN e.previous_until > ? THEN e.previous_secret END, d.next_attempt_at
            """;

    static ClaimedDelivery read(ResultSet row) throws SQLException {
        List<Secret> secrets = new ArrayList<>();
        secrets.add(Secret.of(row.getBytes(10)));
        byte[] previous = row.getBytes(11);
        if (previous != null) {
            secrets.add(Secret.of(previous));
        }
        return new ClaimedDelivery(
                row.getObject(1, UUID.class),
                row.getInt(2),
                row.getInt(3),
                row.getObject(4, UUID.class),
                row.getString(5),
                row.getObject(6, UUID.class),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                row.getString(8),
                row.getString(9),
                List.copyOf(secrets),
                row.getObject(12, OffsetDateTime.class).toInstant());
    }

    /** Constant over all attempts, so that a receiver can tell a repeat. */
    String messageId() {
        return TypeId.format("evt", event);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}

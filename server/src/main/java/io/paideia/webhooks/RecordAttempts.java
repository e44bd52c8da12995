package io.paideia.webhooks;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.webhooks.Attempt.Then;
import io.paideia.webhooks.Attempt.Verdict;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes down what came of attempts, and lets go those that waited for them: each answer is the
 * next delivery of the same subject, claimed at once for the sender that made the way free.
 *
 * <p>An attempt whose claim was taken over meanwhile changes nothing more, except that a success is
 * a success whoever had it.
 */
final class RecordAttempts implements Handler<Attempt, Optional<ClaimedDelivery>> {

    private static final String KEEP =
            """
            INSERT INTO webhooks.attempt (delivery, number, at, duration_ms, status, error, response)
            SELECT u.delivery, u.number, u.at, u.duration, nullif(u.status, 0), u.error, u.response
              FROM unnest(?::uuid[], ?::int[], ?::timestamptz[], ?::bigint[], ?::int[], ?::text[], ?::text[])
                   AS u(delivery, number, at, duration, status, error, response)
            ON CONFLICT DO NOTHING
            """;

    private static final String SETTLE =
            """
            UPDATE webhooks.delivery d
               SET status = u.verdict, failures = u.failures, claimed = false, next_attempt_at = u.next,
                   last_status = nullif(u.code, 0), last_error = u.error,
                   ended_at = CASE WHEN u.verdict <> 'pending' THEN u.at END
              FROM unnest(?::uuid[], ?::int[], ?::text[], ?::int[], ?::timestamptz[], ?::int[], ?::text[],
                          ?::timestamptz[]) AS u(id, attempt, verdict, failures, next, code, error, at)
             WHERE d.id = u.id AND d.status = 'pending' AND (d.attempts = u.attempt OR u.verdict = 'delivered')
            """;

    private static final String DISABLE =
            """
            UPDATE webhooks.endpoint SET status = 'disabled' WHERE id = ANY (?) AND status = 'enabled'
            """;

    private static final String MARK_FAILING =
            """
            UPDATE webhooks.endpoint e SET failing_since = u.at
              FROM unnest(?::uuid[], ?::timestamptz[]) AS u(id, at)
             WHERE e.id = u.id AND e.failing_since IS NULL
            """;

    private static final String MARK_WELL =
            """
            UPDATE webhooks.endpoint SET failing_since = NULL WHERE id = ANY (?) AND failing_since IS NOT NULL
            """;

    private static final String LET_GO =
            """
            UPDATE webhooks.delivery d
               SET claimed = (e.status = 'enabled' AND s.taken),
                   attempts = d.attempts + (CASE WHEN e.status = 'enabled' AND s.taken THEN 1 ELSE 0 END),
                   next_attempt_at = CASE WHEN e.status = 'enabled' AND s.taken THEN s.lease ELSE s.at END
              FROM unnest(?::uuid[], ?::text[], ?::bool[], ?::timestamptz[], ?::timestamptz[])
                       AS s(endpoint, subject, taken, at, lease)
             CROSS JOIN LATERAL (
                   SELECT f.id, f.event FROM webhooks.delivery f
                    WHERE f.endpoint = s.endpoint AND f.subject = s.subject AND f.status = 'pending' AND NOT f.resent
                    ORDER BY f.position LIMIT 1) first
              JOIN webhooks.message m ON m.event = first.event
              JOIN webhooks.endpoint e ON e.id = s.endpoint
             WHERE d.id = first.id AND d.next_attempt_at IS NULL
            RETURNING %s, d.claimed
            """
                    .formatted(ClaimedDelivery.COLUMNS);

    private final Duration lease;

    RecordAttempts(Duration lease) {
        this.lease = lease;
    }

    private record Stream(UUID endpoint, String subject) {
        static Stream of(ClaimedDelivery delivery) {
            return new Stream(delivery.endpoint(), delivery.subject());
        }
    }

    @Override
    public List<Optional<ClaimedDelivery>> handle(List<Attempt> attempts, Batch batch)
            throws SQLException {
        keep(attempts, batch);
        settle(attempts, batch);
        markEndpoints(attempts, batch);
        Map<Stream, ClaimedDelivery> taken = letGo(attempts, batch);
        return attempts.stream()
                .map(
                        attempt ->
                                attempt.then() == Then.TAKE_NEXT
                                        ? Optional.ofNullable(
                                                taken.remove(Stream.of(attempt.delivery())))
                                        : Optional.<ClaimedDelivery>empty())
                .toList();
    }

    private static void keep(List<Attempt> attempts, Batch batch) throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(KEEP)) {
            Arguments.of(insert)
                    .uuids(attempts, attempt -> attempt.delivery().id())
                    .integers(attempts, attempt -> attempt.delivery().attempt())
                    .times(attempts, Attempt::at)
                    .longs(attempts, Attempt::durationMillis)
                    .integers(attempts, Attempt::status)
                    .texts(attempts, Attempt::error)
                    .texts(attempts, Attempt::excerpt);
            insert.executeUpdate();
        }
    }

    private static void settle(List<Attempt> attempts, Batch batch) throws SQLException {
        // One row per delivery: an update takes only one of several, and it must be the success.
        Map<UUID, Attempt> last = new LinkedHashMap<>();
        for (Attempt attempt : attempts) {
            last.merge(attempt.delivery().id(), attempt, RecordAttempts::decisive);
        }
        List<Attempt> rows = List.copyOf(last.values());
        try (PreparedStatement update = batch.connection().prepareStatement(SETTLE)) {
            Arguments.of(update)
                    .uuids(rows, attempt -> attempt.delivery().id())
                    .integers(rows, attempt -> attempt.delivery().attempt())
                    .texts(rows, attempt -> attempt.verdict().status())
                    .integers(
                            rows,
                            attempt ->
                                    attempt.verdict() == Verdict.DELIVERED
                                            ? 0
                                            : attempt.delivery().failures() + 1)
                    .times(rows, Attempt::nextAttemptAt)
                    .integers(rows, Attempt::status)
                    .texts(rows, Attempt::error)
                    .times(rows, Attempt::finishedAt);
            update.executeUpdate();
        }
    }

    private static Attempt decisive(Attempt one, Attempt other) {
        if (one.verdict() == Verdict.DELIVERED) {
            return one;
        }
        return other.verdict() == Verdict.DELIVERED
                        || other.delivery().attempt() > one.delivery().attempt()
                ? other
                : one;
    }

    private static void markEndpoints(List<Attempt> attempts, Batch batch) throws SQLException {
        List<Attempt> failed =
                attempts.stream().filter(a -> a.verdict() != Verdict.DELIVERED).toList();
        List<Attempt> delivered =
                attempts.stream().filter(a -> a.verdict() == Verdict.DELIVERED).toList();
        List<Attempt> gone = attempts.stream().filter(a -> a.verdict() == Verdict.GONE).toList();
        if (!failed.isEmpty()) {
            try (PreparedStatement update = batch.connection().prepareStatement(MARK_FAILING)) {
                Arguments.of(update)
                        .uuids(failed, attempt -> attempt.delivery().endpoint())
                        .times(failed, Attempt::at);
                update.executeUpdate();
            }
        }
        if (!delivered.isEmpty()) {
            markEach(MARK_WELL, delivered, batch);
        }
        if (!gone.isEmpty()) {
            markEach(DISABLE, gone, batch);
        }
    }

    private static void markEach(String sql, List<Attempt> attempts, Batch batch)
            throws SQLException {
        try (PreparedStatement update = batch.connection().prepareStatement(sql)) {
            Arguments.of(update).uuids(attempts, attempt -> attempt.delivery().endpoint());
            update.executeUpdate();
        }
    }

    private Map<Stream, ClaimedDelivery> letGo(List<Attempt> attempts, Batch batch)
            throws SQLException {
        Map<Stream, Attempt> freed = new LinkedHashMap<>();
        for (Attempt attempt : attempts) {
            if (attempt.verdict().ends()) {
                freed.merge(
                        Stream.of(attempt.delivery()),
                        attempt,
                        (one, other) -> one.then() == Then.TAKE_NEXT ? one : other);
            }
        }
        Map<Stream, ClaimedDelivery> taken = new HashMap<>();
        if (freed.isEmpty()) {
            return taken;
        }
        List<Attempt> rows = new ArrayList<>(freed.values());
        Instant now = rows.getFirst().finishedAt();
        try (PreparedStatement update = batch.connection().prepareStatement(LET_GO)) {
            Arguments.of(update)
                    .uuids(rows, attempt -> attempt.delivery().endpoint())
                    .texts(rows, attempt -> attempt.delivery().subject())
                    .booleans(rows, attempt -> attempt.then() == Then.TAKE_NEXT)
                    .times(rows, Attempt::finishedAt)
                    .times(rows, attempt -> attempt.finishedAt().plus(lease))
                    .time(now);
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    if (row.getBoolean(13)) {
                        ClaimedDelivery next = ClaimedDelivery.read(row);
                        taken.put(Stream.of(next), next);
                    }
                }
            }
        }
        return taken;
    }
}

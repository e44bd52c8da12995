package io.paideia.webhooks;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Takes what is due, for as many endpoints at once as have room. A delivery that still has one of
 * its subject before it is laid aside; the end of that one brings it back. A lease that ended
 * counts as due, so a killed sender's deliveries are taken over.
 */
final class ClaimDeliveries implements Handler<ClaimDeliveries.Claim, ClaimDeliveries.Claimed> {

    private static final String CLAIM =
            """
            WITH room AS MATERIALIZED (
                SELECT e.id, (CASE WHEN e.failing_since IS NULL THEN ? ELSE ? END) - coalesce(b.busy, 0) AS free
                  FROM webhooks.endpoint e
                  LEFT JOIN unnest(?::uuid[], ?::int[]) AS b(id, busy) ON b.id = e.id
                 WHERE e.status = 'enabled'
            ), due AS MATERIALIZED (
                SELECT c.id, room.free, NOT c.resent AND EXISTS (
                           SELECT FROM webhooks.delivery f
                            WHERE f.endpoint = c.endpoint AND f.subject = c.subject AND f.status = 'pending'
                              AND NOT f.resent AND f.position < c.position) AS waits
                  FROM room
                 CROSS JOIN LATERAL (
                       SELECT d.id, d.endpoint, d.subject, d.position, d.resent, d.next_attempt_at
                         FROM webhooks.delivery d
                        WHERE d.endpoint = room.id AND d.next_attempt_at <= ?
                        ORDER BY d.next_attempt_at, d.position
                        LIMIT greatest(room.free, 0)
                          FOR UPDATE SKIP LOCKED) c
                 ORDER BY c.next_attempt_at, c.position
                 LIMIT ?
            )
            UPDATE webhooks.delivery d
               SET claimed = NOT due.waits,
                   attempts = d.attempts + (CASE WHEN due.waits THEN 0 ELSE 1 END),
                   next_attempt_at = CASE WHEN NOT due.waits THEN ?::timestamptz END
              FROM due, webhooks.endpoint e, webhooks.message m
             WHERE d.id = due.id AND e.id = d.endpoint AND m.event = d.event
            RETURNING %s, due.free, due.waits
            """
                    .formatted(ClaimedDelivery.COLUMNS);

    /**
     * What a sender has room for.
     *
     * @param most over all endpoints
     * @param mostPerEndpoint for one endpoint, with what it has already
     * @param mostIfFailing instead, for an endpoint that failed last
     * @param busy how many this sender has of each endpoint
     */
    record Claim(
            Instant at,
            Instant leaseUntil,
            int most,
            int mostPerEndpoint,
            int mostIfFailing,
            Map<UUID, Integer> busy) {}

    /**
     * What it got.
     *
     * @param laidAside how many were found that must wait for others
     * @param moreMayBeDue whether some limit cut the list
     */
    record Claimed(List<ClaimedDelivery> deliveries, int laidAside, boolean moreMayBeDue) {}

    @Override
    public List<Claimed> handle(List<Claim> claims, Batch batch) throws SQLException {
        List<Claimed> answers = new ArrayList<>(claims.size());
        try (PreparedStatement update = batch.connection().prepareStatement(CLAIM)) {
            for (Claim claim : claims) {
                answers.add(claim(update, claim));
            }
        }
        return answers;
    }

    private static Claimed claim(PreparedStatement update, Claim claim) throws SQLException {
        var busy = claim.busy().entrySet();
        Arguments.of(update)
                .integer(claim.mostPerEndpoint())
                .integer(claim.mostIfFailing())
                .uuids(busy, Map.Entry::getKey)
                .integers(busy, Map.Entry::getValue)
                .time(claim.at())
                .integer(claim.most())
                .time(claim.leaseUntil())
                .time(claim.at());
        List<ClaimedDelivery> deliveries = new ArrayList<>();
        Map<UUID, Integer> left = new HashMap<>();
        int laidAside = 0;
        try (ResultSet row = update.executeQuery()) {
            while (row.next()) {
                left.merge(row.getObject(4, UUID.class), row.getInt(13) - 1, (a, b) -> a - 1);
                if (row.getBoolean(14)) {
                    laidAside++;
                } else {
                    deliveries.add(ClaimedDelivery.read(row));
                }
            }
        }
        boolean cut =
                deliveries.size() + laidAside >= claim.most()
                        || left.values().stream().anyMatch(room -> room <= 0);
        return new Claimed(List.copyOf(deliveries), laidAside, cut);
    }
}

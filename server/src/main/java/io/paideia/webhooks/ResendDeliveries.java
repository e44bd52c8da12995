package io.paideia.webhooks;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * Makes deliveries due at once. One that was ended goes once more under its id with a schedule of
 * its own, and holds nobody of its subject up; one that waits for its next attempt is not waited
 * for any longer. One that is being sent, or whose turn has not come, stays as it is; so repeating
 * this sends nothing twice.
 */
final class ResendDeliveries implements Handler<ResendDeliveries.Resend, Boolean> {

    private static final String RESEND =
            """
            UPDATE webhooks.delivery d
               SET resent = d.resent OR d.status <> 'pending', status = 'pending', failures = 0, ended_at = NULL,
                   next_attempt_at = u.at
              FROM unnest(?::uuid[], ?::timestamptz[]) AS u(id, at)
             WHERE d.id = u.id AND NOT d.claimed AND (d.status <> 'pending' OR d.next_attempt_at IS NOT NULL)
            """;

    record Resend(UUID delivery, Instant at) {}

    @Override
    public List<Boolean> handle(List<Resend> resends, Batch batch) throws SQLException {
        try (PreparedStatement update = batch.connection().prepareStatement(RESEND)) {
            Arguments.of(update).uuids(resends, Resend::delivery).times(resends, Resend::at);
            update.executeUpdate();
        }
        return Collections.nCopies(resends.size(), true);
    }
}

package io.paideia.webhooks;

import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.database.Database;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The deliveries that are not done. All that decides who goes when is written in a lane of its own,
 * apart from money: senders of several servers take turns by its lock and share its commits, so
 * nobody waits for one that was just let go, and none is sent by two at a time. Thread-safe.
 */
final class Deliveries implements AutoCloseable {

    private final Duration lease;
    private final Lane lane;
    private final ClaimDeliveries claims = new ClaimDeliveries();
    private final RecordAttempts attempts;
    private final ResendDeliveries resends = new ResendDeliveries();

    /**
     * Opens the lane.
     *
     * @param lease how long a claim keeps others away; longer than any attempt takes
     */
    Deliveries(Database database, MeterRegistry meters, Duration lease) {
        this.lease = lease;
        this.attempts = new RecordAttempts(lease);
        this.lane = Lane.start(new Book("webhooks", database), LaneSettings.DEFAULT, meters);
    }

    /** Takes what is due at this time. */
    ClaimDeliveries.Claimed claim(
            Instant now, SenderLimits limits, int room, Map<UUID, Integer> busy) {
        return lane.call(
                claims,
                new ClaimDeliveries.Claim(
                        now,
                        now.plus(lease),
                        room,
                        limits.perEndpoint(),
                        limits.perFailingEndpoint(),
                        busy));
    }

    /** Writes an attempt down; answers the next of its subject, claimed, if there is one. */
    Optional<ClaimedDelivery> record(Attempt attempt) {
        return lane.call(attempts, attempt);
    }

    /** Makes a delivery due at once, unless it is being sent or waits for another. */
    void resend(UUID delivery, Instant now) {
        lane.call(resends, new ResendDeliveries.Resend(delivery, now));
    }

    @Override
    public void close() {
        lane.close();
    }
}

package io.paideia.lane;

import java.time.Duration;

/**
 * The limits of a lane.
 *
 * @param queued most commands that may wait; more are refused
 * @param batch most commands of one transaction
 * @param patience how long a batch is tried again while the database cannot be reached
 */
public record LaneSettings(int queued, int batch, Duration patience) {

    public static final LaneSettings DEFAULT =
            new LaneSettings(20_000, 8_000, Duration.ofSeconds(20));
}

package io.paideia.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When a channel is asked again: soon at first, then ever more seldom, and the last delay for ever
 * after.
 */
public final class Backoff {

    private static final List<Integer> UNKNOWN_SECONDS =
            List.of(1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 600);
    private static final List<Integer> PENDING_SECONDS = List.of(10, 20, 30, 60, 120, 300, 600);

    private Backoff() {}

    /** For what the channel did not answer. */
    public static Instant unknown(Instant now, int checks) {
        return now.plus(delay(UNKNOWN_SECONDS, checks));
    }

    /** For what waits for the buyer, in case the notice never comes. */
    public static Instant pending(Instant now, int checks) {
        return now.plus(delay(PENDING_SECONDS, checks));
    }

    private static Duration delay(List<Integer> seconds, int checks) {
        return Duration.ofSeconds(seconds.get(Math.min(checks, seconds.size() - 1)));
    }
}

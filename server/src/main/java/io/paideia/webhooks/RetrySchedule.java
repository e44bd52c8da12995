package io.paideia.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a failed delivery is tried again: soon at first, then ever later, for at least three days
 * even where chance shortens every delay. Chance moves each by up to a tenth, so that what failed
 * together does not come back together. Thread-safe if the generator is.
 */
final class RetrySchedule {

    static final List<Duration> DELAYS =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(4),
                    Duration.ofHours(8),
                    Duration.ofHours(12),
                    Duration.ofHours(24),
                    Duration.ofHours(30));

    private static final Duration LONGEST_WISH = Duration.ofHours(1);
    private static final double JITTER = 0.1;

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * How long to wait.
     *
     * @param failures how often in a row it failed, this time included
     * @param wish what the receiver asked for (Retry-After); up to an hour it can make the wait
     *     longer, never shorter: otherwise it would use up three days of tries in seconds
     * @return empty if it is given up
     */
    Optional<Duration> delay(int failures, @Nullable Duration wish) {
        if (failures > DELAYS.size()) {
            return Optional.empty();
        }
        Duration regular = jittered(DELAYS.get(failures - 1));
        if (wish == null) {
            return Optional.of(regular);
        }
        Duration wished = wish.compareTo(LONGEST_WISH) < 0 ? wish : LONGEST_WISH;
        return Optional.of(wished.compareTo(regular) > 0 ? wished : regular);
    }

    private Duration jittered(Duration delay) {
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis(Math.round(delay.toMillis() * factor));
    }
}

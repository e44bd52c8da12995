package io.paideia.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final int TRIES = RetrySchedule.DELAYS.size();

    @Test
    void goesOnForThreeDaysEvenWhereChanceShortensEveryDelay() {
        RetrySchedule shortest = new RetrySchedule(chance(0));
        Duration sum = delays(shortest).stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(sum).isGreaterThanOrEqualTo(Duration.ofDays(3));
    }

    @Test
    void growsAndThenGivesUp() {
        List<Duration> middle = delays(new RetrySchedule(chance(0.5)));
        assertThat(middle)
                .isSorted()
                .doesNotHaveDuplicates()
                .first()
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(new RetrySchedule(chance(0.5)).delay(TRIES + 1, null)).isEmpty();
    }

    @Test
    void movesByAtMostATenth() {
        RetrySchedule schedule = new RetrySchedule(new Random(1));
        for (int run = 0; run < 1_000; run++) {
            assertThat(schedule.delay(4, null).orElseThrow())
                    .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
        }
    }

    @Test
    void waitsAsLongAsTheReceiverWishesUpToAnHourAndNeverShorter() {
        RetrySchedule schedule = new RetrySchedule(chance(0.5));
        assertThat(schedule.delay(1, Duration.ofMinutes(7))).contains(Duration.ofMinutes(7));
        assertThat(schedule.delay(1, Duration.ofDays(9))).contains(Duration.ofHours(1));
        assertThat(schedule.delay(1, Duration.ZERO)).contains(Duration.ofSeconds(5));
        assertThat(schedule.delay(8, Duration.ofDays(9))).contains(Duration.ofHours(4));
        assertThat(schedule.delay(TRIES + 1, Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void readsRetryAfterAsSecondsOrDate() {
        Instant now = Instant.parse("2026-11-21T10:00:00Z");
        assertThat(Courier.retryAfter("120", now)).isEqualTo(Duration.ofMinutes(2));
        assertThat(Courier.retryAfter("Sat, 21 Nov 2026 10:05:00 GMT", now))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(Courier.retryAfter("Sat, 21 Nov 2026 09:00:00 GMT", now)).isNull();
        assertThat(Courier.retryAfter("-1", now)).isNull();
        assertThat(Courier.retryAfter("99999999999999999999", now)).isNull();
        assertThat(Courier.retryAfter("soon", now)).isNull();
    }

    private static List<Duration> delays(RetrySchedule schedule) {
        return IntStream.rangeClosed(1, TRIES)
                .mapToObj(failures -> schedule.delay(failures, null).orElseThrow())
                .toList();
    }

    private static RandomGenerator chance(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}

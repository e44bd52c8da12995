package io.paideia.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.ServerTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stays of notices, and for how long. */
@ServerTest
class NoticeKeepingTest {

    private final NoticeRetention retention;
    private final JdbcClient sql;

    NoticeKeepingTest(NoticeRetention retention, JdbcClient sql) {
        this.retention = retention;
        this.sql = sql;
    }

    @Test
    void keepsSoManyOfAChannelAnHourAndCountsTheRest() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        NoticeKeeping keeping =
                new NoticeKeeping(3, meters, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        for (int i = 0; i < 10; i++) {
            assertThat(keeping.admits("one")).isEqualTo(i < 3);
        }
        assertThat(keeping.admits("other")).isTrue();
        assertThat(meters.counter("paideia.channels.notices.dropped", "channel", "one").count())
                .isEqualTo(7);
    }

    @Test
    void keepsTheBeginningOfWhatWasRefused() {
        RawNotice kept =
                NoticeKeeping.shortened(
                        new RawNotice(
                                "one", Map.of("h", "x".repeat(100_000)), "y".repeat(1 << 20)));
        assertThat(kept.body()).startsWith("yyy").endsWith("(cut, of 1048576 characters)");
        assertThat(kept.body().length()).isLessThan(5000);
        assertThat(kept.headers().get("h")).hasSizeLessThan(1100);
    }

    @Test
    void forgetsRefusedNoticesFirstThenTheOthersAndNeverWhatWaits() {
        String name = "kept" + UUID.randomUUID();
        row(name, 31, "refused", false);
        row(name, 29, "refused", false);
        row(name, 399, "genuine", true);
        row(name, 401, "genuine", true);
        row(name, 401, "irrelevant", false);
        row(name, 500, "genuine", false);

        retention.forget();

        assertThat(
                        sql.sql("SELECT reason FROM channels.notice WHERE channel = ? ORDER BY id")
                                .param(name)
                                .query(String.class)
                                .list())
                .isEqualTo(List.of("500 genuine", "399 genuine", "29 refused"));
    }

    private void row(String channel, int days, String verdict, boolean acted) {
        Instant at = Instant.now().minus(Duration.ofDays(days));
        UUID least = NoticeRetention.oldest(at);
        sql.sql(
                        """
                        INSERT INTO channels.notice (id, channel, received_at, headers, body, verdict, reason, acted_at, tries)
                        VALUES (:id, :channel, now() - make_interval(days => :days), '{}', '', :verdict, :reason,
                                CASE WHEN :acted THEN now() END, 20)
                        """)
                .param(
                        "id",
                        new UUID(
                                least.getMostSignificantBits() | 0x7000,
                                UUID.randomUUID().getLeastSignificantBits()))
                .param("channel", channel)
                .param("days", days)
                .param("verdict", verdict)
                .param("reason", days + " " + verdict)
                .param("acted", acted)
                .update();
    }
}

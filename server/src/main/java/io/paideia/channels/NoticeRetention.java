package io.paideia.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Forgets notices: those that were refused after thirty days, those that were acted on or are about
 * nothing of ours after four hundred, or as {@code paideia.channels.keep-refused} and {@code
 * keep-notices} say. A genuine one that was not acted on stays. Several servers may do it at once.
 */
@Component
final class NoticeRetention {

    private static final int AT_ONCE = 500;

    private final JdbcClient sql;
    private final Duration refused;
    private final Duration others;

    NoticeRetention(
            JdbcClient sql,
            @Value("${paideia.channels.keep-refused:30d}") Duration refused,
            @Value("${paideia.channels.keep-notices:400d}") Duration others) {
        this.sql = sql;
        this.refused = refused;
        this.others = others;
    }

    /** Small bites, so that no statement holds many rows for long. */
    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
    void forget() {
        while (forgetRefused() == AT_ONCE) {
            // More are left.
        }
        while (forgetOthers() == AT_ONCE) {
            // More are left.
        }
    }

    private int forgetRefused() {
        return sql.sql(
                        """
                        DELETE FROM channels.notice
                         WHERE id IN (SELECT id FROM channels.notice
                                       WHERE verdict = 'refused'
                                         AND received_at < now() - make_interval(secs => ?)
                                       ORDER BY received_at LIMIT ? FOR UPDATE SKIP LOCKED)
                        """)
                .param(refused.toSeconds())
                .param(AT_ONCE)
                .update();
    }

    /** Ids begin with their time, so that the oldest need no index of their own. */
    private int forgetOthers() {
        return sql.sql(
                        """
                        DELETE FROM channels.notice
                         WHERE id IN (SELECT id FROM channels.notice
                                       WHERE id < ? AND (acted_at IS NOT NULL OR verdict = 'irrelevant')
                                       ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)
                        """)
                .param(oldest(Instant.now().minus(others)))
                .param(AT_ONCE)
                .update();
    }

    /** The least id that is made at this moment. */
    static UUID oldest(Instant at) {
        return new UUID(at.toEpochMilli() << 16, 0);
    }
}

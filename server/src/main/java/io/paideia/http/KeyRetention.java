package io.paideia.http;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Forgets idempotency keys, and the answers kept under them, after their time: a month unless
 * {@code paideia.http.keep-keys} says otherwise. Whoever repeats a request later than that makes a
 * new one. Several servers may do it at once.
 */
@Component
final class KeyRetention {

    private static final int AT_ONCE = 10_000;

    private final JdbcClient sql;
    private final Duration kept;

    KeyRetention(JdbcClient sql, @Value("${paideia.http.keep-keys:30d}") Duration kept) {
        this.sql = sql;
        this.kept = kept;
    }

    /** Small bites, so that no statement holds many rows for long. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void forget() {
        while (forgetSome() == AT_ONCE) {
            // More are left.
        }
    }

    private int forgetSome() {
        return sql.sql(
                        """
                        DELETE FROM http.idempotency_key
                         WHERE (tenant, key) IN (SELECT tenant, key FROM http.idempotency_key
                                                  WHERE claimed_at < now() - make_interval(secs => ?)
                                                  ORDER BY claimed_at LIMIT ? FOR UPDATE SKIP LOCKED)
                        """)
                .param(kept.toSeconds())
                .param(AT_ONCE)
                .update();
    }
}

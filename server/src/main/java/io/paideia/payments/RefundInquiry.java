package io.paideia.payments;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes up refunds that wait: late money on its way back, and those whose channel did not answer.
 * As with attempts, the next time is written before the channel is called.
 */
@Component
final class RefundInquiry {

    private static final Logger log = LoggerFactory.getLogger(RefundInquiry.class);
    private static final int AT_ONCE = 50;

    private final JdbcClient sql;
    private final Refunding refunding;
    private final Clock clock;

    RefundInquiry(JdbcClient sql, Refunding refunding, Clock clock) {
        this.sql = sql;
        this.refunding = refunding;
        this.clock = clock;
    }

    /** Begins at once with what waits, in a thread of its own. */
    void wake() {
        Thread.ofVirtual().name("refunds").start(this::sweep);
    }

    @Scheduled(fixedDelayString = "${paideia.payments.sweep:500ms}")
    void sweep() {
        Instant now = clock.instant();
        List<Refund> due =
                sql.sql(
                                "SELECT "
                                        + RefundRows.COLUMNS
                                        + " FROM payments.refund WHERE next_check_at <= :now ORDER"
                                        + " BY next_check_at LIMIT :limit")
                        .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .param("limit", AT_ONCE)
                        .query((row, number) -> RefundRows.read(row))
                        .list();
        List<Thread> asking =
                due.stream()
                        .filter(refund -> claim(refund, now))
                        .map(refund -> Thread.ofVirtual().start(() -> inquire(refund)))
                        .toList();
        asking.forEach(Inquiry::join);
    }

    private boolean claim(Refund refund, Instant now) {
        return sql.sql(
                                """
                                UPDATE payments.refund SET next_check_at = :next, checks = checks + 1
                                 WHERE id = :id AND checks = :checks AND status = 'pending'
                                """)
                        .param(
                                "next",
                                OffsetDateTime.ofInstant(
                                        Backoff.unknown(now, refund.checks() + 1), ZoneOffset.UTC))
                        .param("id", refund.id().value())
                        .param("checks", refund.checks())
                        .update()
                == 1;
    }

    private void inquire(Refund refund) {
        try {
            refunding.inquire(refund);
        } catch (RuntimeException e) {
            log.warn("Refund {} is asked again later", refund.id(), e);
        }
    }
}

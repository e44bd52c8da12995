package io.paideia.payments;

import io.paideia.channels.Agenda;
import io.paideia.channels.Backoff;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes up refunds that wait: late money on its way back, and those whose channel did not answer.
 */
@Component
final class RefundInquiry {

    private static final int AT_ONCE = 50;

    private final Agenda agenda;
    private final Payments payments;
    private final Refunding refunding;

    RefundInquiry(JdbcClient sql, Payments payments, Refunding refunding, Clock clock) {
        this.agenda = new Agenda(sql, "payments.refund", clock);
        this.payments = payments;
        this.refunding = refunding;
    }

    /** Begins at once with what waits, in a thread of its own. */
    void wake() {
        Thread.ofVirtual().name("refunds").start(this::sweep);
    }

    @Scheduled(fixedDelayString = "${paideia.payments.sweep:500ms}")
    void sweep() {
        agenda.work(
                AT_ONCE, (entry, now) -> Backoff.unknown(now, entry.checks() + 1), this::inquire);
    }

    private void inquire(UUID id) {
        refunding.inquire(payments.refund(new RefundId(id)).orElseThrow());
    }
}

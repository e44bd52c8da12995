package io.paideia.payouts;

import io.paideia.channels.Agenda;
import io.paideia.channels.Backoff;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Asks channels about payouts that have not ended, and sends those that a killed server left. */
@Component
final class PayoutInquiry {

    private static final int AT_ONCE = 50;

    private final Agenda agenda;
    private final PayingOut payingOut;

    PayoutInquiry(JdbcClient sql, PayingOut payingOut, Clock clock) {
        this.agenda = new Agenda(sql, "payouts.payout", clock);
        this.payingOut = payingOut;
    }

    @Scheduled(fixedDelayString = "${paideia.payouts.sweep:500ms}")
    void sweep() {
        agenda.work(
                AT_ONCE,
                (entry, now) -> Backoff.unknown(now, entry.checks() + 1),
                id -> payingOut.inquire(new PayoutId(id)));
    }
}

package io.paideia.payments;

import io.paideia.channels.Agenda;
import io.paideia.channels.Backoff;
import io.paideia.channels.Channels;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks channels about attempts whose outcome is unknown, about those that wait suspiciously long,
 * and about those that we gave up but the channel would not close.
 */
@Component
final class Inquiry {

    private static final int AT_ONCE = 100;

    private final Agenda agenda;
    private final Channels channels;
    private final Payments payments;
    private final Following following;

    Inquiry(
            JdbcClient sql,
            Channels channels,
            Payments payments,
            Following following,
            Clock clock) {
        this.agenda = new Agenda(sql, "payments.attempt", clock);
        this.channels = channels;
        this.payments = payments;
        this.following = following;
    }

    @Scheduled(fixedDelayString = "${paideia.payments.sweep:500ms}")
    void sweep() {
        agenda.work(AT_ONCE, Inquiry::next, this::ask);
    }

    private static Instant next(Agenda.Entry entry, Instant now) {
        return AttemptStatus.of(entry.status()).inDoubt()
                ? Backoff.unknown(now, entry.checks() + 1)
                : Backoff.pending(now, entry.checks() + 1);
    }

    private void ask(UUID id) {
        Attempt attempt = payments.attempt(new AttemptId(id)).orElseThrow();
        if (attempt.status() != AttemptStatus.SUCCEEDED) {
            following.follow(attempt, channels.require(attempt.channel()).query(attempt.charge()));
        }
    }
}

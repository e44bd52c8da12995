package io.paideia.payments;

import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.http.Problem;
import io.paideia.lane.Lane;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks channels about attempts whose outcome is unknown, and about those that wait suspiciously
 * long. The next time is written before the channel is asked, so several servers do not ask at
 * once, and one that is killed leaves the rest.
 */
@Component
final class Inquiry {

    private static final Logger log = LoggerFactory.getLogger(Inquiry.class);
    private static final int AT_ONCE = 100;

    private static final String DUE =
            """
            SELECT id, status, checks FROM payments.attempt
             WHERE next_check_at <= :now ORDER BY next_check_at LIMIT :limit
            """;

    private static final String CLAIM =
            """
            UPDATE payments.attempt SET next_check_at = :next, checks = checks + 1
             WHERE id = :id AND checks = :checks AND status = :status
            """;

    private final JdbcClient sql;
    private final Channels channels;
    private final Payments payments;
    private final Lane lane;
    private final RecordStart recordStart;
    private final EndAttempt endAttempt;
    private final Confirming confirming;
    private final Halting halting;
    private final PaymentSettings settings;
    private final Clock clock;

    Inquiry(
            JdbcClient sql,
            Channels channels,
            Payments payments,
            Lane lane,
            RecordStart recordStart,
            EndAttempt endAttempt,
            Confirming confirming,
            Halting halting,
            PaymentSettings settings,
            Clock clock) {
        this.sql = sql;
        this.channels = channels;
        this.payments = payments;
        this.lane = lane;
        this.recordStart = recordStart;
        this.endAttempt = endAttempt;
        this.confirming = confirming;
        this.halting = halting;
        this.settings = settings;
        this.clock = clock;
    }

    private record Due(AttemptId attempt, AttemptStatus status, int checks) {}

    @Scheduled(fixedDelayString = "${paideia.payments.sweep:500ms}")
    void sweep() {
        Instant now = clock.instant();
        List<Due> due =
                sql.sql(DUE)
                        .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .param("limit", AT_ONCE)
                        .query(
                                (row, number) ->
                                        new Due(
                                                new AttemptId(
                                                        row.getObject(1, java.util.UUID.class)),
                                                AttemptStatus.of(row.getString(2)),
                                                row.getInt(3)))
                        .list();
        Map<Due, Thread> asking =
                due.stream()
                        .filter(attempt -> claim(attempt, now))
                        .collect(
                                Collectors.toMap(
                                        attempt -> attempt,
                                        attempt ->
                                                Thread.ofVirtual()
                                                        .start(() -> ask(attempt.attempt()))));
        asking.values().forEach(Inquiry::join);
    }

    private boolean claim(Due due, Instant now) {
        Instant next =
                due.status() == AttemptStatus.PENDING
                        ? Backoff.pending(now, due.checks() + 1)
                        : Backoff.unknown(now, due.checks() + 1);
        return sql.sql(CLAIM)
                        .param("next", OffsetDateTime.ofInstant(next, ZoneOffset.UTC))
                        .param("id", due.attempt().value())
                        .param("checks", due.checks())
                        .param("status", due.status().word())
                        .update()
                == 1;
    }

    private void ask(AttemptId id) {
        try {
            payments.attempt(id).filter(attempt -> attempt.status().running()).ifPresent(this::ask);
        } catch (Problem | IllegalStateException e) {
            log.info("Attempt {} is asked again later: {}", id, e.getMessage());
        }
    }

    private void ask(Attempt attempt) {
        Channel channel = channels.require(attempt.channel());
        Standing standing = channel.query(attempt.charge());
        boolean inDoubt = attempt.status() != AttemptStatus.PENDING;
        boolean over = clock.instant().isAfter(attempt.expiresAt());
        switch (standing) {
            case Standing.Paid paid -> confirming.confirm(attempt, paid);
            case Standing.Closed closed ->
                    fail(attempt, "closed_by_channel", "The channel closed it unpaid");
            case Standing.Waiting waiting when over ->
                    halting.halt(attempt, PaymentStatus.Trigger.CANCELLED);
            case Standing.Waiting waiting when inDoubt ->
                    lane.call(
                            recordStart,
                            new RecordStart.Answered(
                                    attempt.id(), new Started.Waiting(NextAction.NONE)));
            case Standing.Waiting waiting -> {}
            case Standing.NotThere none when inDoubt -> {
                if (clock.instant().isAfter(attempt.createdAt().plus(settings.grace()))) {
                    fail(attempt, "not_received", "The channel never received it");
                }
            }
            case Standing.NotThere none when over ->
                    halting.halt(attempt, PaymentStatus.Trigger.CANCELLED);
            case Standing.NotThere none -> {}
            case Standing.Unknown unknown ->
                    log.info("Attempt {} is still unknown: {}", attempt.id(), unknown.why());
        }
    }

    private void fail(Attempt attempt, String code, String message) {
        lane.call(
                endAttempt,
                new EndAttempt.End(
                        attempt.id(),
                        AttemptStatus.FAILED,
                        PaymentStatus.Trigger.REFUSED,
                        new Failure(code, message, true)));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

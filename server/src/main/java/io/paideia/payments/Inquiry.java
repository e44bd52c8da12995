package io.paideia.payments;

import io.paideia.channels.Captures;
import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Closing;
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
                switch (due.status()) {
                    case CREATED, UNKNOWN -> Backoff.unknown(now, due.checks() + 1);
                    case PENDING, CLOSED, FAILED, SUCCEEDED ->
                            Backoff.pending(now, due.checks() + 1);
                };
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
            Attempt attempt = payments.attempt(id).orElseThrow();
            if (attempt.status().running()) {
                ask(attempt);
            } else if (attempt.status() == AttemptStatus.CLOSED) {
                watch(attempt);
            }
        } catch (Problem notYet) {
            log.info("Attempt {} is asked again later: {}", id, notYet.getMessage());
        } catch (RuntimeException e) {
            log.warn("Attempt {} is asked again later", id, e);
        }
    }

    private void ask(Attempt attempt) {
        Channel channel = channels.require(attempt.channel());
        Standing standing = channel.query(attempt.charge());
        boolean inDoubt = attempt.status() != AttemptStatus.PENDING;
        boolean over = clock.instant().isAfter(attempt.expiresAt());
        switch (standing) {
            case Standing.Paid paid -> confirming.confirm(attempt, paid);
            case Standing.Authorized held -> capture(channel, attempt, held);
            case Standing.Closed closed ->
                    fail(
                            attempt,
                            new Failure("closed_by_channel", "The channel closed it unpaid", true));
            case Standing.Declined declined -> decline(channel, attempt, declined.failure());
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
                    fail(
                            attempt,
                            new Failure("not_received", "The channel never received it", true));
                }
            }
            case Standing.NotThere none when over ->
                    halting.halt(attempt, PaymentStatus.Trigger.CANCELLED);
            case Standing.NotThere none -> {}
            case Standing.Unknown unknown ->
                    log.info("Attempt {} is still unknown: {}", attempt.id(), unknown.why());
        }
    }

    /**
     * Looks after an attempt that we gave up but the channel would not close, because it denied it.
     * Its code may be scanned until it runs out.
     */
    private void watch(Attempt attempt) {
        Channel channel = channels.require(attempt.channel());
        boolean over = clock.instant().isAfter(attempt.expiresAt().plus(settings.grace()));
        switch (channel.query(attempt.charge())) {
            case Standing.Paid paid -> confirming.confirm(attempt, paid);
            case Standing.Closed closed -> forget(attempt);
            // Somebody scanned it meanwhile, so that it can be closed now; the next look tells.
            case Standing.Waiting waiting -> close(channel, attempt);
            case Standing.Authorized held -> close(channel, attempt);
            case Standing.Declined declined -> close(channel, attempt);
            case Standing.NotThere none when over -> forget(attempt);
            case Standing.NotThere none -> {}
            case Standing.Unknown unknown ->
                    log.info("Attempt {} cannot be watched: {}", attempt.id(), unknown.why());
        }
    }

    private void close(Channel channel, Attempt attempt) {
        Closing closing = channel.close(attempt.charge());
        log.info("Attempt {} was taken up after its end: {}", attempt.id(), closing);
    }

    private void forget(Attempt attempt) {
        sql.sql(
                        "UPDATE payments.attempt SET next_check_at = NULL WHERE id = ? AND status ="
                                + " 'closed'")
                .param(attempt.id().value())
                .update();
    }

    /** Takes what the buyer agreed to; whoever cannot take it lets it go. */
    private void capture(Channel channel, Attempt attempt, Standing.Authorized held) {
        if (!(channel instanceof Captures captures)) {
            throw new IllegalStateException(channel.name() + " holds money and cannot take it");
        }
        switch (captures.capture(attempt.charge(), held.trade(), held.amount())) {
            case Captures.Capturing.Done done -> confirming.confirm(attempt, done.paid());
            case Captures.Capturing.Refused refused -> decline(channel, attempt, refused.failure());
            case Captures.Capturing.Unknown unknown ->
                    log.info("Attempt {} may be captured: {}", attempt.id(), unknown.why());
        }
    }

    /** The provider might take another try by the same order, so it is closed first. */
    private void decline(Channel channel, Attempt attempt, Failure failure) {
        switch (channel.close(attempt.charge())) {
            case Closing.Done done -> fail(attempt, failure);
            case Closing.NotThere none -> fail(attempt, failure);
            case Closing.AlreadyPaid paid ->
                    log.info("Attempt {} was paid after it was declined", attempt.id());
            case Closing.Unknown unknown ->
                    log.info("Attempt {} is not closed yet: {}", attempt.id(), unknown.why());
        }
    }

    private void fail(Attempt attempt, Failure failure) {
        lane.call(
                endAttempt,
                new EndAttempt.End(
                        attempt.id(),
                        AttemptStatus.FAILED,
                        PaymentStatus.Trigger.REFUSED,
                        failure,
                        null));
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

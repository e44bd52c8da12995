package io.paideia.payments;

import io.paideia.channels.Captures;
import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Closing;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.lane.Lane;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What a channel's word on a charge means for its attempt, whoever brought it: the answer to the
 * start, the answer to a question, or a notice. Calls the network; thread-safe, and repeatable as
 * words are.
 */
@Component
final class Following {

    private static final Logger log = LoggerFactory.getLogger(Following.class);

    private final JdbcClient sql;
    private final Channels channels;
    private final Lane lane;
    private final RecordStart recordStart;
    private final EndAttempt endAttempt;
    private final RecordHold recordHold;
    private final Capturing capturing;
    private final Confirming confirming;
    private final Halting halting;
    private final Cases cases;
    private final PaymentSettings settings;
    private final Clock clock;

    Following(
            JdbcClient sql,
            Channels channels,
            Lane lane,
            RecordStart recordStart,
            EndAttempt endAttempt,
            RecordHold recordHold,
            Capturing capturing,
            Confirming confirming,
            Halting halting,
            Cases cases,
            PaymentSettings settings,
            Clock clock) {
        this.sql = sql;
        this.channels = channels;
        this.lane = lane;
        this.recordStart = recordStart;
        this.endAttempt = endAttempt;
        this.recordHold = recordHold;
        this.capturing = capturing;
        this.confirming = confirming;
        this.halting = halting;
        this.cases = cases;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Does what the word asks for.
     *
     * @param attempt as it stood just now
     * @throws io.paideia.http.Problem if the channel must be asked once more first
     */
    void follow(Attempt attempt, Standing standing) {
        Channel channel = channels.require(attempt.channel());
        if (attempt.status().running()) {
            advance(channel, attempt, standing);
        } else {
            watch(channel, attempt, standing);
        }
    }

    private void advance(Channel channel, Attempt attempt, Standing standing) {
        if (attempt.status() == AttemptStatus.CLOSING && !(standing instanceof Standing.Paid)) {
            halting.end(attempt, standing, PaymentStatus.Trigger.CANCELLED);
            return;
        }
        boolean inDoubt =
                attempt.status() == AttemptStatus.CREATED
                        || attempt.status() == AttemptStatus.UNKNOWN;
        boolean over = clock.instant().isAfter(attempt.expiresAt());
        switch (standing) {
            case Standing.Paid paid -> confirming.confirm(attempt, paid);
            case Standing.Authorized held -> take(channel, attempt, held);
            case Standing.Closed closed ->
                    fail(
                            attempt,
                            new Failure("closed_by_channel", "The channel closed it unpaid", true));
            case Standing.Declined declined -> decline(channel, attempt, declined.failure());
            case Standing.Waiting waiting when over ->
                    halting.end(attempt, standing, PaymentStatus.Trigger.CANCELLED);
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
                    halting.end(attempt, standing, PaymentStatus.Trigger.CANCELLED);
            case Standing.NotThere none -> {}
            case Standing.Unknown unknown ->
                    log.info("Attempt {} is still unknown: {}", attempt.id(), unknown.why());
        }
    }

    /**
     * Looks after an attempt that is over here but perhaps not at the channel, for instance because
     * it denied the charge when it should close it. A code may be scanned until it runs out.
     */
    private void watch(Channel channel, Attempt attempt, Standing standing) {
        Instant end = attempt.expiresAt().plus(settings.grace());
        boolean over = clock.instant().isAfter(end);
        switch (standing) {
            case Standing.Paid paid -> confirming.confirm(attempt, paid);
            case Standing.Closed closed -> forget(attempt);
            // Somebody took it up meanwhile, so that it can be closed now; the next look tells.
            case Standing.Waiting waiting -> close(channel, attempt);
            case Standing.Authorized held -> close(channel, attempt);
            // Nobody tries again once its time is over, whatever the channel calls it then.
            case Standing.Declined declined when over -> forget(attempt);
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
                        "UPDATE payments.attempt SET next_check_at = NULL WHERE id = ? AND status"
                                + " IN ('closed', 'failed')")
                .param(attempt.id().value())
                .update();
    }

    /** Takes what the buyer agreed to, or remembers that it is held until somebody asks for it. */
    private void take(Channel channel, Attempt attempt, Standing.Authorized held) {
        if (!held.amount().equals(attempt.amount())) {
            cases.open(
                    "amount_differs",
                    attempt.channel(),
                    attempt.reference(),
                    "The channel holds " + held.amount());
            return;
        }
        if (attempt.status() == AttemptStatus.CAPTURING) {
            capturing.take(attempt);
        } else if (attempt.manual()) {
            lane.call(recordHold, new RecordHold.Word.Held(attempt.id(), held.trade()));
        } else if (capturing.take(attempt, held.trade(), held.amount())
                instanceof Captures.Capturing.Refused(Failure failure)) {
            decline(channel, attempt, failure);
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
}

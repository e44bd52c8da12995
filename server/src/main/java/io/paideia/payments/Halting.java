package io.paideia.payments;

import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Closing;
import io.paideia.channels.Standing;
import io.paideia.http.Problem;
import io.paideia.lane.Lane;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Ends a running attempt: asks the channel, closes there, and records what it said. Calls the
 * network. Whoever wants something new on a payment must come through here first, so that an
 * unknown outcome is never passed over. Of money that is held, the lane decides beforehand whether
 * it is let go or captured.
 */
@Component
final class Halting {

    private final Channels channels;
    private final Lane lane;
    private final BeginClosing beginClosing;
    private final EndAttempt endAttempt;
    private final Confirming confirming;
    private final PaymentSettings settings;
    private final Clock clock;

    Halting(
            Channels channels,
            Lane lane,
            BeginClosing beginClosing,
            EndAttempt endAttempt,
            Confirming confirming,
            PaymentSettings settings,
            Clock clock) {
        this.channels = channels;
        this.lane = lane;
        this.beginClosing = beginClosing;
        this.endAttempt = endAttempt;
        this.confirming = confirming;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Ends the attempt without money.
     *
     * @param trigger what it means for the payment; null if another attempt follows
     * @throws Problem if the buyer paid meanwhile ({@code payment_succeeded}), the channel does not
     *     answer ({@code outcome_unknown}, worth repeating), or somebody is taking the money
     *     ({@code capture_in_progress}, no channel was called)
     */
    void halt(Attempt attempt, PaymentStatus.@Nullable Trigger trigger) {
        Attempt now = attempt;
        if (attempt.manual()) {
            now = lane.call(beginClosing, new BeginClosing.Begin(attempt.id(), settings.silence()));
        }
        if (now.status() == AttemptStatus.CAPTURING) {
            throw BeginCapture.inProgress();
        }
        end(now, channels.require(now.channel()).query(now.charge()), trigger);
    }

    /**
     * The same for one that nobody may capture any more, where the channel has said just now how it
     * stands.
     */
    void end(Attempt attempt, Standing told, PaymentStatus.@Nullable Trigger trigger) {
        Channel channel = channels.require(attempt.channel());
        boolean open =
                told instanceof Standing.Waiting
                        || told instanceof Standing.Authorized
                        || told instanceof Standing.Declined;
        Standing standing = open ? close(channel, attempt) : told;
        switch (standing) {
            case Standing.Paid paid -> {
                confirming.confirm(attempt, paid);
                throw Problem.conflict("payment_succeeded", "The buyer paid meanwhile");
            }
            case Standing.Closed closed -> closed(attempt, trigger, null);
            // A code that was never scanned cannot be closed there. It may still be paid; that
            // money goes back, and it is watched for in case the notices are lost.
            case Standing.NotThere none ->
                    closed(attempt, trigger, Backoff.pending(clock.instant(), 0));
            case Standing.Waiting waiting -> throw unknown("The channel still waits for the buyer");
            case Standing.Authorized held -> throw unknown("The channel still holds the money");
            case Standing.Declined declined -> closed(attempt, trigger, null);
            case Standing.Unknown unknown -> throw unknown(unknown.why());
        }
    }

    private static Standing close(Channel channel, Attempt attempt) {
        return switch (channel.close(attempt.charge())) {
            case Closing.Done done -> new Standing.Closed();
            case Closing.NotThere none -> new Standing.NotThere();
            case Closing.AlreadyPaid paid -> channel.query(attempt.charge());
            case Closing.Unknown unknown -> new Standing.Unknown(unknown.why());
        };
    }

    private void closed(
            Attempt attempt, PaymentStatus.@Nullable Trigger trigger, @Nullable Instant watchFrom) {
        lane.call(
                endAttempt,
                new EndAttempt.End(attempt.id(), AttemptStatus.CLOSED, trigger, null, watchFrom));
    }

    private static Problem unknown(String why) {
        return Problem.retryable(
                HttpStatus.CONFLICT,
                "outcome_unknown",
                "The channel has not told yet what became of the last attempt: " + why);
    }
}

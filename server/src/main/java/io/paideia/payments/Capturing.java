package io.paideia.payments;

import io.paideia.channels.Captures;
import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.http.Problem;
import io.paideia.lane.Lane;
import io.paideia.money.Money;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes money that a channel holds: records the intent, calls the channel, records what it said.
 * Thread-safe; calls the network.
 */
@Component
final class Capturing {

    private static final Logger log = LoggerFactory.getLogger(Capturing.class);

    private final Lane lane;
    private final Channels channels;
    private final Payments payments;
    private final BeginCapture beginCapture;
    private final RecordHold recordHold;
    private final Confirming confirming;
    private final PaymentSettings settings;

    Capturing(
            Lane lane,
            Channels channels,
            Payments payments,
            BeginCapture beginCapture,
            RecordHold recordHold,
            Confirming confirming,
            PaymentSettings settings) {
        this.lane = lane;
        this.channels = channels;
        this.payments = payments;
        this.beginCapture = beginCapture;
        this.recordHold = recordHold;
        this.confirming = confirming;
        this.settings = settings;
    }

    /**
     * Captures what is held for a payment, or a part of it; the same id again captures nothing new.
     *
     * @param amount null for all
     * @return the payment as it stands: processing still, if the channel did not answer
     * @throws Problem if nothing is held, too much is asked for, or the channel surely refused
     */
    PaymentView capture(UUID id, PaymentId payment, @Nullable Money amount) {
        switch (lane.call(
                beginCapture, new BeginCapture.Begin(id, payment, amount, settings.silence()))) {
            case BeginCapture.Begun.Refused refused -> throw refused.problem();
            case BeginCapture.Begun.Repeated repeated -> {}
            case BeginCapture.Begun.Fresh fresh -> {
                Failure refusal = take(fresh.attempt());
                if (refusal != null) {
                    throw Problem.unprocessable(
                            "capture_refused", "The channel took nothing: " + refusal.message());
                }
            }
        }
        return payments.find(payment).orElseThrow();
    }

    /** Goes on with a capture that was begun; gives back why, if the channel surely refused. */
    @Nullable Failure take(Attempt attempt) {
        Attempt.Capture capture = Objects.requireNonNull(attempt.capture());
        String trade = Objects.requireNonNull(attempt.trade());
        return switch (take(attempt, trade, capture.amount())) {
            case Captures.Capturing.Refused refused -> {
                lane.call(recordHold, new RecordHold.Word.NotCaptured(attempt.id(), capture));
                yield refused.failure();
            }
            case Captures.Capturing.Done done -> null;
            case Captures.Capturing.Unknown unknown -> null;
        };
    }

    /** Calls the channel, and books what it took. */
    Captures.Capturing take(Attempt attempt, String trade, Money amount) {
        if (!(channels.require(attempt.channel()) instanceof Captures channel)) {
            throw new IllegalStateException(attempt.channel() + " holds money and cannot take it");
        }
        Captures.Capturing outcome = channel.capture(attempt.charge(), trade, amount);
        switch (outcome) {
            case Captures.Capturing.Done done -> confirming.confirm(attempt, done.paid());
            case Captures.Capturing.Refused refused ->
                    log.info("Attempt {} is not captured: {}", attempt.id(), refused.failure());
            case Captures.Capturing.Unknown unknown ->
                    log.info("Attempt {} may be captured: {}", attempt.id(), unknown.why());
        }
        return outcome;
    }
}

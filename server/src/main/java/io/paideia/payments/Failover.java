package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.channels.Payer;
import io.paideia.channels.Started;
import io.paideia.lane.Lane;
import io.paideia.routing.Candidate;
import io.paideia.routing.Decision;
import io.paideia.routing.Routing;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Starts attempts. A channel that refuses, where another may not, is followed by the next in the
 * same payment; one that does not answer never is. Thread-safe; calls the network.
 */
@Component
final class Failover {

    private final Routing routing;
    private final Calling calling;
    private final Lane lane;
    private final RecordStart recordStart;
    private final Following following;
    private final PaymentSettings settings;

    Failover(
            Routing routing,
            Calling calling,
            Lane lane,
            RecordStart recordStart,
            Following following,
            PaymentSettings settings) {
        this.routing = routing;
        this.calling = calling;
        this.lane = lane;
        this.recordStart = recordStart;
        this.following = following;
        this.settings = settings;
    }

    /** The next one that may be called now; it must be called, or released. */
    Optional<Candidate> permitted(Iterator<Candidate> left) {
        while (left.hasNext()) {
            Candidate candidate = left.next();
            if (routing.permits(candidate.channel())) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /**
     * Starts a recorded attempt, and others after it until one is not refused.
     *
     * @param left those of the decision that were not tried yet, in order
     */
    void start(Attempt begun, Decision decision, Iterator<Candidate> left, Payer payer) {
        Attempt attempt = begun;
        while (attempt != null) {
            Started started = calling.start(attempt, payer);
            boolean another =
                    started instanceof Started.Refused(Failure failure) && failure.retryable();
            Candidate next = another ? permitted(left).orElse(null) : null;
            attempt = record(attempt, started, decision, next);
        }
    }

    /**
     * Records what the channel said; with a refusal, the next attempt begins. None does if this one
     * was ended meanwhile by somebody who wants no other one.
     */
    private @Nullable Attempt record(
            Attempt attempt, Started started, Decision decision, @Nullable Candidate candidate) {
        RecordStart.Next next =
                candidate == null
                        ? null
                        : new RecordStart.Next(
                                AttemptId.next(), decision, candidate, settings.silence());
        Attempt begun = null;
        try {
            RecordStart.Recorded recorded =
                    lane.call(recordStart, new RecordStart.Answered(attempt.id(), started, next));
            begun = recorded.next();
            if (started instanceof Started.AtOnce once) {
                following.follow(recorded.attempt(), once.standing());
            }
            return begun;
        } finally {
            if (candidate != null && begun == null) {
                routing.released(candidate.channel());
            }
        }
    }
}

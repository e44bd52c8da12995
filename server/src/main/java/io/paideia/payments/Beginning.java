package io.paideia.payments;

import io.paideia.channels.NextAction;
import io.paideia.http.Problem;
import io.paideia.lane.Lane;
import io.paideia.orders.OrderId;
import io.paideia.routing.Candidate;
import io.paideia.routing.Decision;
import io.paideia.routing.Question;
import io.paideia.routing.Routing;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Begins an attempt, after what stands in its way was ended. Thread-safe; it may call the network
 * for that.
 */
@Component
final class Beginning {

    private static final int TRIES = 3;

    private final Lane lane;
    private final BeginAttempt beginAttempt;
    private final PayFromWallet payFromWallet;
    private final Halting halting;
    private final Routing routing;
    private final PaymentSettings settings;
    private final Clock clock;

    Beginning(
            Lane lane,
            BeginAttempt beginAttempt,
            PayFromWallet payFromWallet,
            Halting halting,
            Routing routing,
            PaymentSettings settings,
            Clock clock) {
        this.lane = lane;
        this.beginAttempt = beginAttempt;
        this.payFromWallet = payFromWallet;
        this.halting = halting;
        this.routing = routing;
        this.settings = settings;
        this.clock = clock;
    }

    /** An attempt to be started; none if one runs already that the caller goes on with. */
    Optional<Attempt> begin(
            AttemptId id,
            OrderId order,
            Decision decision,
            Candidate candidate,
            @Nullable String returnUrl,
            @Nullable AttemptId after) {
        boolean begun = false;
        try {
            for (int i = 0; i < TRIES; i++) {
                switch (lane.call(
                        candidate.channel().equals(Till.WALLET) ? payFromWallet : beginAttempt,
                        new BeginAttempt.Begin(
                                id,
                                order,
                                decision,
                                candidate,
                                returnUrl,
                                after,
                                settings.silence()))) {
                    case BeginAttempt.Begun.Fresh fresh -> {
                        begun = true;
                        return Optional.of(fresh.attempt());
                    }
                    case BeginAttempt.Begun.Repeated repeated -> {
                        if (repeated.attempt().status() == AttemptStatus.CREATED) {
                            throw inProgress();
                        }
                        return Optional.empty();
                    }
                    case BeginAttempt.Begun.Overtaken overtaken -> {
                        return Optional.empty();
                    }
                    case BeginAttempt.Begun.Busy busy
                            when goesOn(busy.running(), decision.question()) -> {
                        return Optional.empty();
                    }
                    case BeginAttempt.Begun.Busy busy -> halt(busy.running());
                    case BeginAttempt.Begun.Refused refused -> throw refused.problem();
                }
            }
            throw inProgress();
        } finally {
            if (!begun) {
                routing.released(candidate.channel());
            }
        }
    }

    /** Another attempt stands in the way; one that is being started right now is left alone. */
    private void halt(Attempt running) {
        Instant silent = running.createdAt().plus(settings.silence());
        if (running.status() == AttemptStatus.CREATED && clock.instant().isBefore(silent)) {
            throw inProgress();
        }
        halting.halt(running, null);
    }

    /** A buyer who asks again gets the same code again, as long as it can be paid. */
    private boolean goesOn(Attempt running, Question question) {
        return running.status() == AttemptStatus.PENDING
                && (running.method().equals(question.method()) || question.method().equals("auto"))
                && running.taking() == question.taking()
                && running.action() != null
                // In doubt once and found waiting since: the code itself is lost.
                && !running.action().kind().equals(NextAction.NONE.kind())
                && clock.instant().isBefore(running.expiresAt());
    }

    private static Problem inProgress() {
        return Problem.retryable(
                HttpStatus.CONFLICT,
                "payment_in_progress",
                "The channel is being asked at this moment");
    }
}

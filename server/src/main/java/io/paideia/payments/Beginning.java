package io.paideia.payments;

import io.paideia.channels.NextAction;
import io.paideia.http.Problem;
import io.paideia.lane.Lane;
import io.paideia.ledger.Holdings;
import io.paideia.orders.Order;
import io.paideia.routing.Candidate;
import io.paideia.routing.Decision;
import io.paideia.routing.Question;
import io.paideia.routing.Routing;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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
    private final Payments payments;
    private final BeginAttempt beginAttempt;
    private final PayFromWallet payFromWallet;
    private final Halting halting;
    private final Routing routing;
    private final Holdings holdings;
    private final PaymentSettings settings;
    private final Clock clock;

    Beginning(
            Lane lane,
            Payments payments,
            BeginAttempt beginAttempt,
            PayFromWallet payFromWallet,
            Halting halting,
            Routing routing,
            Holdings holdings,
            PaymentSettings settings,
            Clock clock) {
        this.lane = lane;
        this.payments = payments;
        this.beginAttempt = beginAttempt;
        this.payFromWallet = payFromWallet;
        this.halting = halting;
        this.routing = routing;
        this.holdings = holdings;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Whether the caller goes on with what was begun before; so it does however channels do at the
     * moment.
     */
    boolean goesOn(AttemptId id, Order order, Question question) {
        List<Attempt> made = payments.attempts(order.id());
        if (made.stream().anyMatch(attempt -> attempt.id().equals(id))) {
            repeated(made.getLast());
            return true;
        }
        return order.payable(clock.instant())
                && made.stream().anyMatch(attempt -> goesOn(attempt, question));
    }

    private static void repeated(Attempt last) {
        if (last.status() == AttemptStatus.CREATED) {
            throw inProgress();
        }
    }

    /** An attempt to be started; none if one runs already that the caller goes on with. */
    Optional<Attempt> begin(
            AttemptId id,
            Order order,
            Decision decision,
            Candidate candidate,
            @Nullable String returnUrl) {
        boolean begun = false;
        try {
            for (int i = 0; i < TRIES; i++) {
                switch (lane.call(
                        candidate.channel().equals(Till.WALLET) ? payFromWallet : beginAttempt,
                        new BeginAttempt.Begin(
                                id,
                                order.id(),
                                decision,
                                candidate,
                                returnUrl,
                                settings.silence()))) {
                    case BeginAttempt.Begun.Fresh fresh -> {
                        begun = true;
                        return Optional.of(fresh.attempt());
                    }
                    case BeginAttempt.Begun.Repeated repeated -> {
                        repeated(repeated.attempt());
                        return Optional.empty();
                    }
                    case BeginAttempt.Begun.Busy busy
                            when goesOn(busy.running(), decision.question()) -> {
                        return Optional.empty();
                    }
                    case BeginAttempt.Begun.Busy busy
                            when candidate.channel().equals(Till.WALLET) && !covers(order) ->
                            // What runs at a channel is not ended for a payment that cannot be.
                            throw Problem.unprocessable(
                                    "insufficient_funds",
                                    "The wallet holds less than this, and a payment runs");
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

    /** As the wallet stands at this moment; the lane decides again. */
    private boolean covers(Order order) {
        Holdings.Wallet wallet =
                holdings.wallet(order.buyer().toString()).get(order.total().currency());
        return wallet != null && !order.total().exceeds(wallet.available());
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

    static Problem inProgress() {
        return Problem.retryable(
                HttpStatus.CONFLICT,
                "payment_in_progress",
                "The channel is being asked at this moment");
    }
}

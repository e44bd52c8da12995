package io.paideia.payments;

import io.paideia.channels.Channels;
import io.paideia.channels.Charge;
import io.paideia.channels.NextAction;
import io.paideia.channels.Payer;
import io.paideia.http.Problem;
import io.paideia.lane.Lane;
import io.paideia.money.Currency;
import io.paideia.orders.Collecting;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.OrderStatus;
import io.paideia.routing.Candidate;
import io.paideia.routing.Decision;
import io.paideia.routing.Question;
import io.paideia.routing.Routing;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Collects: records the intent, calls the channel, records what it said; and takes attempts back.
 * Thread-safe; its methods call the network.
 */
@Component
@EnableConfigurationProperties(PaymentSettings.class)
public final class Paying implements Collecting {

    private static final int TRIES = 3;

    private final Channels channels;
    private final Routing routing;
    private final Failover failover;
    private final Lane lane;
    private final Payments payments;
    private final BeginAttempt beginAttempt;
    private final EndPayment endPayment;
    private final Halting halting;
    private final PaymentSettings settings;
    private final Clock clock;

    Paying(
            Channels channels,
            Routing routing,
            Failover failover,
            Lane lane,
            Payments payments,
            BeginAttempt beginAttempt,
            EndPayment endPayment,
            Halting halting,
            PaymentSettings settings,
            Clock clock) {
        this.channels = channels;
        this.routing = routing;
        this.failover = failover;
        this.lane = lane;
        this.payments = payments;
        this.beginAttempt = beginAttempt;
        this.endPayment = endPayment;
        this.halting = halting;
        this.settings = settings;
        this.clock = clock;
    }

    /** The methods that can collect this currency now, in no order. */
    public List<String> methods(Currency currency) {
        return channels.all().stream()
                .filter(channel -> channel.takes(currency))
                .flatMap(channel -> channel.methods().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Begins to collect an order's money, or goes on with what runs already by the same method. A
     * channel that refuses, where another may not, is followed by the next in the same payment; one
     * that does not answer never is.
     *
     * @param id of the attempt, made by the caller; the same id again begins nothing new
     * @param method of API.md; {@code auto} fits the user agent
     * @throws Problem if the order cannot be paid, or another attempt's outcome must be known first
     */
    public PaymentView pay(
            AttemptId id, Order order, String method, @Nullable String returnUrl, Payer payer) {
        return pay(id, order, method, returnUrl, payer, Charge.Taking.AT_ONCE);
    }

    /** As above, where the money may be held first; {@link Capturing} takes it later. */
    PaymentView pay(
            AttemptId id,
            Order order,
            String method,
            @Nullable String returnUrl,
            Payer payer,
            Charge.Taking taking) {
        Question question = new Question(order.platform(), order.total(), method, payer, taking);
        if (goesOn(id, order, question)) {
            return view(order.id());
        }
        Decision decision = routing.decide(question);
        Iterator<Candidate> left = decision.order().iterator();
        Candidate candidate = failover.permitted(left).orElseThrow(Paying::unavailable);
        begin(id, order.id(), decision, candidate, returnUrl)
                .ifPresent(begun -> failover.start(begun, decision, left, payer));
        return view(order.id());
    }

    /**
     * Whether the caller goes on with what was begun before; so it does however channels do at the
     * moment.
     */
    private boolean goesOn(AttemptId id, Order order, Question question) {
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
    private Optional<Attempt> begin(
            AttemptId id,
            OrderId order,
            Decision decision,
            Candidate candidate,
            @Nullable String returnUrl) {
        boolean begun = false;
        try {
            for (int i = 0; i < TRIES; i++) {
                switch (lane.call(
                        beginAttempt,
                        new BeginAttempt.Begin(
                                id, order, decision, candidate, returnUrl, settings.silence()))) {
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

    /**
     * Takes a payment back: closes what runs at the channel. A late success is refunded by itself.
     */
    public PaymentView cancel(PaymentView payment) {
        if (payment.status() == PaymentStatus.SUCCEEDED
                || payment.status() == PaymentStatus.EXPIRED) {
            throw Problem.conflict(
                    "payment_not_cancellable", "The payment is " + payment.status().word());
        }
        stop(payment.id(), PaymentStatus.Trigger.CANCELLED);
        return payments.find(payment.id()).orElseThrow();
    }

    @Override
    public List<?> payments(OrderId order) {
        return payments.ofOrder(order).stream().toList();
    }

    @Override
    public void halt(OrderId order, OrderStatus as) {
        payments.ofOrder(order)
                .ifPresent(
                        payment ->
                                stop(
                                        payment.id(),
                                        as == OrderStatus.EXPIRED
                                                ? PaymentStatus.Trigger.EXPIRED
                                                : PaymentStatus.Trigger.CANCELLED));
    }

    private void stop(PaymentId payment, PaymentStatus.Trigger trigger) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Attempt> running = lane.call(endPayment, new EndPayment.End(payment, trigger));
            if (running.isEmpty()) {
                return;
            }
            halting.halt(running.get(), trigger);
        }
        throw inProgress();
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

    private PaymentView view(OrderId order) {
        return payments.ofOrder(order).orElseThrow();
    }

    private static Problem unavailable() {
        return Problem.retryable(
                HttpStatus.SERVICE_UNAVAILABLE,
                "channel_unavailable",
                "The channels that could collect this do not answer at the moment");
    }

    private static Problem inProgress() {
        return Problem.retryable(
                HttpStatus.CONFLICT,
                "payment_in_progress",
                "The channel is being asked at this moment");
    }
}

package io.paideia.payments;

import io.paideia.channels.Channels;
import io.paideia.channels.Charge;
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
    private final Beginning beginning;
    private final EndPayment endPayment;
    private final Halting halting;
    private final Clock clock;

    Paying(
            Channels channels,
            Routing routing,
            Failover failover,
            Lane lane,
            Payments payments,
            Beginning beginning,
            EndPayment endPayment,
            Halting halting,
            Clock clock) {
        this.channels = channels;
        this.routing = routing;
        this.failover = failover;
        this.lane = lane;
        this.payments = payments;
        this.beginning = beginning;
        this.endPayment = endPayment;
        this.halting = halting;
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
        if (beginning.goesOn(id, order, question)) {
            return view(order.id());
        }
        Decision decision =
                method.equals(Till.WALLET) ? wallet(order, question) : routing.decide(question);
        Iterator<Candidate> left = decision.order().iterator();
        Candidate candidate = failover.permitted(left).orElseThrow(Paying::unavailable);
        beginning
                .begin(id, order, decision, candidate, returnUrl)
                .ifPresent(begun -> start(begun, decision, left, payer));
        return view(order.id());
    }

    private void start(Attempt begun, Decision decision, Iterator<Candidate> left, Payer payer) {
        if (begun.channel().equals(Till.WALLET)) {
            routing.released(Till.WALLET);
        } else {
            failover.start(begun, decision, left, payer);
        }
    }

    /** The buyer's own money: there is nothing to choose. */
    private Decision wallet(Order order, Question question) {
        if (order.topsUp()) {
            throw Problem.unprocessable(
                    "method_unavailable", "A wallet is not topped up out of itself");
        }
        if (question.taking() == Charge.Taking.ON_CAPTURE) {
            throw Problem.unprocessable(
                    "capture_unsupported", "A wallet pays at once or not at all");
        }
        return Decision.only(question, Till.WALLET, clock.instant());
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
        throw Beginning.inProgress();
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
}

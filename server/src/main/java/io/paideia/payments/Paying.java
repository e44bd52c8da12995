package io.paideia.payments;

import io.paideia.channels.Captures;
import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Charge;
import io.paideia.channels.NextAction;
import io.paideia.channels.Payer;
import io.paideia.channels.Started;
import io.paideia.http.Problem;
import io.paideia.lane.Lane;
import io.paideia.money.Currency;
import io.paideia.orders.Collecting;
import io.paideia.orders.OrderId;
import io.paideia.orders.OrderStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    private static final Set<String> METHODS =
            Set.of(
                    "alipay_page",
                    "alipay_wap",
                    "alipay_qr",
                    "alipay_app",
                    "wechat_native",
                    "wechat_jsapi",
                    "wechat_h5",
                    "wechat_app",
                    "unionpay_web",
                    "unionpay_qr",
                    "paypal",
                    "card",
                    "apple_pay",
                    "google_pay",
                    "bank_transfer",
                    "wallet",
                    "usdc",
                    "auto");

    private final Channels channels;
    private final Lane lane;
    private final Payments payments;
    private final BeginAttempt beginAttempt;
    private final RecordStart recordStart;
    private final EndPayment endPayment;
    private final Following following;
    private final Halting halting;
    private final PaymentSettings settings;
    private final Clock clock;

    Paying(
            Channels channels,
            Lane lane,
            Payments payments,
            BeginAttempt beginAttempt,
            RecordStart recordStart,
            EndPayment endPayment,
            Following following,
            Halting halting,
            PaymentSettings settings,
            Clock clock) {
        this.channels = channels;
        this.lane = lane;
        this.payments = payments;
        this.beginAttempt = beginAttempt;
        this.recordStart = recordStart;
        this.endPayment = endPayment;
        this.following = following;
        this.halting = halting;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether the API has a method of this name at all. */
    static boolean knows(String method) {
        return METHODS.contains(method);
    }

    /** The methods that can collect this currency now, in no order. */
    public List<String> methods(Currency currency) {
        return channels.all().stream()
                .filter(channel -> channel.takes(currency))
                .flatMap(channel -> channel.methods().stream())
                .sorted()
                .toList();
    }

    /**
     * Begins to collect an order's money, or goes on with what runs already by the same method.
     *
     * @param id of the attempt, made by the caller; the same id again begins nothing new
     * @param method of API.md; {@code auto} fits the user agent
     * @throws Problem if the order cannot be paid, or another attempt's outcome must be known first
     */
    public PaymentView pay(
            AttemptId id,
            OrderId order,
            Currency currency,
            String method,
            @Nullable String returnUrl,
            Payer payer) {
        return pay(id, order, currency, method, returnUrl, payer, Charge.Taking.AT_ONCE);
    }

    /** As above, where the money may be held first; {@link Capturing} takes it later. */
    PaymentView pay(
            AttemptId id,
            OrderId order,
            Currency currency,
            String method,
            @Nullable String returnUrl,
            Payer payer,
            Charge.Taking taking) {
        String chosen = method.equals("auto") ? automatic(payer.userAgent()) : method;
        Channel channel =
                channels.offering(chosen).stream()
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        Problem.unprocessable(
                                                "method_unavailable",
                                                "No channel offers " + chosen));
        if (!channel.takes(currency)) {
            throw Problem.unprocessable(
                    "currency_unsupported", channel.name() + " does not take " + currency);
        }
        if (taking == Charge.Taking.ON_CAPTURE && !(channel instanceof Captures)) {
            throw Problem.unprocessable(
                    "capture_unsupported", channel.name() + " takes money at once only");
        }
        for (int i = 0; i < TRIES; i++) {
            BeginAttempt.Begun begun =
                    lane.call(
                            beginAttempt,
                            new BeginAttempt.Begin(
                                    id,
                                    order,
                                    channel.name(),
                                    chosen,
                                    returnUrl,
                                    settings.silence(),
                                    taking));
            switch (begun) {
                case BeginAttempt.Begun.Fresh fresh -> {
                    start(channel, fresh.attempt(), payer);
                    return view(order);
                }
                case BeginAttempt.Begun.Repeated repeated -> {
                    if (repeated.attempt().status() == AttemptStatus.CREATED) {
                        throw inProgress();
                    }
                    return view(order);
                }
                case BeginAttempt.Begun.Busy busy when goesOn(busy.running(), chosen, taking) -> {
                    return view(order);
                }
                case BeginAttempt.Begun.Busy busy -> halt(busy.running());
                case BeginAttempt.Begun.Refused refused -> throw refused.problem();
            }
        }
        throw inProgress();
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
        payments.attempts(payment).stream()
                .filter(attempt -> attempt.status().running())
                .forEach(attempt -> halting.halt(attempt, trigger));
        lane.call(endPayment, new EndPayment.End(payment, trigger));
    }

    private void start(Channel channel, Attempt attempt, Payer payer) {
        Started started = channel.start(attempt.charge(), payer);
        Attempt recorded = lane.call(recordStart, new RecordStart.Answered(attempt.id(), started));
        if (started instanceof Started.AtOnce once) {
            following.follow(recorded, once.standing());
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
    private boolean goesOn(Attempt running, String method, Charge.Taking taking) {
        return running.status() == AttemptStatus.PENDING
                && running.method().equals(method)
                && running.taking() == taking
                && running.action() != null
                // In doubt once and found waiting since: the code itself is lost.
                && !running.action().kind().equals(NextAction.NONE.kind())
                && clock.instant().isBefore(running.expiresAt());
    }

    private PaymentView view(OrderId order) {
        return payments.ofOrder(order).orElseThrow();
    }

    private static Problem inProgress() {
        return Problem.retryable(
                HttpStatus.CONFLICT,
                "payment_in_progress",
                "The channel is being asked at this moment");
    }

    private static String automatic(@Nullable String userAgent) {
        String agent = userAgent == null ? "" : userAgent.toLowerCase(Locale.ROOT);
        return agent.contains("mobile") || agent.contains("android") || agent.contains("iphone")
                ? "alipay_wap"
                : "alipay_qr";
    }
}

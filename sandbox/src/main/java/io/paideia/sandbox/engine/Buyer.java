package io.paideia.sandbox.engine;

import io.paideia.sandbox.engine.Trades.Decision;
import io.paideia.sandbox.http.Refused;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The person who looks at an order and pays it, by phone, browser or control plane. Safe for all
 * threads.
 */
public final class Buyer {

    private static final int EARLY_LIMIT_SECONDS = 15;
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Map<String, Channel> channels;
    private final Trades trades;
    private final Notices notices;
    private final VirtualClock clock;

    public Buyer(
            Map<String, Channel> channels, Trades trades, Notices notices, VirtualClock clock) {
        this.channels = Map.copyOf(channels);
        this.trades = trades;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * What became of an attempt to pay; told completes when the merchant's first notice is over.
     */
    public sealed interface Payment {
        record Paid(Trade trade, CompletableFuture<Void> told) implements Payment {}

        record Refused(Trade trade) implements Payment {}

        record Unknown() implements Payment {}
    }

    /** Looks at the order, which makes it a trade. */
    public Optional<Trade> open(Trade seen) {
        return trades.decide(
                seen.order().channel(),
                seen.order().reference(),
                stored ->
                        stored.map(this::openOnce)
                                .orElseGet(() -> Decision.keep(Optional.empty())));
    }

    /** Pays once, or agrees to pay where the merchant captures later. */
    public Payment pay(String channel, String reference) {
        Verdict verdict =
                trades.decide(
                        channel,
                        reference,
                        stored ->
                                stored.map(this::pay)
                                        .orElseGet(
                                                () ->
                                                        Decision.keep(
                                                                new Verdict(
                                                                        new Payment.Unknown(),
                                                                        Optional.empty()))));
        return verdict.paidNow()
                .<Payment>map(
                        trade -> new Payment.Paid(trade, notices.announced(trade, consent(trade))))
                .orElse(verdict.payment());
    }

    /**
     * Pays before the merchant's call that made the order is answered, and waits until its first
     * notice is over: the buyer is faster than the merchant's network. Where the merchant does not
     * answer the notice, this goes on after a while, as the call must not wait for ever.
     *
     * @throws Refused if the sandbox stops meanwhile
     */
    public void payEarly(String channel, String reference) {
        if (pay(channel, reference) instanceof Payment.Paid paid) {
            try {
                paid.told().get(EARLY_LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException slow) {
                return;
            } catch (ExecutionException failed) {
                throw new IllegalStateException("the early notice failed", failed);
            } catch (InterruptedException closing) {
                throw Refused.stopping();
            }
        }
    }

    private static Topic consent(Trade trade) {
        return new Topic(
                trade.status() == Trade.Status.PAID ? Topic.Kind.PAID : Topic.Kind.AUTHORIZED,
                trade.order().reference(),
                "");
    }

    private Decision<Optional<Trade>> openOnce(Trade trade) {
        if (trade.status() != Trade.Status.ORDERED) {
            return Decision.keep(Optional.of(trade));
        }
        Trade opened = opened(trade);
        return Decision.change(Optional.of(opened), opened);
    }

    private Decision<Verdict> pay(Trade trade) {
        return switch (trade.status()) {
            case PAID, AUTHORIZED ->
                    Decision.keep(new Verdict(new Payment.Paid(trade, NOTHING), Optional.empty()));
            case CLOSED -> Decision.keep(new Verdict(new Payment.Refused(trade), Optional.empty()));
            case ORDERED, WAITING -> {
                Trade seen = opened(trade);
                Trade paid =
                        channel(trade).takesAtOnce(seen)
                                ? seen.paid(channel(trade).sends(seen), clock.instant())
                                : seen.authorized(clock.instant());
                yield Decision.change(
                        new Verdict(new Payment.Paid(paid, NOTHING), Optional.of(paid)), paid);
            }
        };
    }

    private Trade opened(Trade trade) {
        Instant now = clock.instant();
        return trade.opened(channel(trade).newTradeNumber(now), now);
    }

    private Channel channel(Trade trade) {
        return Objects.requireNonNull(channels.get(trade.order().channel()));
    }

    /**
     * The notice may only leave when the trade is unlocked and written, so the lock hands out who
     * has to send it.
     */
    private record Verdict(Payment payment, Optional<Trade> paidNow) {}
}

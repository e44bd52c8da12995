package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code alipay.trade.close} and {@code alipay.trade.cancel}: the merchant no longer wants the
 * money.
 */
final class Closing {

    private final Book book;
    private final InstantSource clock;

    Closing(Book book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
    }

    /**
     * Closes a trade that waits for its buyer. A code that was not scanned yet is no trade, so it
     * cannot be closed and can still be paid until it runs out: that is a hazard of the real
     * gateway which a merchant has to live with.
     */
    Answer close(Call call) {
        return book.decide(
                call,
                stored -> {
                    Optional<Trade> known = stored.filter(Trade::isKnown);
                    if (known.isEmpty()) {
                        return Decision.keep(Answer.tradeNotExist());
                    }
                    Trade trade = known.get();
                    return switch (trade.status()) {
                        case ORDERED, WAITING ->
                                Decision.change(
                                        new Answer.Done(Book.names(trade)),
                                        trade.closed(clock.instant()));
                        case AUTHORIZED, PAID ->
                                Decision.keep(Answer.failed("ACQ.TRADE_HAS_SUCCESS", "交易已被支付"));
                        case CLOSED ->
                                Decision.keep(Answer.failed("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"));
                    };
                });
    }

    /**
     * Makes sure that no money stays: an unpaid order or trade is closed, also before the scan, and
     * a paid one is refunded.
     */
    Answer cancel(Call call) {
        return book.decide(
                call,
                stored -> {
                    if (stored.isEmpty()) {
                        String named = call.reference().or(call::tradeNumber).orElse("");
                        return Decision.keep(
                                new Answer.Done(Map.of("out_trade_no", named, "retry_flag", "N")));
                    }
                    Trade trade = stored.get();
                    return switch (trade.status()) {
                        case ORDERED ->
                                Decision.change(
                                        cancelled(trade, null), trade.closed(clock.instant()));
                        case WAITING ->
                                Decision.change(
                                        cancelled(trade, "close"), trade.closed(clock.instant()));
                        case CLOSED -> Decision.keep(cancelled(trade, null));
                        case AUTHORIZED, PAID ->
                                trade.isFullyRefunded()
                                        ? Decision.keep(cancelled(trade, "refund"))
                                        : Decision.change(
                                                cancelled(trade, "refund"),
                                                trade.refunded(rest(trade)));
                    };
                });
    }

    private Refund rest(Trade trade) {
        return Refund.done(
                trade.order().reference(), trade.refundable(), "cancelled", clock.instant());
    }

    private static Answer cancelled(Trade trade, @Nullable String action) {
        Map<String, Object> fields = Book.names(trade);
        fields.put("retry_flag", "N");
        if (action != null) {
            fields.put("action", action);
        }
        return new Answer.Done(fields);
    }
}

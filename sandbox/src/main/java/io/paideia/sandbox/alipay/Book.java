package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.Trades.Decision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The trades of this channel, found as Alipay's calls name them. */
final class Book {

    private final Trades trades;

    Book(Trades trades) {
        this.trades = trades;
    }

    /**
     * The trade that the call names, if Alipay admits that it exists. A precreated order is none
     * before the buyer scans it.
     */
    Optional<Trade> known(Call call) {
        return named(call).filter(Trade::isKnown);
    }

    /** The order or trade that the call names, scanned or not. */
    Optional<Trade> named(Call call) {
        return call.tradeNumber()
                .map(number -> trades.findByNumber(AlipayChannel.NAME, number))
                .orElseGet(
                        () ->
                                call.reference()
                                        .flatMap(
                                                reference ->
                                                        trades.find(
                                                                AlipayChannel.NAME, reference)));
    }

    /** Lets the rule decide about the named order or trade while it is locked. */
    Answer decide(Call call, Function<Optional<Trade>, Decision<Answer>> rule) {
        String reference =
                call.tradeNumber().isPresent()
                        ? named(call).map(trade -> trade.order().reference()).orElse(null)
                        : call.required("out_trade_no");
        return reference == null
                ? rule.apply(Optional.empty()).answer()
                : trades.decide(AlipayChannel.NAME, reference, rule);
    }

    Answer decideNew(String reference, Function<Optional<Trade>, Decision<Answer>> rule) {
        return trades.decide(AlipayChannel.NAME, reference, rule);
    }

    /** Lets the rule decide about one refund of a trade, if both are there. */
    void decideRefund(String reference, String requestNumber, UnaryOperator<Refund> rule) {
        trades.decide(
                AlipayChannel.NAME,
                reference,
                stored -> {
                    Optional<Trade> changed =
                            stored.flatMap(
                                    trade ->
                                            trade.refund(requestNumber)
                                                    .map(rule)
                                                    .map(trade::refundedNow));
                    return new Decision<>(Boolean.TRUE, changed.orElse(null));
                });
    }

    /** Every trade of Alipay's, the oldest first. */
    List<Trade> all() {
        return trades.all()
                .filter(trade -> trade.order().channel().equals(AlipayChannel.NAME))
                .toList()
                .reversed();
    }

    /** The two names that nearly every answer begins with. */
    static Map<String, Object> names(Trade trade) {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("out_trade_no", trade.order().reference());
        trade.tradeNumber().ifPresent(number -> names.put("trade_no", number));
        return names;
    }
}

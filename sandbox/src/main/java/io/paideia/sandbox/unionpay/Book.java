package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The orders of this provider: sales, and the refunds and voids that are orders of their own. An
 * order is named by its orderId and its txnTime. Safe for all threads.
 */
final class Book {

    private final Trades trades;
    private final Map<String, String> saleByRefund = new ConcurrentHashMap<>();

    Book(Trades trades) {
        this.trades = trades;
        trades.all()
                .filter(trade -> trade.order().channel().equals(UnionPayChannel.NAME))
                .forEach(
                        trade ->
                                trade.refunds()
                                        .forEach(
                                                refund ->
                                                        saleByRefund.put(
                                                                refund.requestNumber(),
                                                                trade.order().reference())));
    }

    /**
     * A refund with what this provider remembers of it.
     *
     * @param txnType 04 for a refund, 31 for a void
     */
    record Back(Trade trade, Refund refund, String txnTime, String txnType, URI backUrl) {

        static Back of(Trade trade, Refund refund) {
            List<String> parts =
                    List.of(trade.fact(fact(refund.requestNumber())).orElseThrow().split(" ", 3));
            return new Back(trade, refund, parts.get(0), parts.get(1), URI.create(parts.get(2)));
        }
    }

    /** Under which name a sale remembers what {@link Back} tells. */
    static String fact(String refundOrder) {
        return "back-" + refundOrder;
    }

    Trades trades() {
        return trades;
    }

    List<Trade> all() {
        return trades.all()
                .filter(trade -> trade.order().channel().equals(UnionPayChannel.NAME))
                .toList();
    }

    Optional<Trade> sale(String order, String txnTime) {
        return trades.find(UnionPayChannel.NAME, order)
                .filter(trade -> trade.order().detail("txnTime").orElse("").equals(txnTime));
    }

    Optional<Trade> paidAs(String queryId) {
        return trades.findByNumber(UnionPayChannel.NAME, queryId);
    }

    Optional<Back> back(String order, String txnTime) {
        return Optional.ofNullable(saleByRefund.get(order))
                .flatMap(sale -> trades.find(UnionPayChannel.NAME, sale))
                .flatMap(
                        trade ->
                                trade.refund(order)
                                        .map(refund -> Back.of(trade, refund))
                                        .filter(back -> back.txnTime().equals(txnTime)));
    }

    /** The sale that an order belongs to, which scenarios go by. */
    String saleOf(String order) {
        return saleByRefund.getOrDefault(order, order);
    }

    /** Whether the number was free and is now this sale's. */
    boolean claim(String refundOrder, String sale) {
        return trades.find(UnionPayChannel.NAME, refundOrder).isEmpty()
                && saleByRefund.putIfAbsent(refundOrder, sale) == null;
    }
}

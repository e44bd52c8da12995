package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Trade;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Query (00/00): what became of an order, sale or refund. */
final class Querying {

    static final String TAKEN = "05";
    private static final String TAKEN_MESSAGE = "交易已受理，请稍后查询交易结果[6154037]";

    private final Book book;
    private final Engine engine;

    Querying(Book book, Engine engine) {
        this.book = book;
        this.engine = engine;
    }

    Answer query(Call call) {
        String order = call.order();
        String txnTime = call.txnTime();
        Optional<Book.Back> back = book.back(order, txnTime);
        return back.isPresent()
                ? refund(back.get())
                : book.sale(order, txnTime)
                        .filter(Trade::isKnown)
                        .map(this::sale)
                        .orElseGet(Answer::unknownTransaction);
    }

    /** Orders that ran out unpaid are no transactions, so UnionPay does not know them any more. */
    private Answer sale(Trade trade) {
        Map<String, String> fields = UnionPayChannel.saleFields(trade, trade.order().amount());
        return switch (trade.status()) {
            case PAID ->
                    engine.scenarios().hidesPayment(trade, engine.clock().instant())
                            ? taken(fields)
                            : paid(trade, fields);
            case ORDERED, WAITING, AUTHORIZED ->
                    trade.fact(Ordering.DECLINED).isPresent()
                            ? outcome(fields, "64", "卡上的余额不足[1000051]")
                            : taken(fields);
            case CLOSED -> Answer.unknownTransaction();
        };
    }

    private static Answer paid(Trade trade, Map<String, String> fields) {
        Instant at = Objects.requireNonNull(trade.paidAt());
        fields.putAll(UnionPayChannel.settled(trade.tradeNumber().orElseThrow(), at));
        fields.put("settleAmt", fields.get("txnAmt"));
        return outcome(fields, "00", "成功[0000000]");
    }

    private static Answer taken(Map<String, String> fields) {
        fields.put("settleAmt", "0");
        return outcome(fields, TAKEN, TAKEN_MESSAGE);
    }

    private static Answer refund(Book.Back back) {
        Map<String, String> fields = UnionPayChannel.refundFields(back, back.refund().amount());
        fields.putAll(UnionPayChannel.settled(back.refund().number(), back.refund().refundedAt()));
        return switch (back.refund().status()) {
            case PENDING -> outcome(fields, TAKEN, TAKEN_MESSAGE);
            case SUCCEEDED -> {
                fields.put("settleAmt", fields.get("txnAmt"));
                yield outcome(fields, "00", "成功[0000000]");
            }
            case FAILED ->
                    outcome(fields, UnionPayChannel.REFUND_FAILED, UnionPayChannel.FAILED_MESSAGE);
        };
    }

    private static Answer outcome(Map<String, String> fields, String code, String message) {
        Map<String, String> all = new TreeMap<>(fields);
        all.put("origRespCode", code);
        all.put("origRespMsg", message);
        return Answer.done(all);
    }
}

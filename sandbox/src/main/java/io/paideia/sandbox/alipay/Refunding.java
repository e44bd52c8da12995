package io.paideia.sandbox.alipay;

import io.paideia.sandbox.alipay.Call.Rejected;
import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** {@code alipay.trade.refund} and {@code alipay.trade.fastpay.refund.query}: money goes back. */
final class Refunding {

    private final Book book;
    private final InstantSource clock;

    Refunding(Book book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
    }

    /**
     * Gives back part or all. The same request number and amount again changes nothing and says so
     * by fund_change=N.
     */
    Answer refund(Call call) {
        String decimal = call.required("refund_amount");
        return book.decide(
                call,
                stored -> {
                    Optional<Trade> known = stored.filter(Trade::isKnown);
                    if (known.isEmpty()) {
                        return Decision.keep(Answer.tradeNotExist());
                    }
                    Trade trade = known.get();
                    if (trade.status() != Trade.Status.PAID) {
                        return Decision.keep(Answer.failed("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"));
                    }
                    return refund(call, trade, amount(decimal, trade));
                });
    }

    private Decision<Answer> refund(Call call, Trade trade, Amount amount) {
        Optional<String> given = call.field("out_request_no");
        String requestNumber = given.orElse(trade.order().reference());
        Optional<Refund> earlier = trade.refund(requestNumber);
        if (earlier.isPresent()) {
            return Decision.keep(
                    earlier.get().amount().equals(amount)
                            ? refunded(trade, earlier.get(), "N")
                            : Answer.failed("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致"));
        }
        if (amount.exceeds(trade.refundable())) {
            return Decision.keep(Answer.failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"));
        }
        if (given.isEmpty() && !amount.equals(trade.order().amount())) {
            return Decision.keep(
                    Answer.failed(
                            "ACQ.INVALID_PARAMETER", "a partial refund needs an out_request_no"));
        }
        Refund refund =
                Refund.done(
                        requestNumber,
                        amount,
                        call.field("refund_reason").orElse(""),
                        clock.instant());
        Trade after = trade.refunded(refund);
        return Decision.change(refunded(after, refund, "Y"), after);
    }

    /**
     * Tells of one refund. A request number that never arrived is no error: its answer merely lacks
     * the refund.
     */
    Answer query(Call call) {
        String requestNumber = call.required("out_request_no");
        if (call.tradeNumber().isEmpty()) {
            call.required("out_trade_no");
        }
        Optional<Trade> known = book.known(call);
        if (known.isEmpty()) {
            return Answer.tradeNotExist();
        }
        Trade trade = known.get();
        Map<String, Object> fields = Book.names(trade);
        trade.refund(requestNumber)
                .ifPresent(
                        refund -> {
                            fields.put("out_request_no", requestNumber);
                            fields.put("refund_status", "REFUND_SUCCESS");
                            fields.put("refund_amount", refund.amount().decimal());
                            fields.put("total_amount", trade.order().amount().decimal());
                            fields.put("refund_reason", refund.reason());
                            fields.put("gmt_refund_pay", Beijing.seconds(refund.refundedAt()));
                            fields.put("send_back_fee", refund.amount().decimal());
                        });
        return new Answer.Done(fields);
    }

    private static Amount amount(String decimal, Trade trade) {
        return Amount.parse(decimal, trade.order().amount().currency())
                .filter(amount -> amount.minor() > 0)
                .orElseThrow(() -> new Rejected("ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额无效"));
    }

    /** The refund_fee is the sum of all refunds of the trade, not this one's. */
    private static Answer refunded(Trade trade, Refund refund, String fundChange) {
        Map<String, Object> fields = Book.names(trade);
        fields.put("buyer_logon_id", Account.BUYER_LOGON_ID);
        fields.put("buyer_user_id", Account.BUYER_ID);
        fields.put("buyer_open_id", Account.BUYER_OPEN_ID);
        fields.put("fund_change", fundChange);
        fields.put("refund_fee", trade.refundedAmount().decimal());
        fields.put(
                "send_back_fee",
                (fundChange.equals("Y") ? refund.amount() : refund.amount().none()).decimal());
        fields.put("gmt_refund_pay", Beijing.seconds(refund.refundedAt()));
        return new Answer.Done(fields);
    }
}

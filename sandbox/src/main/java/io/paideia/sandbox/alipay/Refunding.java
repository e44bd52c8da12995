package io.paideia.sandbox.alipay;

import io.paideia.sandbox.alipay.Call.Rejected;
import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Notices;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** {@code alipay.trade.refund} and {@code alipay.trade.fastpay.refund.query}: money goes back. */
final class Refunding {

    private final Book book;
    private final InstantSource clock;
    private final Scenarios scenarios;
    private final Notices notices;

    Refunding(Book book, InstantSource clock, Scenarios scenarios, Notices notices) {
        this.book = book;
        this.clock = clock;
        this.scenarios = scenarios;
        this.notices = notices;
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
        if (earlier.isPresent() && !earlier.get().amount().equals(amount)) {
            return Decision.keep(Answer.failed("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致"));
        }
        boolean again = earlier.isPresent() && earlier.get().status() == Refund.Status.FAILED;
        if (earlier.isPresent() && !again) {
            return Decision.keep(refunded(trade, earlier.get(), "N"));
        }
        if (amount.exceeds(trade.refundable())) {
            return Decision.keep(Answer.failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"));
        }
        if (given.isEmpty() && !amount.equals(trade.order().amount())) {
            return Decision.keep(
                    Answer.failed(
                            "ACQ.INVALID_PARAMETER", "a partial refund needs an out_request_no"));
        }
        Refund refund = begun(trade, requestNumber, amount, call.field("refund_reason").orElse(""));
        // What failed once may be asked for again under its number.
        Trade after = again ? trade.refundedNow(refund) : trade.refunded(refund);
        boolean done = refund.status() == Refund.Status.SUCCEEDED;
        return Decision.change(refunded(after, refund, done ? "Y" : "N"), after);
    }

    /** Carried out at once, or taken and ended later, one way or the other. */
    private Refund begun(Trade trade, String requestNumber, Amount amount, String reason) {
        Instant now = clock.instant();
        String reference = trade.order().reference();
        Optional<Fault> slow = strike(Fault.Kind.REFUND_PENDING, reference);
        Optional<Fault> failing = strike(Fault.Kind.REFUND_FAILS, reference);
        Optional<Fault> fault = failing.or(() -> slow);
        if (fault.isEmpty()) {
            return Refund.done(requestNumber, amount, reason, now);
        }
        Refund.Status end = failing.isPresent() ? Refund.Status.FAILED : Refund.Status.SUCCEEDED;
        notices.later(
                now.plusSeconds(fault.get().seconds()),
                () ->
                        book.decideRefund(
                                reference,
                                requestNumber,
                                pending -> pending.ended(end, clock.instant())));
        return Refund.pending(requestNumber, "", amount, reason, now);
    }

    private Optional<Fault> strike(Fault.Kind kind, String reference) {
        return scenarios.strike(kind, Operation.REFUND, AlipayChannel.NAME, reference);
    }

    /**
     * Tells of one refund. One that never arrived, is not carried out yet or failed is no error:
     * the answer merely lacks it.
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
                .filter(refund -> refund.status() == Refund.Status.SUCCEEDED)
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

package io.paideia.channels.alipay;

import static io.paideia.channels.alipay.AlipayReading.failure;
import static io.paideia.channels.alipay.AlipayReading.inDoubt;
import static io.paideia.channels.alipay.AlipayReading.names;

import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.alipay.AlipayTransport.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Refunds. Source: the open platform's documents of alipay.trade.refund and
 * alipay.trade.fastpay.refund.query. Thread-safe.
 */
final class AlipayRefunds {

    private final AlipayTransport transport;

    AlipayRefunds(AlipayTransport transport) {
        this.transport = transport;
    }

    Refunding refund(Return refund) {
        Map<String, String> business = new LinkedHashMap<>();
        business.put("out_trade_no", refund.charge().reference());
        business.put("out_request_no", refund.reference());
        business.put("refund_amount", refund.amount().toDecimal());
        business.put("refund_reason", refund.reason());
        return switch (transport.call("alipay.trade.refund", business)) {
            case Answer.NotSent none -> new Refunding.Unknown(none.why());
            case Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            // Accepted is not refunded: only fund_change=Y says that this very call moved money.
            case Answer.Given given when given.succeeded() ->
                    names(refund.charge().reference(), given)
                                    && given.field("fund_change").equals("Y")
                            ? new Refunding.Done()
                            : new Refunding.Unknown("Accepted before or not yet carried out");
            // Too many calls: nothing happened, and the same number may be asked for again.
            case Answer.Given given when inDoubt(given) || given.isLimited() ->
                    new Refunding.Unknown(given.message());
            case Answer.Given given -> new Refunding.Refused(failure(given));
        };
    }

    Refunding queryRefund(Return refund) {
        return switch (ask(refund)) {
            case Answer.NotSent none -> new Refunding.Unknown(none.why());
            case Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case Answer.Given given when given.succeeded() -> standing(refund, given);
            case Answer.Given given when given.subCode().equals("ACQ.TRADE_NOT_EXIST") ->
                    new Refunding.NotThere();
            case Answer.Given given -> new Refunding.Unknown(given.message());
        };
    }

    private Answer ask(Return refund) {
        return transport.call(
                "alipay.trade.fastpay.refund.query",
                Map.of(
                        "out_trade_no",
                        refund.charge().reference(),
                        "out_request_no",
                        refund.reference()));
    }

    /** Only the refund that was asked about counts as done, and with its own amount. */
    private static Refunding standing(Return refund, Answer.Given given) {
        if (!names(refund.charge().reference(), given)) {
            return new Refunding.Unknown("The answer names another trade");
        }
        if (!given.field("refund_status").equals("REFUND_SUCCESS")) {
            return new Refunding.NotThere();
        }
        boolean same =
                given.body()
                        .path("out_request_no")
                        .asString(refund.reference())
                        .equals(refund.reference());
        boolean amount =
                given.body()
                        .path("refund_amount")
                        .asString(refund.amount().toDecimal())
                        .equals(refund.amount().toDecimal());
        return same && amount
                ? new Refunding.Done()
                : new Refunding.Unknown("The answer names another refund or amount");
    }
}

package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trade;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** {@code alipay.trade.query}: what became of a trade. */
final class Querying {

    private final Book book;
    private final Scenarios scenarios;
    private final InstantSource clock;

    Querying(Book book, Scenarios scenarios, InstantSource clock) {
        this.book = book;
        this.scenarios = scenarios;
        this.clock = clock;
    }

    Answer query(Call call) {
        if (call.tradeNumber().isEmpty()) {
            call.required("out_trade_no");
        }
        return book.known(call).<Answer>map(this::describe).orElseGet(Answer::tradeNotExist);
    }

    private Answer describe(Trade trade) {
        boolean hidden = scenarios.hidesPayment(trade, clock.instant());
        Instant paidAt = hidden ? null : trade.paidAt();
        String paid =
                (paidAt == null ? trade.order().amount().none() : trade.order().amount()).decimal();
        Map<String, Object> fields = Book.names(trade);
        fields.put("trade_status", hidden ? "WAIT_BUYER_PAY" : status(trade));
        fields.put("subject", trade.order().subject());
        Amount total = trade.order().amount();
        fields.put("total_amount", total.decimal());
        trade.order()
                .detail("trans_currency")
                .ifPresent(currency -> fields.put("trans_currency", currency));
        fields.put("receipt_amount", paid);
        fields.put("buyer_pay_amount", paid);
        fields.put("invoice_amount", paid);
        fields.put("point_amount", total.none().decimal());
        fields.put("buyer_logon_id", Account.BUYER_LOGON_ID);
        fields.put("buyer_user_id", Account.BUYER_ID);
        fields.put("buyer_open_id", Account.BUYER_OPEN_ID);
        if (paidAt != null) {
            fields.put("send_pay_date", Beijing.seconds(paidAt));
            fields.put(
                    "fund_bill_list",
                    List.of(Map.of("fund_channel", "ALIPAYACCOUNT", "amount", total.decimal())));
        }
        return new Answer.Done(fields);
    }

    /**
     * Alipay calls a trade closed when it ran out unpaid and also when all of it was given back.
     */
    static String status(Trade trade) {
        return switch (trade.status()) {
            case ORDERED, WAITING -> "WAIT_BUYER_PAY";
            case AUTHORIZED, PAID -> trade.isFullyRefunded() ? "TRADE_CLOSED" : "TRADE_SUCCESS";
            case CLOSED -> "TRADE_CLOSED";
        };
    }
}

package io.paideia.channels.alipay;

import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Collects through Alipay: a page on the desktop, a page on the phone, or a QR code that the buyer
 * scans. Source: the open platform's documents of alipay.trade.page.pay, wap.pay, precreate, query,
 * close, refund and fastpay.refund.query.
 */
final class Alipay implements Refunds {

    private static final Set<String> CURRENCIES =
            Set.of("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "SGD", "AUD", "CAD", "KRW", "THB");
    private static final Set<String> IN_DOUBT =
            Set.of("20000", "ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR");

    private final AlipaySettings settings;
    private final AlipayGateway gateway;
    private final AlipayNotices notices;

    Alipay(AlipaySettings settings, AlipayGateway gateway, AlipayNotices notices) {
        this.settings = settings;
        this.gateway = gateway;
        this.notices = notices;
    }

    @Override
    public String name() {
        return "alipay";
    }

    @Override
    public Set<String> methods() {
        return Set.of("alipay_page", "alipay_wap", "alipay_qr");
    }

    @Override
    public boolean takes(Currency currency) {
        return CURRENCIES.contains(currency.code());
    }

    @Override
    public Started start(Charge charge) {
        return switch (charge.method()) {
            case "alipay_page" -> page(charge, "alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY");
            case "alipay_wap" -> page(charge, "alipay.trade.wap.pay", "QUICK_WAP_WAY");
            case "alipay_qr" -> precreate(charge);
            default ->
                    throw new IllegalArgumentException(
                            "Not a method of Alipay: " + charge.method());
        };
    }

    @Override
    public Standing query(Charge charge) {
        return switch (gateway.call(
                "alipay.trade.query", Map.of("out_trade_no", charge.reference()))) {
            case AlipayGateway.Answer.NotSent none -> new Standing.Unknown(none.why());
            case AlipayGateway.Answer.NoAnswer none -> new Standing.Unknown(none.why());
            case AlipayGateway.Answer.Given given when given.code().equals("10000") ->
                    standing(charge.amount().currency(), given.body());
            case AlipayGateway.Answer.Given given
                    when given.subCode().equals("ACQ.TRADE_NOT_EXIST") ->
                    new Standing.NotThere();
            case AlipayGateway.Answer.Given given -> new Standing.Unknown(given.message());
        };
    }

    @Override
    public Closing close(Charge charge) {
        return switch (gateway.call(
                "alipay.trade.close", Map.of("out_trade_no", charge.reference()))) {
            case AlipayGateway.Answer.NotSent none -> new Closing.Unknown(none.why());
            case AlipayGateway.Answer.NoAnswer none -> new Closing.Unknown(none.why());
            case AlipayGateway.Answer.Given given when given.code().equals("10000") ->
                    new Closing.Done();
            case AlipayGateway.Answer.Given given ->
                    switch (given.subCode()) {
                        case "ACQ.TRADE_NOT_EXIST" -> new Closing.NotThere();
                        case "ACQ.TRADE_HAS_CLOSE" -> new Closing.Done();
                        case "ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_STATUS_ERROR" ->
                                new Closing.AlreadyPaid();
                        default -> new Closing.Unknown(given.message());
                    };
        };
    }

    @Override
    public Refunding refund(Return refund) {
        Map<String, String> business = new LinkedHashMap<>();
        business.put("out_trade_no", refund.charge());
        business.put("out_request_no", refund.reference());
        business.put("refund_amount", refund.amount().toDecimal());
        business.put("refund_reason", refund.reason());
        return switch (gateway.call("alipay.trade.refund", business)) {
            case AlipayGateway.Answer.NotSent none -> new Refunding.Unknown(none.why());
            case AlipayGateway.Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            // Accepted is not refunded: only fund_change=Y says that this very call moved money.
            case AlipayGateway.Answer.Given given when given.code().equals("10000") ->
                    given.body().path("fund_change").asString("").equals("Y")
                            ? new Refunding.Done()
                            : new Refunding.Unknown("Accepted before or not yet carried out");
            case AlipayGateway.Answer.Given given when inDoubt(given) ->
                    new Refunding.Unknown(given.message());
            case AlipayGateway.Answer.Given given -> new Refunding.Refused(failure(given));
        };
    }

    @Override
    public Refunding queryRefund(Return refund) {
        Map<String, String> business =
                Map.of("out_trade_no", refund.charge(), "out_request_no", refund.reference());
        return switch (gateway.call("alipay.trade.fastpay.refund.query", business)) {
            case AlipayGateway.Answer.NotSent none -> new Refunding.Unknown(none.why());
            case AlipayGateway.Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case AlipayGateway.Answer.Given given when given.code().equals("10000") ->
                    given.body().path("refund_status").asString("").equals("REFUND_SUCCESS")
                            ? new Refunding.Done()
                            : new Refunding.NotThere();
            case AlipayGateway.Answer.Given given
                    when given.subCode().equals("ACQ.TRADE_NOT_EXIST") ->
                    new Refunding.NotThere();
            case AlipayGateway.Answer.Given given -> new Refunding.Unknown(given.message());
        };
    }

    @Override
    public NoticeReading read(RawNotice notice) {
        return notices.read(notice.body());
    }

    /** Seven letters and nothing else count as yes; everything else makes Alipay send again. */
    @Override
    public Acknowledgement acknowledge(NoticeVerdict verdict) {
        return new Acknowledgement(
                200, "text/plain", verdict == NoticeVerdict.TAKEN ? "success" : "failure");
    }

    /** How a trade stands, from the fields that queries and notices share. */
    static Standing standing(Currency currency, JsonNode trade) {
        return switch (trade.path("trade_status").asString("")) {
            case "TRADE_SUCCESS", "TRADE_FINISHED" ->
                    new Standing.Paid(
                            amount(currency, trade.path("total_amount").asString("0")),
                            trade.path("trade_no").asString(""));
            case "TRADE_CLOSED" -> new Standing.Closed();
            case "WAIT_BUYER_PAY" -> new Standing.Waiting();
            default -> new Standing.Unknown("Trade status " + trade.path("trade_status"));
        };
    }

    static Money amount(Currency currency, String decimal) {
        return Money.parse(
                currency, new java.math.BigDecimal(decimal).stripTrailingZeros().toPlainString());
    }

    /** No call is made: the buyer's browser carries the signed order to Alipay. */
    private Started page(Charge charge, String method, String product) {
        Map<String, String> business = business(charge, product);
        Map<String, String> further =
                charge.returnUrl() == null ? Map.of() : Map.of("return_url", charge.returnUrl());
        return new Started.Waiting(
                NextAction.redirect(
                        gateway.pageUrl(method, business, further), charge.expiresAt()));
    }

    private Started precreate(Charge charge) {
        return switch (gateway.call(
                "alipay.trade.precreate", business(charge, "FACE_TO_FACE_PAYMENT"))) {
            case AlipayGateway.Answer.NotSent none ->
                    new Started.Refused(new Failure("channel_unavailable", none.why(), true));
            case AlipayGateway.Answer.NoAnswer none -> new Started.Unknown(none.why());
            case AlipayGateway.Answer.Given given when given.code().equals("10000") ->
                    new Started.Waiting(
                            NextAction.qrCode(
                                    given.body().path("qr_code").asString(""), charge.expiresAt()));
            case AlipayGateway.Answer.Given given
                    when inDoubt(given) || given.subCode().equals("ACQ.TRADE_HAS_SUCCESS") ->
                    new Started.Unknown(given.message());
            case AlipayGateway.Answer.Given given -> new Started.Refused(failure(given));
        };
    }

    private Map<String, String> business(Charge charge, String product) {
        Map<String, String> business = new LinkedHashMap<>();
        business.put("out_trade_no", charge.reference());
        business.put("total_amount", charge.amount().toDecimal());
        if (!charge.amount().currency().code().equals("CNY")) {
            business.put("trans_currency", charge.amount().currency().code());
        }
        business.put("subject", charge.subject());
        business.put("product_code", product);
        business.put("seller_id", settings.sellerId());
        business.put("time_expire", AlipayGateway.TIME.format(charge.expiresAt()));
        return business;
    }

    private static boolean inDoubt(AlipayGateway.Answer.Given given) {
        return IN_DOUBT.contains(given.code()) || IN_DOUBT.contains(given.subCode());
    }

    private static Failure failure(AlipayGateway.Answer.Given given) {
        boolean busy = given.code().equals("40005");
        return new Failure(busy ? "channel_busy" : "channel_refused", given.message(), busy);
    }
}

package io.paideia.channels.alipay;

import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

    private static final String TOO_MANY_CALLS = "40005";

    /** What an amount looks like; anything else, however well signed, says nothing. */
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?");

    private final String name;
    private final AlipaySettings settings;
    private final AlipayGateway gateway;
    private final AlipayNotices notices;

    Alipay(String name, AlipaySettings settings, AlipayGateway gateway, AlipayNotices notices) {
        this.name = name;
        this.settings = settings;
        this.gateway = gateway;
        this.notices = notices;
    }

    @Override
    public String name() {
        return name;
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
    public Started start(Charge charge, Payer payer) {
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
                    names(charge.reference(), given)
                            ? standing(given.body())
                            : new Standing.Unknown("The answer names another trade");
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
        business.put("out_trade_no", refund.charge().reference());
        business.put("out_request_no", refund.reference());
        business.put("refund_amount", refund.amount().toDecimal());
        business.put("refund_reason", refund.reason());
        return switch (gateway.call("alipay.trade.refund", business)) {
            case AlipayGateway.Answer.NotSent none -> new Refunding.Unknown(none.why());
            case AlipayGateway.Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            // Accepted is not refunded: only fund_change=Y says that this very call moved money.
            case AlipayGateway.Answer.Given given when given.code().equals("10000") ->
                    names(refund.charge().reference(), given)
                                    && given.body().path("fund_change").asString("").equals("Y")
                            ? new Refunding.Done()
                            : new Refunding.Unknown("Accepted before or not yet carried out");
            // Too many calls: nothing happened, and the same number may be asked for again.
            case AlipayGateway.Answer.Given given
                    when inDoubt(given) || given.code().equals(TOO_MANY_CALLS) ->
                    new Refunding.Unknown(given.message());
            case AlipayGateway.Answer.Given given -> new Refunding.Refused(failure(given));
        };
    }

    @Override
    public Refunding queryRefund(Return refund) {
        Map<String, String> business =
                Map.of(
                        "out_trade_no",
                        refund.charge().reference(),
                        "out_request_no",
                        refund.reference());
        return switch (gateway.call("alipay.trade.fastpay.refund.query", business)) {
            case AlipayGateway.Answer.NotSent none -> new Refunding.Unknown(none.why());
            case AlipayGateway.Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case AlipayGateway.Answer.Given given when given.code().equals("10000") ->
                    refunded(refund, given);
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
    static Standing standing(JsonNode trade) {
        return switch (trade.path("trade_status").asString("")) {
            case "TRADE_SUCCESS", "TRADE_FINISHED" ->
                    amount(
                                    trade.path("trans_currency").asString("CNY"),
                                    trade.path("total_amount").asString(""))
                            .<Standing>map(
                                    amount ->
                                            new Standing.Paid(
                                                    amount, trade.path("trade_no").asString("")))
                            .orElseGet(
                                    () ->
                                            new Standing.Unknown(
                                                    "Amount " + trade.path("total_amount")));
            case "TRADE_CLOSED" -> new Standing.Closed();
            case "WAIT_BUYER_PAY" -> new Standing.Waiting();
            default -> new Standing.Unknown("Trade status " + trade.path("trade_status"));
        };
    }

    /** An amount as Alipay writes it, "99.00"; empty if it is none of its currency. */
    static Optional<Money> amount(String currency, String decimal) {
        if (!DECIMAL.matcher(decimal).matches()) {
            return Optional.empty();
        }
        try {
            return Currency.find(currency).map(known -> Money.parse(known, decimal));
        } catch (ArithmeticException tooFine) {
            return Optional.empty();
        }
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

    /** Only the refund that was asked about counts as done. */
    private static Refunding refunded(Return refund, AlipayGateway.Answer.Given given) {
        if (!names(refund.charge().reference(), given)) {
            return new Refunding.Unknown("The answer names another trade");
        }
        if (!given.body().path("refund_status").asString("").equals("REFUND_SUCCESS")) {
            return new Refunding.NotThere();
        }
        return given.body()
                        .path("out_request_no")
                        .asString(refund.reference())
                        .equals(refund.reference())
                ? new Refunding.Done()
                : new Refunding.Unknown("The answer names another refund");
    }

    /**
     * Alipay's signature does not cover the question; so the answer to another one could be played
     * back to us. What names another trade is no answer.
     */
    private static boolean names(String reference, AlipayGateway.Answer.Given given) {
        return given.body().path("out_trade_no").asString("").equals(reference);
    }

    private static boolean inDoubt(AlipayGateway.Answer.Given given) {
        return IN_DOUBT.contains(given.code()) || IN_DOUBT.contains(given.subCode());
    }

    private static Failure failure(AlipayGateway.Answer.Given given) {
        boolean busy = given.code().equals(TOO_MANY_CALLS);
        return new Failure(busy ? "channel_busy" : "channel_refused", given.message(), busy);
    }
}

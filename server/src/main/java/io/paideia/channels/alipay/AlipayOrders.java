package io.paideia.channels.alipay;

import static io.paideia.channels.alipay.AlipayReading.failure;
import static io.paideia.channels.alipay.AlipayReading.inDoubt;
import static io.paideia.channels.alipay.AlipayReading.names;

import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.alipay.AlipayTransport.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Orders: a page on the desktop or the phone, a code to scan, or a text that the platform's own app
 * hands to Alipay's. Source: the open platform's documents of alipay.trade.page.pay, wap.pay,
 * app.pay, precreate, query and close. Thread-safe.
 */
final class AlipayOrders {

    static final Set<String> METHODS =
            Set.of("alipay_page", "alipay_wap", "alipay_qr", "alipay_app");

    private final AlipaySettings settings;
    private final AlipayGateway gateway;
    private final AlipayTransport transport;

    /** The gateway signs what a browser or an app carries, the transport carries our own calls. */
    AlipayOrders(AlipaySettings settings, AlipayGateway gateway, AlipayTransport transport) {
        this.settings = settings;
        this.gateway = gateway;
        this.transport = transport;
    }

    Started start(Charge charge) {
        return switch (charge.method()) {
            case "alipay_page" -> page(charge, "alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY");
            case "alipay_wap" -> page(charge, "alipay.trade.wap.pay", "QUICK_WAP_WAY");
            case "alipay_app" -> app(charge);
            case "alipay_qr" -> precreate(charge);
            default ->
                    throw new IllegalArgumentException(
                            "Not a method of Alipay: " + charge.method());
        };
    }

    Standing query(Charge charge) {
        return switch (transport.call(
                "alipay.trade.query", Map.of("out_trade_no", charge.reference()))) {
            case Answer.NotSent none -> new Standing.Unknown(none.why());
            case Answer.NoAnswer none -> new Standing.Unknown(none.why());
            case Answer.Given given when given.succeeded() ->
                    names(charge.reference(), given)
                            ? AlipayReading.standing(given.body())
                            : new Standing.Unknown("The answer names another trade");
            case Answer.Given given when given.subCode().equals("ACQ.TRADE_NOT_EXIST") ->
                    new Standing.NotThere();
            case Answer.Given given -> new Standing.Unknown(given.message());
        };
    }

    Closing close(Charge charge) {
        return switch (transport.call(
                "alipay.trade.close", Map.of("out_trade_no", charge.reference()))) {
            case Answer.NotSent none -> new Closing.Unknown(none.why());
            case Answer.NoAnswer none -> new Closing.Unknown(none.why());
            case Answer.Given given when given.succeeded() ->
                    names(charge.reference(), given)
                            ? new Closing.Done()
                            : new Closing.Unknown("The answer names another trade");
            case Answer.Given given ->
                    switch (given.subCode()) {
                        case "ACQ.TRADE_NOT_EXIST" -> new Closing.NotThere();
                        case "ACQ.TRADE_HAS_CLOSE" -> new Closing.Done();
                        case "ACQ.TRADE_HAS_SUCCESS",
                                "ACQ.TRADE_STATUS_ERROR",
                                "ACQ.REASON_TRADE_STATUS_INVALID" ->
                                new Closing.AlreadyPaid();
                        default -> new Closing.Unknown(given.message());
                    };
        };
    }

    /** No call is made: the buyer's browser carries the signed order to Alipay. */
    private Started page(Charge charge, String method, String product) {
        Map<String, String> further =
                charge.returnUrl() == null ? Map.of() : Map.of("return_url", charge.returnUrl());
        return new Started.Waiting(
                NextAction.redirect(
                        gateway.pageUrl(method, business(charge, product), further),
                        charge.expiresAt()));
    }

    /** No call is made here either: the platform's app carries it. */
    private Started app(Charge charge) {
        String order =
                gateway.orderString(
                        "alipay.trade.app.pay", business(charge, "QUICK_MSECURITY_PAY"));
        return new Started.Waiting(
                NextAction.appParams(Map.of("order_string", order), charge.expiresAt()));
    }

    private Started precreate(Charge charge) {
        return switch (transport.call(
                "alipay.trade.precreate", business(charge, "FACE_TO_FACE_PAYMENT"))) {
            case Answer.NotSent none ->
                    new Started.Refused(new Failure("channel_unavailable", none.why(), true));
            case Answer.NoAnswer none -> new Started.Unknown(none.why());
            case Answer.Given given when given.succeeded() -> code(charge, given);
            case Answer.Given given
                    when inDoubt(given) || given.subCode().equals("ACQ.TRADE_HAS_SUCCESS") ->
                    new Started.Unknown(given.message());
            case Answer.Given given -> new Started.Refused(failure(given));
        };
    }

    /** Another order's code would collect this one's money for that one. */
    private static Started code(Charge charge, Answer.Given given) {
        String code = given.field("qr_code");
        return names(charge.reference(), given) && !code.isEmpty()
                ? new Started.Waiting(NextAction.qrCode(code, charge.expiresAt()))
                : new Started.Unknown("The answer names another trade, or no code");
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
        business.put("time_expire", AlipayTimes.format(charge.expiresAt()));
        return business;
    }
}

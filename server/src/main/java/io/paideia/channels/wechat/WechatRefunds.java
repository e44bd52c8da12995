package io.paideia.channels.wechat;

import io.paideia.channels.Failure;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.wechat.WechatGateway.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Refunds and how they stand. Source: WeChat Pay's documents of {@code
 * /v3/refund/domestic/refunds}. Thread-safe.
 */
final class WechatRefunds {

    private static final String PATH = "/v3/refund/domestic/refunds";
    private static final int LONGEST_REASON = 80;

    private final WechatSettings settings;
    private final WechatGateway gateway;

    WechatRefunds(WechatSettings settings, WechatGateway gateway) {
        this.settings = settings;
        this.gateway = gateway;
    }

    Refunding refund(Return refund) {
        Map<String, Object> business = new LinkedHashMap<>();
        business.put("out_trade_no", refund.charge().reference());
        business.put("out_refund_no", refund.reference());
        if (!refund.reason().isBlank()) {
            business.put("reason", shortened(refund.reason()));
        }
        business.put("notify_url", settings.notifyUrl().toString());
        Map<String, Object> amount = new LinkedHashMap<>();
        amount.put("refund", refund.amount().minor());
        amount.put("total", refund.paid().minor());
        amount.put("currency", "CNY");
        business.put("amount", amount);
        return switch (gateway.post(PATH, business)) {
            case Answer.NotSent none -> new Refunding.Unknown(none.why());
            case Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case Answer.Given given -> refunding(refund, given);
            // Nothing happened, and the same number may be asked for again.
            case Answer.Denied denied when denied.isBusy() -> new Refunding.Unknown(denied.why());
            case Answer.Denied denied -> new Refunding.Refused(denied.failure());
        };
    }

    Refunding query(Return refund) {
        return switch (gateway.get(PATH + "/" + refund.reference())) {
            case Answer.NotSent none -> new Refunding.Unknown(none.why());
            case Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case Answer.Given given -> refunding(refund, given);
            case Answer.Denied denied
                    when denied.status() == 404 && denied.code().equals("RESOURCE_NOT_EXISTS") ->
                    new Refunding.NotThere();
            case Answer.Denied denied -> new Refunding.Unknown(denied.why());
        };
    }

    /**
     * How a refund stands.
     *
     * @param status what queries call status and notices refund_status
     */
    static Refunding standing(String status, String handle) {
        return switch (status) {
            case "SUCCESS" -> new Refunding.Done(handle);
            case "PROCESSING" -> new Refunding.Accepted(handle);
            case "ABNORMAL" ->
                    new Refunding.Refused(
                            new Failure(
                                    "refund_abnormal",
                                    "The buyer's account took no refund; the merchant platform"
                                            + " pays it out another way (ABNORMAL "
                                            + handle
                                            + ")",
                                    false));
            case "CLOSED" ->
                    new Refunding.Refused(
                            new Failure(
                                    "refund_closed",
                                    "WeChat Pay closed the refund (CLOSED " + handle + ")",
                                    true));
            default -> new Refunding.Unknown("Refund status " + status);
        };
    }

    private static Refunding refunding(Return refund, Answer.Given given) {
        boolean same =
                given.text("/out_refund_no").equals(refund.reference())
                        && given.text("/out_trade_no").equals(refund.charge().reference())
                        && WechatOrders.amount(given.body().path("amount"), "refund")
                                .filter(refund.amount()::equals)
                                .isPresent();
        return same
                ? standing(given.text("/status"), given.text("/refund_id"))
                : new Refunding.Unknown("The answer names another refund");
    }

    private static String shortened(String reason) {
        return reason.codePointCount(0, reason.length()) <= LONGEST_REASON
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, LONGEST_REASON));
    }
}

package io.paideia.channels.wechat;

import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Payer;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.wechat.WechatGateway.Answer;
import io.paideia.money.Money;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Orders of the four kinds, their query and their end. Source: WeChat Pay's documents of {@code
 * /v3/pay/transactions}. Thread-safe.
 */
final class WechatOrders {

    private static final String PATH = "/v3/pay/transactions/";
    private static final Duration PREPAID_FOR = Duration.ofHours(2);
    private static final Duration H5_FOR = Duration.ofMinutes(5);
    private static final int LONGEST_DESCRIPTION = 127;

    private final WechatSettings settings;
    private final WechatGateway gateway;
    private final MerchantKey key;
    private final Clock clock;

    WechatOrders(WechatSettings settings, WechatGateway gateway, MerchantKey key, Clock clock) {
        this.settings = settings;
        this.gateway = gateway;
        this.key = key;
        this.clock = clock;
    }

    Started start(Charge charge, Payer payer) {
        if (charge.method().equals("wechat_jsapi") && blank(payer.openId())) {
            return refused("open_id_missing", "WeChat Pay wants the buyer's openid");
        }
        if (charge.method().equals("wechat_h5") && blank(payer.ip())) {
            return refused("payer_ip_missing", "WeChat Pay wants the address of the buyer's phone");
        }
        String kind = charge.method().substring("wechat_".length());
        return switch (gateway.post(PATH + kind, business(charge, payer))) {
            case Answer.NotSent none ->
                    new Started.Refused(new Failure("channel_unavailable", none.why(), true));
            case Answer.NoAnswer none -> new Started.Unknown(none.why());
            case Answer.Given given -> action(charge, given);
            // An order of this number is there already: the query says how it stands.
            case Answer.Denied denied
                    when denied.code().equals("ORDERPAID")
                            || denied.code().equals("ORDER_PAID")
                            || denied.code().equals("OUT_TRADE_NO_USED") ->
                    new Started.Unknown(denied.why());
            case Answer.Denied denied -> new Started.Refused(denied.failure());
        };
    }

    Standing query(Charge charge) {
        return switch (gateway.get(
                PATH + "out-trade-no/" + charge.reference() + "?mchid=" + settings.mchId())) {
            case Answer.NotSent none -> new Standing.Unknown(none.why());
            case Answer.NoAnswer none -> new Standing.Unknown(none.why());
            case Answer.Given given ->
                    isAbout(charge, given)
                            ? standing(given.body())
                            : new Standing.Unknown("The answer names another order");
            case Answer.Denied denied when isNotThere(denied) -> new Standing.NotThere();
            case Answer.Denied denied -> new Standing.Unknown(denied.why());
        };
    }

    Closing close(Charge charge) {
        return switch (gateway.post(
                PATH + "out-trade-no/" + charge.reference() + "/close",
                Map.of("mchid", settings.mchId()))) {
            case Answer.NotSent none -> new Closing.Unknown(none.why());
            case Answer.NoAnswer none -> new Closing.Unknown(none.why());
            case Answer.Given given -> new Closing.Done();
            case Answer.Denied denied when isNotThere(denied) -> new Closing.NotThere();
            case Answer.Denied denied when denied.code().equals("ORDER_CLOSED") ->
                    new Closing.Done();
            // Paid, or being paid at this moment, which WeChat Pay also calls "too often": look.
            case Answer.Denied denied ->
                    switch (query(charge)) {
                        case Standing.Paid paid -> new Closing.AlreadyPaid();
                        case Standing.Authorized held -> new Closing.AlreadyPaid();
                        case Standing.Closed closed -> new Closing.Done();
                        case Standing.NotThere none -> new Closing.NotThere();
                        case Standing.Waiting waiting -> new Closing.Unknown(denied.why());
                        case Standing.Declined declined -> new Closing.Unknown(denied.why());
                        case Standing.Unknown unknown -> new Closing.Unknown(denied.why());
                    };
        };
    }

    /** How an order stands, from the members that queries and notices share. */
    static Standing standing(JsonNode order) {
        String state = order.path("trade_state").asString("");
        return switch (state) {
            // With a refund, of whatever amount and outcome, it is still an order that was paid.
            case "SUCCESS", "REFUND" -> paid(order);
            case "NOTPAY", "USERPAYING", "ACCEPT" -> new Standing.Waiting();
            case "CLOSED", "REVOKED" -> new Standing.Closed();
            case "PAYERROR" ->
                    new Standing.Declined(
                            new Failure(
                                    "declined",
                                    order.path("trade_state_desc").asString(state),
                                    true));
            default -> new Standing.Unknown("Trade state " + state);
        };
    }

    /** An amount in fen, as messages have it; empty if it is none. */
    static Optional<Money> amount(JsonNode amount, String member) {
        JsonNode fen = amount.path(member);
        return fen.isIntegralNumber()
                        && fen.canConvertToLong()
                        && fen.asLong() >= 0
                        && amount.path("currency").asString("CNY").equals("CNY")
                ? Optional.of(Money.of("CNY", fen.asLong()))
                : Optional.empty();
    }

    private static Standing paid(JsonNode order) {
        String trade = order.path("transaction_id").asString("");
        return amount(order.path("amount"), "total")
                .filter(amount -> amount.isPositive() && !trade.isEmpty())
                .<Standing>map(amount -> new Standing.Paid(amount, trade))
                .orElseGet(() -> new Standing.Unknown("Amount " + order.path("amount")));
    }

    private boolean isAbout(Charge charge, Answer.Given given) {
        return given.text("/out_trade_no").equals(charge.reference())
                && given.text("/mchid").equals(settings.mchId())
                && given.text("/appid").equals(settings.appOf(charge.method()));
    }

    private static boolean isNotThere(Answer.Denied denied) {
        return denied.status() == 404
                && (denied.code().equals("ORDER_NOT_EXIST")
                        || denied.code().equals("ORDERNOTEXIST"));
    }

    private Map<String, Object> business(Charge charge, Payer payer) {
        Map<String, Object> business = new LinkedHashMap<>();
        business.put("appid", settings.appOf(charge.method()));
        business.put("mchid", settings.mchId());
        business.put("description", description(charge.subject()));
        business.put("out_trade_no", charge.reference());
        business.put("time_expire", WechatTimes.rfc3339(charge.expiresAt()));
        business.put("notify_url", settings.notifyUrl().toString());
        business.put("amount", Map.of("total", charge.amount().minor(), "currency", "CNY"));
        switch (charge.method()) {
            case "wechat_jsapi" ->
                    business.put("payer", Map.of("openid", String.valueOf(payer.openId())));
            case "wechat_h5" ->
                    business.put(
                            "scene_info",
                            Map.of(
                                    "payer_client_ip",
                                    String.valueOf(payer.ip()),
                                    "h5_info",
                                    Map.of("type", "Wap")));
            default -> {}
        }
        return business;
    }

    private Started action(Charge charge, Answer.Given given) {
        String answer =
                given.text(
                        switch (charge.method()) {
                            case "wechat_native" -> "/code_url";
                            case "wechat_h5" -> "/h5_url";
                            default -> "/prepay_id";
                        });
        if (answer.isEmpty()) {
            return new Started.Unknown("The answer lacks what the buyer needs");
        }
        return new Started.Waiting(
                switch (charge.method()) {
                    case "wechat_native" -> NextAction.qrCode(answer, earlier(charge, PREPAID_FOR));
                    case "wechat_h5" ->
                            NextAction.redirect(returning(answer, charge), earlier(charge, H5_FOR));
                    case "wechat_app" ->
                            NextAction.appParams(app(answer), earlier(charge, PREPAID_FOR));
                    default -> NextAction.appParams(jsapi(answer), earlier(charge, PREPAID_FOR));
                });
    }

    /** What WeChat's own script is called with; the fourth signed line is the package. */
    private Map<String, String> jsapi(String prepayId) {
        String timestamp = key.timestamp();
        String nonce = MerchantKey.nonce();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("appId", settings.appId());
        fields.put("timeStamp", timestamp);
        fields.put("nonceStr", nonce);
        fields.put("package", "prepay_id=" + prepayId);
        fields.put("signType", "RSA");
        fields.put(
                "paySign",
                key.sign(
                        MerchantKey.lines(
                                settings.appId(), timestamp, nonce, "prepay_id=" + prepayId)));
        return fields;
    }

    /** What the app's SDK is called with; the fourth signed line is the bare number. */
    private Map<String, String> app(String prepayId) {
        String appId = settings.appOf("wechat_app");
        String timestamp = key.timestamp();
        String nonce = MerchantKey.nonce();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("appId", appId);
        fields.put("partnerId", settings.mchId());
        fields.put("prepayId", prepayId);
        fields.put("packageValue", "Sign=WXPay");
        fields.put("nonceStr", nonce);
        fields.put("timeStamp", timestamp);
        fields.put("sign", key.sign(MerchantKey.lines(appId, timestamp, nonce, prepayId)));
        return fields;
    }

    private static String returning(String h5Url, Charge charge) {
        return charge.returnUrl() == null
                ? h5Url
                : h5Url
                        + "&redirect_url="
                        + URLEncoder.encode(charge.returnUrl(), StandardCharsets.UTF_8);
    }

    private Instant earlier(Charge charge, Duration validity) {
        Instant then = clock.instant().plus(validity);
        return then.isBefore(charge.expiresAt()) ? then : charge.expiresAt();
    }

    /** Bills put a backtick before each value, so none may stand in one. */
    private static String description(String subject) {
        String plain = subject.replace('`', '\'');
        return plain.codePointCount(0, plain.length()) <= LONGEST_DESCRIPTION
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, LONGEST_DESCRIPTION));
    }

    private static Started refused(String code, String message) {
        return new Started.Refused(new Failure(code, message, false));
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}

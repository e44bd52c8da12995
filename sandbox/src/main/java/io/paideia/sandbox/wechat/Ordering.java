package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code POST /v3/pay/transactions/{native|jsapi|app|h5}}: a merchant asks to be paid. */
final class Ordering {

    /** Where an H5 order's browser goes, below our prefix. */
    static final String H5_PATH = "/checkmweb";

    private static final Pattern REFERENCE = Pattern.compile("[0-9A-Za-z_\\-|*]{6,32}");
    private static final int LONGEST_DESCRIPTION = 127;
    private static final Duration USUAL_VALIDITY = Duration.ofDays(7);

    private final Account account;
    private final Engine engine;
    private final String prefix;

    Ordering(Account account, Engine engine, String prefix) {
        this.account = account;
        this.engine = engine;
        this.prefix = prefix;
    }

    /** The call's name is the last part of the path: how the buyer will pay. */
    Answer place(Call call) {
        Order order = order(call);
        return engine.trades()
                .decide(
                        WechatChannel.NAME,
                        order.reference(),
                        stored ->
                                stored.map(trade -> Decision.keep(again(call, trade, order)))
                                        .orElseGet(
                                                () ->
                                                        Decision.change(
                                                                ways(call, order),
                                                                Trade.of(order))));
    }

    private Answer again(Call call, Trade trade, Order order) {
        return switch (trade.status()) {
            case AUTHORIZED, PAID -> new Answer.Failed(400, "ORDERPAID", "该订单已支付");
            case CLOSED -> new Answer.Failed(400, "ORDER_CLOSED", "该订单已关闭");
            case ORDERED, WAITING ->
                    trade.order().asksTheSameAs(order)
                                    && trade.order().detail("kind").orElse("").equals(call.name())
                            ? ways(call, trade.order())
                            : new Answer.Failed(403, "OUT_TRADE_NO_USED", "商户订单号重复");
        };
    }

    private Answer ways(Call call, Order order) {
        return new Answer.Done(
                switch (call.name()) {
                    case "native" ->
                            Map.of("code_url", engine.cashier().apply(order.token()).toString());
                    case "h5" ->
                            Map.of(
                                    "h5_url",
                                    engine.base()
                                            .get()
                                            .resolve(
                                                    prefix
                                                            + H5_PATH
                                                            + "?prepay_id="
                                                            + order.detail("prepay_id").orElse("")
                                                            + "&package="
                                                            + order.token())
                                            .toString());
                    default -> Map.of("prepay_id", order.detail("prepay_id").orElse(""));
                });
    }

    private Order order(Call call) {
        String app = call.name().equals("app") ? account.mobileAppId() : account.appId();
        if (!call.required("/mchid").equals(account.mchId())
                || !call.required("/appid").equals(app)) {
            throw new Answer.Rejected(
                    new Answer.Failed(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"));
        }
        String reference = call.required("/out_trade_no");
        if (!REFERENCE.matcher(reference).matches()) {
            throw Answer.Rejected.parameter("out_trade_no: 6-32 [0-9A-Za-z_-|*]");
        }
        String description = call.required("/description");
        if (description.length() > LONGEST_DESCRIPTION) {
            throw Answer.Rejected.parameter("description: 1-127");
        }
        call.required("/notify_url");
        if (!call.text("/amount/currency").orElse("CNY").equals("CNY")) {
            throw Answer.Rejected.parameter("amount.currency: CNY");
        }
        Amount amount = call.amount("/amount/total");
        Instant now = engine.clock().instant();
        return new Order(
                WechatChannel.NAME,
                reference,
                token(),
                amount,
                description,
                call.address("/notify_url"),
                null,
                now,
                deadline(call, now),
                details(call, app, now));
    }

    private Map<String, String> details(Call call, String app, Instant now) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("kind", call.name());
        details.put("appid", app);
        details.put("serial", call.serial());
        details.put("prepay_id", "wx" + Beijing.digits(now) + hex());
        call.text("/attach").ifPresent(value -> details.put("attach", value));
        switch (call.name()) {
            case "jsapi" -> details.put("openid", call.required("/payer/openid"));
            case "h5" -> {
                call.required("/scene_info/payer_client_ip");
                call.required("/scene_info/h5_info/type");
            }
            default -> {}
        }
        return details;
    }

    /**
     * A deadline is written by the merchant's clock, which knows nothing of the virtual one, so it
     * moves along with the offset.
     */
    private Instant deadline(Call call, Instant now) {
        Optional<String> text = call.text("/time_expire");
        if (text.isEmpty()) {
            return now.plus(USUAL_VALIDITY);
        }
        Instant deadline =
                Beijing.parseRfc3339(text.get())
                        .orElseThrow(() -> Answer.Rejected.parameter("time_expire: rfc3339"))
                        .plus(engine.clock().offset());
        if (!deadline.isAfter(now)) {
            throw new Answer.Rejected(Answer.invalid("订单失效时间必须晚于当前时间"));
        }
        return deadline;
    }

    /** Where the browser of an H5 order goes on, and where it comes back to. */
    Optional<URI> cashier(String token, String redirect) {
        Optional<Trade> found =
                engine.trades()
                        .findByToken(token)
                        .filter(trade -> trade.order().channel().equals(WechatChannel.NAME));
        if (found.isPresent() && !redirect.isEmpty()) {
            engine.trades()
                    .decide(
                            WechatChannel.NAME,
                            found.get().order().reference(),
                            stored -> {
                                Trade trade = stored.orElseThrow();
                                return Decision.change(
                                        trade, trade.knowing("redirect_url", redirect));
                            });
        }
        return found.map(trade -> engine.cashier().apply(token));
    }

    private String token() {
        byte[] bytes = new byte[16];
        engine.random().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String hex() {
        byte[] bytes = new byte[11];
        engine.random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

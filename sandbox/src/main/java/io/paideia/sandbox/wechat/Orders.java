package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What became of an order, and its end: query by either number, and close. */
final class Orders {

    private final Account account;
    private final Engine engine;

    Orders(Account account, Engine engine) {
        this.account = account;
        this.engine = engine;
    }

    Answer query(Call call) {
        return describe(call, engine.trades().find(WechatChannel.NAME, call.name()));
    }

    Answer queryByNumber(Call call) {
        return describe(
                call,
                engine.trades()
                        .findByNumber(WechatChannel.NAME, call.name())
                        .filter(trade -> trade.paidAt() != null));
    }

    /** The merchant's number of a trade that is named by ours; empty text if there is none. */
    String referenceOf(String number) {
        return engine.trades()
                .findByNumber(WechatChannel.NAME, number)
                .map(trade -> trade.order().reference())
                .orElse("");
    }

    Answer close(Call call) {
        requireMerchant(call.required("/mchid"));
        return engine.trades()
                .decide(
                        WechatChannel.NAME,
                        call.name(),
                        stored -> {
                            if (stored.isEmpty()) {
                                return Decision.keep(Answer.orderNotExist());
                            }
                            Trade trade = stored.get();
                            return switch (trade.status()) {
                                case AUTHORIZED, PAID ->
                                        Decision.keep(
                                                new Answer.Failed(400, "ORDERPAID", "该订单已支付"));
                                case CLOSED -> Decision.keep(Answer.Done.empty());
                                case ORDERED, WAITING ->
                                        Decision.change(
                                                Answer.Done.empty(),
                                                trade.closed(engine.clock().instant()));
                            };
                        });
    }

    private Answer describe(Call call, Optional<Trade> found) {
        requireMerchant(call.query().getOrDefault("mchid", ""));
        return found.<Answer>map(
                        trade ->
                                new Answer.Done(
                                        members(
                                                account,
                                                trade,
                                                engine.scenarios()
                                                        .hidesPayment(
                                                                trade, engine.clock().instant()))))
                .orElseGet(Answer::orderNotExist);
    }

    private void requireMerchant(String mchId) {
        if (!mchId.equals(account.mchId())) {
            throw Answer.Rejected.parameter("mchid");
        }
    }

    /** The transaction as queries and notices show it. */
    static Map<String, Object> members(Account account, Trade trade, boolean hidden) {
        Order order = trade.order();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("mchid", account.mchId());
        members.put("appid", order.detail("appid").orElse(account.appId()));
        members.put("out_trade_no", order.reference());
        Instant paidAt = hidden ? null : trade.paidAt();
        members.put("trade_state", hidden ? "NOTPAY" : state(trade));
        members.put("trade_state_desc", paidAt == null ? "订单未支付" : "支付成功");
        order.detail("attach").ifPresent(attach -> members.put("attach", attach));
        if (paidAt == null) {
            members.put("amount", Map.of("total", order.amount().minor(), "currency", "CNY"));
            return members;
        }
        members.put("transaction_id", Objects.requireNonNull(trade.number()));
        members.put("trade_type", kind(order));
        members.put("bank_type", "OTHERS");
        members.put("success_time", Beijing.rfc3339(paidAt));
        members.put(
                "payer", Map.of("openid", order.detail("openid").orElse(Account.BUYER_OPEN_ID)));
        members.put("amount", amount(order.amount()));
        return members;
    }

    static Map<String, Object> amount(Amount amount) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("total", amount.minor());
        members.put("payer_total", amount.minor());
        members.put("currency", amount.currency());
        members.put("payer_currency", amount.currency());
        return members;
    }

    static String kind(Order order) {
        return switch (order.detail("kind").orElse("")) {
            case "jsapi" -> "JSAPI";
            case "app" -> "APP";
            case "h5" -> "MWEB";
            default -> "NATIVE";
        };
    }

    /** A trade with a refund is in the state REFUND, whether or not all of it went back. */
    private static String state(Trade trade) {
        return switch (trade.status()) {
            case ORDERED, WAITING -> "NOTPAY";
            case AUTHORIZED, PAID -> trade.refunds().isEmpty() ? "SUCCESS" : "REFUND";
            case CLOSED -> "CLOSED";
        };
    }
}

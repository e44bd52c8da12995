package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v3/refund/domestic/refunds}: money goes back. A refund is taken at once, carried out a
 * moment later, and told of then.
 */
final class Refunding {

    private static final Pattern NUMBER = Pattern.compile("[0-9A-Za-z_\\-|*@]{1,64}");
    private static final int MOST = 50;
    private static final Duration WITHIN = Duration.ofDays(365);
    private static final Duration USUALLY_TAKES = Duration.ofSeconds(1);

    private final Engine engine;

    /** Which trade a refund belongs to, by the merchant's numbers. */
    private final Map<String, String> trades = new ConcurrentHashMap<>();

    /** An answer, and whether this very call made the refund. */
    private record Taken(Answer answer, boolean fresh) {}

    Refunding(Engine engine) {
        this.engine = engine;
        engine.trades()
                .all()
                .filter(trade -> trade.order().channel().equals(WechatChannel.NAME))
                .forEach(this::resume);
    }

    /** The merchant's number of the trade that the call is about. */
    String referenceOf(Call call) {
        return call.text("/out_trade_no")
                .or(
                        () ->
                                call.text("/transaction_id")
                                        .flatMap(
                                                number ->
                                                        engine.trades()
                                                                .findByNumber(
                                                                        WechatChannel.NAME, number))
                                        .map(trade -> trade.order().reference()))
                .orElseGet(() -> trades.getOrDefault(call.name(), ""));
    }

    Answer refund(Call call) {
        String number = call.required("/out_refund_no");
        if (!NUMBER.matcher(number).matches()) {
            throw Answer.Rejected.parameter("out_refund_no");
        }
        if (!call.required("/amount/currency").equals("CNY")) {
            throw Answer.Rejected.parameter("amount.currency: CNY");
        }
        Amount amount = call.amount("/amount/refund");
        long total = call.requiredLong("/amount/total");
        URI notify = call.address("/notify_url");
        String reference = referenceOf(call);
        String owner = trades.get(number);
        if (owner != null && !owner.equals(reference)) {
            return Answer.invalid("商户退款单号重复");
        }
        Taken taken =
                engine.trades()
                        .decide(
                                WechatChannel.NAME,
                                reference,
                                stored ->
                                        stored.map(
                                                        trade ->
                                                                take(
                                                                        trade, number, amount,
                                                                        total, notify, call))
                                                .orElseGet(() -> refused(noSuchOrder())));
        if (taken.fresh()) {
            trades.put(number, reference);
            plan(reference, number);
        }
        return taken.answer();
    }

    Answer query(Call call) {
        return find(call.name())
                .<Answer>map(trade -> done(trade, trade.refund(call.name()).orElseThrow()))
                .orElseGet(() -> new Answer.Failed(404, "RESOURCE_NOT_EXISTS", "退款单不存在"));
    }

    private Decision<Taken> take(
            Trade trade,
            String number,
            Amount amount,
            long total,
            @Nullable URI notify,
            Call call) {
        Optional<Refund> earlier = trade.refund(number);
        if (earlier.isPresent()) {
            return refused(
                    earlier.get().amount().equals(amount)
                            ? done(trade, earlier.get())
                            : Answer.invalid("订单金额或退款金额与之前请求不一致，请核实后再试"));
        }
        Instant now = engine.clock().instant();
        if (trade.status() != Trade.Status.PAID) {
            return refused(Answer.invalid("订单未支付，不可退款"));
        }
        if (total != trade.order().amount().minor()) {
            return refused(Answer.invalid("订单金额或退款金额与之前请求不一致，请核实后再试"));
        }
        if (amount.exceeds(trade.refundable())) {
            return refused(Answer.invalid("申请退款金额大于订单可退金额"));
        }
        if (trade.refunds().size() >= MOST
                || now.isAfter(Objects.requireNonNull(trade.paidAt()).plus(WITHIN))) {
            return refused(Answer.invalid("订单已超过可退款的最大期限或次数"));
        }
        Refund refund =
                Refund.pending(
                        number,
                        "503" + Beijing.digits(now) + String.format("%09d", number(9)),
                        amount,
                        call.text("/reason").orElse(""),
                        now);
        Trade after = trade.refunded(refund);
        if (notify != null) {
            after = after.knowing("notify " + number, notify.toString());
        }
        return Decision.change(new Taken(done(after, refund), true), after);
    }

    private static Decision<Taken> refused(Answer answer) {
        return Decision.keep(new Taken(answer, false));
    }

    private static Answer noSuchOrder() {
        return new Answer.Failed(404, "RESOURCE_NOT_EXISTS", "订单号不存在");
    }

    private Optional<Trade> find(String number) {
        return Optional.ofNullable(trades.get(number))
                .flatMap(reference -> engine.trades().find(WechatChannel.NAME, reference))
                .filter(trade -> trade.refund(number).isPresent());
    }

    /** When the refund ends, and how. */
    private void plan(String reference, String number) {
        Optional<Fault> fails = strike(Fault.Kind.REFUND_FAILS, reference);
        Optional<Fault> pending = strike(Fault.Kind.REFUND_PENDING, reference);
        Duration takes =
                fails.or(() -> pending)
                        .map(fault -> Duration.ofSeconds(fault.seconds()))
                        .orElse(USUALLY_TAKES);
        Refund.Status how = fails.isPresent() ? Refund.Status.FAILED : Refund.Status.SUCCEEDED;
        end(reference, number, how, takes);
    }

    private void end(String reference, String number, Refund.Status how, Duration takes) {
        engine.notices()
                .later(
                        engine.clock().instant().plus(takes),
                        () -> {
                            Trade after =
                                    engine.trades()
                                            .decide(
                                                    WechatChannel.NAME,
                                                    reference,
                                                    stored ->
                                                            ended(
                                                                    stored.orElseThrow(),
                                                                    number,
                                                                    how));
                            engine.notices()
                                    .announce(
                                            after,
                                            Topic.of(after, after.refund(number).orElseThrow()));
                        });
    }

    private Decision<Trade> ended(Trade trade, String number, Refund.Status how) {
        Refund refund = trade.refund(number).orElseThrow();
        if (refund.status() != Refund.Status.PENDING) {
            return Decision.keep(trade);
        }
        Trade after = trade.refundedNow(refund.ended(how, engine.clock().instant()));
        return Decision.change(after, after);
    }

    private Optional<Fault> strike(Fault.Kind kind, String reference) {
        return engine.scenarios().strike(kind, Operation.REFUND, WechatChannel.NAME, reference);
    }

    /**
     * What was on its way when the last process stopped goes on, but not before the notices have
     * looked at what is theirs to resume.
     */
    private void resume(Trade trade) {
        for (Refund refund : trade.refunds()) {
            trades.put(refund.requestNumber(), trade.order().reference());
            if (refund.status() == Refund.Status.PENDING) {
                end(
                        trade.order().reference(),
                        refund.requestNumber(),
                        Refund.Status.SUCCEEDED,
                        USUALLY_TAKES);
            }
        }
    }

    private long number(int digits) {
        return engine.random().nextLong((long) Math.pow(10, digits));
    }

    /** A refund in the words of the API; notices call the status refund_status. */
    static Map<String, Object> names(Trade trade, Refund refund) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("refund_id", refund.number());
        members.put("out_refund_no", refund.requestNumber());
        members.put("transaction_id", trade.tradeNumber().orElse(""));
        members.put("out_trade_no", trade.order().reference());
        members.put("user_received_account", "支付用户零钱");
        Instant endedAt = refund.endedAt();
        if (refund.status() == Refund.Status.SUCCEEDED && endedAt != null) {
            members.put("success_time", Beijing.rfc3339(endedAt));
        }
        return members;
    }

    static String status(Refund refund) {
        return switch (refund.status()) {
            case PENDING -> "PROCESSING";
            case SUCCEEDED -> "SUCCESS";
            case FAILED -> "ABNORMAL";
        };
    }

    private static Answer done(Trade trade, Refund refund) {
        Map<String, Object> members = names(trade, refund);
        members.put("channel", "ORIGINAL");
        members.put("create_time", Beijing.rfc3339(refund.refundedAt()));
        members.put("status", status(refund));
        members.put("funds_account", "AVAILABLE");
        Map<String, Object> amount = new LinkedHashMap<>();
        amount.put("total", trade.order().amount().minor());
        amount.put("refund", refund.amount().minor());
        amount.put("payer_total", trade.order().amount().minor());
        amount.put("payer_refund", refund.amount().minor());
        amount.put("settlement_refund", refund.amount().minor());
        amount.put("settlement_total", trade.order().amount().minor());
        amount.put("discount_refund", 0);
        amount.put("currency", "CNY");
        members.put("amount", amount);
        return new Answer.Done(members);
    }
}

package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import io.paideia.sandbox.unionpay.Answer.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A merchant asks to be paid: by the form that a browser brings (01/01), or by a code (01/07). */
final class Ordering {

    /** Of a sale that the issuer refused: with which code. */
    static final String DECLINED = "declined";

    private static final Duration USUAL_VALIDITY = Duration.ofHours(2);
    private static final Pattern COMMODITY = Pattern.compile("commodityName=([^}&]*)");

    private final Book book;
    private final Engine engine;

    Ordering(Book book, Engine engine) {
        this.book = book;
        this.engine = engine;
    }

    /** The answer's cashier is where the browser goes on. */
    Answer page(Call call) {
        Answer placed = place(call, "000201");
        boolean declined =
                placed.isDone()
                        && engine.scenarios()
                                .strike(
                                        Fault.Kind.DECLINED,
                                        Operation.CREATE,
                                        UnionPayChannel.NAME,
                                        call.order())
                                .isPresent();
        return declined ? declined(call) : placed;
    }

    Answer code(Call call) {
        Answer placed = place(call, "000000");
        return placed.isDone()
                ? Answer.done(Map.of("qrCode", String.valueOf(placed.more().get("cashier"))))
                : placed;
    }

    private Answer place(Call call, String bizType) {
        if (!call.required("bizType").equals(bizType)) {
            return Answer.malformed("bizType");
        }
        Order order = order(call);
        return book.trades()
                .decide(
                        UnionPayChannel.NAME,
                        order.reference(),
                        stored -> {
                            if (stored.isEmpty()) {
                                return Decision.change(placed(order), Trade.of(order));
                            }
                            Order earlier = stored.get().order();
                            boolean open =
                                    stored.get().status() == Trade.Status.ORDERED
                                            || stored.get().status() == Trade.Status.WAITING;
                            return Decision.keep(
                                    open
                                                    && earlier.asksTheSameAs(order)
                                                    && earlier.details().equals(order.details())
                                            ? placed(earlier)
                                            : Answer.repeated());
                        });
    }

    private Answer placed(Order order) {
        return Answer.done(Map.of("cashier", engine.cashier().apply(order.token()).toString()));
    }

    /** The buyer came, and the bank said no; the same order may still be paid with another card. */
    private Answer declined(Call call) {
        book.trades()
                .decide(
                        UnionPayChannel.NAME,
                        call.order(),
                        stored -> {
                            Instant now = engine.clock().instant();
                            Trade seen =
                                    stored.orElseThrow()
                                            .opened(
                                                    UnionPayChannel.queryId(now, engine.random()),
                                                    now)
                                            .knowing(DECLINED, "64");
                            return Decision.change(seen, seen);
                        });
        return Answer.refused("64", "卡上的余额不足[1000051]");
    }

    private Order order(Call call) {
        String order = call.order();
        Instant now = engine.clock().instant();
        Map<String, String> details = new LinkedHashMap<>();
        details.put("txnTime", call.txnTime());
        details.put("txnSubType", call.required("txnSubType"));
        details.put("bizType", call.required("bizType"));
        call.required("channelType");
        call.required("currencyCode");
        return new Order(
                UnionPayChannel.NAME,
                order,
                token(),
                call.amount(),
                subject(call),
                call.address("backUrl"),
                call.field("frontUrl").isPresent() ? call.address("frontUrl") : null,
                now,
                deadline(call, now),
                details);
    }

    /** The merchant's clock knows nothing of the virtual one, so the deadline moves along. */
    private Instant deadline(Call call, Instant now) {
        if (call.field("payTimeout").isEmpty()) {
            return now.plus(USUAL_VALIDITY);
        }
        Instant deadline =
                Beijing.parseDigits(call.required("payTimeout"))
                        .orElseThrow(() -> new Rejected(Answer.malformed("payTimeout")))
                        .plus(engine.clock().offset());
        if (!deadline.isAfter(now)) {
            throw new Rejected(Answer.refused("39", "交易不在受理时间范围内[5100039]"));
        }
        return deadline;
    }

    private static String subject(Call call) {
        Matcher commodity = COMMODITY.matcher(call.field("riskRateInfo").orElse(""));
        return commodity.find() ? commodity.group(1).strip() : "UnionPay " + call.order();
    }

    private String token() {
        byte[] bytes = new byte[16];
        engine.random().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

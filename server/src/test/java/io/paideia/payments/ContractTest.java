package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Refunds;
import io.paideia.sandbox.engine.Fault;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * The one contract, for every channel under faults of every sort: whatever goes wrong, nothing is
 * charged twice, no payment is lost, no amount is wrong, every attempt comes to an end, and the
 * ledger says what the provider's own books say. A channel that is configured is tested; nobody has
 * to name it here.
 */
@ServerTest
class ContractTest {

    private static final long PRICE = 9_900;

    /** How the buyer of a test pays by each channel: the first of these that it offers. */
    private static final List<String> METHODS =
            List.of("alipay_qr", "wechat_native", "unionpay_qr", "paypal", "card");

    /** {@code -Dpaideia.contract=all} runs every fault; each costs seconds at each channel. */
    private static final boolean ALL = "all".equals(System.getProperty("paideia.contract"));

    /**
     * One of each sort: a call without an answer, a lost notice, a lie, a forger, a late failure.
     */
    private static final Set<Fault.Kind> SAMPLE =
            EnumSet.of(
                    Fault.Kind.ERROR_AFTER_COMMIT,
                    Fault.Kind.DROP,
                    Fault.Kind.WRONG_AMOUNT,
                    Fault.Kind.FORGED,
                    Fault.Kind.REFUND_FAILS);

    /** Faults that hang would hold the test for their usual half a minute. */
    private static final int HANG_SECONDS = 2;

    private static final Map<String, String> CURRENCIES = Map.of("paypal", "USD", "card", "USD");

    /** Alipay and banks know no refund that fails after it was taken. */
    private static final List<String> FAIL_LATE = List.of("wechat", "unionpay", "stripe", "paypal");

    private final Api api;
    private final Buyer buyer;
    private final JdbcClient sql;
    private final Channels channels;

    ContractTest(Api api, Buyer buyer, JdbcClient sql, Channels channels) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.channels = channels;
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @TestFactory
    List<DynamicContainer> everyChannelKeepsTheContract() {
        return channels.all().stream()
                .flatMap(channel -> method(channel).map(method -> faults(channel, method)).stream())
                .toList();
    }

    private DynamicContainer faults(Channel channel, String method) {
        Map<String, Object> faults = new LinkedHashMap<>();
        faults.put("nothing", Map.of());
        for (Fault.Kind kind : ALL ? EnumSet.allOf(Fault.Kind.class) : SAMPLE) {
            faults.put(kind.wireName(), fault(kind));
        }
        return DynamicContainer.dynamicContainer(
                channel.name(),
                faults.entrySet().stream()
                        .map(
                                fault ->
                                        DynamicTest.dynamicTest(
                                                channel.name() + " under " + fault.getKey(),
                                                () -> keeps(channel, method, fault.getValue()))));
    }

    private void keeps(Channel channel, String method, Object fault) {
        String currency = CURRENCIES.getOrDefault(method, "CNY");
        Shop shop = new Shop(api, buyer, sql, currency, PRICE);
        String order = shop.order();
        try {
            if (!fault.equals(Map.of())) {
                buyer.channelMeets(channel.name(), fault);
            }
            String payment = collect(shop, order, method);
            taken(shop, channel, order, payment);
            if (channel instanceof Refunds) {
                give(shop, payment, currency, 4_000);
                give(shop, payment, currency, PRICE - 4_000);
                if (fault.equals(fault(Fault.Kind.REFUND_FAILS))
                        && FAIL_LATE.contains(channel.name())) {
                    eventually(() -> assertThat(failedRefunds(payment, shop)).isNotZero());
                }
                settle(shop, channel, order, payment);
            }
            atRest(payment);
        } finally {
            buyer.meetsNothing();
        }
    }

    /** The buyer tries until it is paid, as buyers do; never more than one attempt runs. */
    private String collect(Shop shop, String order, String method) {
        Answer payment = shop.paying(order, method).expect(201);
        String id = payment.get("id");
        for (int tries = 0; tries < 5; tries++) {
            buyer.pays(reference(payment));
            String status = awaitAnswer(shop, id);
            if (status.equals("succeeded")) {
                return id;
            }
            // What was down is repaired; what failed for good is tried anew.
            if (tries > 0) {
                buyer.meetsNothing();
            }
            payment = again(shop, order, id, method);
        }
        throw new AssertionError("Never paid: " + shop.payment(id));
    }

    private Answer again(Shop shop, String order, String id, String method) {
        Answer payment = shop.paying(order, method);
        return payment.status() == 201
                ? payment
                : shop.client.get("/v1/payments/" + id).expect(200);
    }

    /** Until the payment ends, or waits for the buyer again, whatever the schedule of questions. */
    private String awaitAnswer(Shop shop, String id) {
        String[] last = {""};
        try {
            eventually(
                    () -> {
                        JsonNode payment = shop.payment(id);
                        last[0] = payment.path("status").asString();
                        JsonNode attempts = payment.path("attempts");
                        shop.askNow(
                                attempts.path(attempts.size() - 1).path("reference").asString());
                        assertThat(last[0]).isIn("succeeded", "failed");
                    });
        } catch (org.awaitility.core.ConditionTimeoutException stillWaiting) {
            return last[0];
        }
        return last[0];
    }

    private void taken(Shop shop, Channel channel, String order, String payment) {
        assertThat(sum(shop.transfers(order, "sale"))).as("posted once").isEqualTo(PRICE);
        List<String> paid =
                shop.payment(payment)
                        .path("attempts")
                        .valueStream()
                        .filter(attempt -> attempt.path("status").asString().equals("succeeded"))
                        .map(attempt -> attempt.path("reference").asString())
                        .toList();
        assertThat(paid).as("attempts that were paid").hasSize(1);
        JsonNode trade = buyer.trade(paid.getFirst());
        assertThat(trade.at("/taken/amount").asLong()).as("%s", trade).isEqualTo(PRICE);
        assertThat(sum(shop.transfers(order, "late_payment"))).as("charged twice").isZero();
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("paid");
        assertThat(trade.path("channel").asString()).isEqualTo(channel.name());
    }

    private long failedRefunds(String payment, Shop shop) {
        return buyer.trade(paidReference(shop.payment(payment)))
                .path("refunds")
                .valueStream()
                .filter(refund -> refund.path("status").asString().equals("failed"))
                .count();
    }

    private static void give(Shop shop, String payment, String currency, long amount) {
        Answer refund = shop.refunding(payment, currency, amount);
        assertThat(refund.status()).as(refund.text()).isIn(201, 422);
    }

    /** Refunds end one way or the other, and both books agree on which. */
    private void settle(Shop shop, Channel channel, String order, String payment) {
        eventually(
                () -> {
                    sql.sql(
                                    """
                                    UPDATE payments.refund SET next_check_at = now()
                                     WHERE payment_id = ? AND status = 'pending'
                                    """)
                            .param(PaymentId.parse(payment).value())
                            .update();
                    assertThat(pending(payment)).as("refunds that wait").isZero();
                });
        eventually(
                () -> {
                    JsonNode seen = shop.payment(payment);
                    long refunded = seen.at("/refunded/amount").asLong();
                    JsonNode trade = buyer.trade(paidReference(seen));
                    assertThat(trade.at("/refunded/amount").asLong())
                            .as("%s %s", channel.name(), trade)
                            .isEqualTo(refunded);
                    assertThat(held(order, channel.name()))
                            .as("what the channel's account says of the order")
                            .isEqualTo(PRICE - refunded);
                    assertThat(shop.orderOf(payment).path("status").asString())
                            .isEqualTo(
                                    refunded == 0
                                            ? "paid"
                                            : refunded == PRICE
                                                    ? "refunded"
                                                    : "partially_refunded");
                });
    }

    /** What the order's transfers left in the channel's account, in minor units. */
    private long held(String order, String channel) {
        return sql.sql(
                        """
                        SELECT coalesce(sum(CASE WHEN d.code = :account THEN t.amount ELSE -t.amount END), 0)
                          FROM ledger.transfer t
                          JOIN ledger.account d ON d.number = t.debit
                          JOIN ledger.account c ON c.number = t.credit
                         WHERE t.reference = :order AND :account IN (d.code, c.code)
                           AND t.phase NOT IN ('pending', 'void', 'expire')
                        """)
                .param("order", order)
                .param("account", "channel:" + channel)
                .query(Long.class)
                .single();
    }

    private long pending(String payment) {
        return sql.sql(
                        "SELECT count(*) FROM payments.refund WHERE payment_id = ? AND status ="
                                + " 'pending'")
                .param(PaymentId.parse(payment).value())
                .query(Long.class)
                .single();
    }

    private void atRest(String payment) {
        assertThat(
                        sql.sql(
                                        """
                                        SELECT count(*) FROM payments.attempt
                                         WHERE payment_id = ? AND status IN ('created', 'pending', 'unknown')
                                        """)
                                .param(PaymentId.parse(payment).value())
                                .query(Long.class)
                                .single())
                .as("attempts without an end")
                .isZero();
    }

    private static String paidReference(JsonNode payment) {
        return payment.path("attempts")
                .valueStream()
                .filter(attempt -> attempt.path("status").asString().equals("succeeded"))
                .map(attempt -> attempt.path("reference").asString())
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> method(Channel channel) {
        return METHODS.stream().filter(channel.methods()::contains).findFirst();
    }

    private static Object fault(Fault.Kind kind) {
        Map<String, Object> fault = new HashMap<>();
        fault.put("name", kind.wireName());
        switch (kind) {
            case HANG -> fault.put("seconds", HANG_SECONDS);
            case DELAY, REFUND_PENDING, REFUND_FAILS -> fault.put("seconds", 1);
            default -> {}
        }
        return fault;
    }

    private static long sum(List<Long> amounts) {
        return amounts.stream().mapToLong(Long::longValue).sum();
    }
}

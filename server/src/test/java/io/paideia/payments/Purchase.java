package io.paideia.payments;

import static io.paideia.Shop.SOON;
import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.Api.Answer;
import io.paideia.Shop;
import io.paideia.channels.Channel;
import io.paideia.channels.Refunds;
import io.paideia.money.Money;
import io.paideia.sandbox.engine.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * One order that is paid and given back in two parts at one channel while things go wrong there,
 * and what must hold of it.
 */
final class Purchase {

    /** Alipay knows no refund that fails after it was taken. */
    private static final List<String> FAIL_LATE =
            List.of("wechat", "unionpay", "stripe", "paypal", "bank");

    /** Until what the provider never got counts as not received. */
    private static final Duration NOT_RECEIVED = Duration.ofSeconds(5);

    private static final int TRIES = 5;

    private final Shop shop;
    private final Channel channel;
    private final String method;
    private final String currency;
    private final Trial trial;
    private final String order;
    private final List<String> sent = new ArrayList<>();
    private String payment = "";

    Purchase(Shop shop, Channel channel, String method, String currency, Trial trial) {
        this.shop = shop;
        this.channel = channel;
        this.method = method;
        this.currency = currency;
        this.trial = trial;
        this.order = shop.order();
    }

    void keepsTheContract() {
        try {
            meet();
            collect();
            chargedOnce();
            if (channel instanceof Refunds) {
                // What was repaired meanwhile is ill once more.
                meet();
                give(4_000);
                give(Trial.PRICE - 4_000);
                if (trial.has(Fault.Kind.DOWN)) {
                    repair();
                }
                if (trial.has(Fault.Kind.REFUND_FAILS) && FAIL_LATE.contains(channel.name())) {
                    eventually(() -> assertThat(failedRefunds()).as("refunds failed").isNotZero());
                }
                refundsEnd();
            }
            booksAgree();
            atRest();
        } finally {
            repair();
        }
    }

    private void meet() {
        if (!trial.faults().isEmpty()) {
            shop.buyer.channelMeets(channel.name(), trial.faults().toArray());
        }
    }

    private void repair() {
        shop.buyer.channelMeets(channel.name());
    }

    /** The buyer tries until it is paid, as buyers do; never more than one attempt runs. */
    private void collect() {
        Answer view = shop.paying(order, method).expect(201);
        payment = view.get("id");
        for (long amount : trial.sent()) {
            sendAside(view, amount);
        }
        for (int tries = 0; tries < TRIES; tries++) {
            long aside = aside();
            Duration patience = pay(view) ? SOON : NOT_RECEIVED;
            if (answer(patience, aside).equals("succeeded")) {
                if (trial.again()) {
                    sendAside(view, Trial.PRICE);
                }
                return;
            }
            // What was down is repaired; what failed for good is tried anew.
            if (tries > 0) {
                repair();
            }
            view = again();
        }
        throw new AssertionError("Never paid: " + shop.payment(payment));
    }

    /** True if the provider got money now. Who sent a wrong amount sends the right one anew. */
    private boolean pay(Answer view) {
        String reference = Shop.reference(view);
        if (shop.buyer.trade(reference).at("/taken/amount").asLong(Trial.PRICE) == Trial.PRICE) {
            return shop.buyer.pays(reference);
        }
        send(view, Trial.PRICE);
        return true;
    }

    private Answer again() {
        Answer view = shop.paying(order, method);
        return view.status() == 201 ? view : shop.client.get("/v1/payments/" + payment).expect(200);
    }

    /** Money that cannot be the payment: it is seen, and a person is told. */
    private void sendAside(Answer view, long amount) {
        long before = aside();
        send(view, amount);
        eventually(() -> assertThat(aside()).isEqualTo(before + amount));
        eventually(
                () ->
                        assertThat(shop.cases(Shop.reference(view)))
                                .anyMatch(kind -> kind.startsWith("money_")));
    }

    private void send(Answer view, long amount) {
        String code = view.body().at("/next_action/fields/remittance_code").asString();
        sent.add(shop.buyer.transfers(Money.of(currency, amount).toDecimal(), currency, code));
    }

    /**
     * Until the payment ends, or money came that is no payment, or the buyer has waited enough;
     * whatever the schedule of questions.
     */
    private String answer(Duration patience, long asideBefore) {
        String[] status = {""};
        try {
            await().atMost(patience)
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () -> {
                                JsonNode now = shop.payment(payment);
                                status[0] = now.path("status").asString();
                                JsonNode attempts = now.path("attempts");
                                shop.askNow(
                                        attempts.path(attempts.size() - 1)
                                                .path("reference")
                                                .asString());
                                return status[0].equals("succeeded")
                                        || status[0].equals("failed")
                                        || aside() > asideBefore;
                            });
        } catch (ConditionTimeoutException stillWaiting) {
            return status[0];
        }
        return status[0];
    }

    private void chargedOnce() {
        assertThat(sum(shop.transfers(order, "sale"))).as("posted once").isEqualTo(Trial.PRICE);
        assertThat(
                        shop.payment(payment)
                                .path("attempts")
                                .valueStream()
                                .map(attempt -> attempt.path("status").asString()))
                .as("attempts that were paid")
                .containsOnlyOnce("succeeded");
        assertThat(trades())
                .as("what the provider took")
                .anyMatch(trade -> trade.at("/taken/amount").asLong() == Trial.PRICE)
                .allMatch(trade -> trade.path("channel").asString().equals(channel.name()));
        assertThat(sum(shop.transfers(order, "late_payment"))).as("charged twice").isZero();
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("paid");
        eventually(() -> assertThat(ours()).as("%s", trades()).isEqualTo(theirs()));
    }

    private void give(long amount) {
        Answer refund = shop.refunding(payment, currency, amount);
        assertThat(refund.status()).as(refund.text()).isIn(201, 422);
    }

    private long failedRefunds() {
        return trades().stream()
                .flatMap(trade -> trade.path("refunds").valueStream())
                .filter(refund -> refund.path("status").asString().equals("failed"))
                .count();
    }

    private void refundsEnd() {
        eventually(
                () -> {
                    shop.sql
                            .sql(
                                    """
                                    UPDATE payments.refund SET next_check_at = now()
                                     WHERE payment_id = ? AND status = 'pending'
                                    """)
                            .param(PaymentId.parse(payment).value())
                            .update();
                    assertThat(count("refund", "pending")).as("refunds that wait").isZero();
                });
    }

    private void booksAgree() {
        eventually(
                () -> {
                    long refunded = shop.payment(payment).at("/refunded/amount").asLong();
                    long given =
                            trades().stream()
                                    .mapToLong(trade -> trade.at("/refunded/amount").asLong())
                                    .sum();
                    assertThat(given).as("given back, %s", trades()).isEqualTo(refunded);
                    assertThat(shop.held(order, channel.name()))
                            .as("what the channel's account says of the order")
                            .isEqualTo(Trial.PRICE - refunded);
                    assertThat(ours()).as("%s", trades()).isEqualTo(theirs());
                    assertThat(shop.orderOf(payment).path("status").asString())
                            .isEqualTo(
                                    refunded == 0
                                            ? "paid"
                                            : refunded == Trial.PRICE
                                                    ? "refunded"
                                                    : "partially_refunded");
                });
    }

    private void atRest() {
        assertThat(count("attempt", "created", "pending", "unknown"))
                .as("attempts without an end")
                .isZero();
    }

    private long ours() {
        return shop.held(order, channel.name()) + aside();
    }

    private long theirs() {
        return trades().stream()
                .mapToLong(
                        trade ->
                                trade.at("/taken/amount").asLong(0)
                                        - trade.at("/refunded/amount").asLong(0))
                .sum();
    }

    /** What is in our account at a bank and was not booked, since it fits no charge. */
    private long aside() {
        return shop.sql
                .sql(
                        """
                        SELECT coalesce(sum(amount), 0) FROM channels.bank_credit
                         WHERE channel = ? AND reference = ANY (?) AND verdict <> 'paid'
                        """)
                .param(channel.name())
                .param(references().toArray(String[]::new))
                .query(Long.class)
                .single();
    }

    /** All that the provider has of this order: the trades of its attempts, and what was sent. */
    private List<JsonNode> trades() {
        return Stream.concat(references().stream(), sent.stream())
                .map(shop.buyer::trade)
                .filter(trade -> !trade.isMissingNode())
                .toList();
    }

    private List<String> references() {
        return shop.payment(payment)
                .path("attempts")
                .valueStream()
                .map(attempt -> attempt.path("reference").asString())
                .toList();
    }

    private long count(String table, String... statuses) {
        return Objects.requireNonNull(
                shop.sql
                        .sql(
                                "SELECT count(*) FROM payments."
                                        + table
                                        + " WHERE payment_id = ? AND status = ANY (?)")
                        .param(PaymentId.parse(payment).value())
                        .param(statuses)
                        .query(Long.class)
                        .single());
    }

    private static long sum(List<Long> amounts) {
        return amounts.stream().mapToLong(Long::longValue).sum();
    }
}

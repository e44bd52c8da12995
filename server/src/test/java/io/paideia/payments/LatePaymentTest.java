package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.ids.TypeId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Money that comes when nobody may keep it any more goes back by itself. */
@ServerTest
class LatePaymentTest {

    private final Shop shop;
    private final Buyer buyer;
    private final JdbcClient sql;

    LatePaymentTest(Api api, Buyer buyer, JdbcClient sql) {
        this.buyer = buyer;
        this.sql = sql;
        this.shop = new Shop(api, buyer, sql);
    }

    @Test
    void sendsBackTheMoneyOfTheMethodThatWasGivenUp() {
        String order = shop.order();
        Answer first = shop.paying(order).expect(201);
        Answer second = shop.paying(order, "alipay_page").expect(201);
        assertThat(shop.payment(first.get("id")).at("/attempts/0/status").asString())
                .isEqualTo("closed");
        assertThat(second.body().at("/next_action/kind").asString()).isEqualTo("redirect");

        // The browser carries the order to Alipay; then both are paid.
        buyer.scans(second.body().at("/next_action/url").asString());
        assertThat(buyer.pays(reference(first))).isTrue();
        String given = reference(first);
        eventually(
                () ->
                        assertThat(buyer.trade(given).path("status").asString())
                                .isEqualTo("refunded"));
        assertThat(buyer.pays(reference(second))).isTrue();
        shop.awaitPayment(second.get("id"), "succeeded");

        eventually(() -> assertThat(shop.transfers(order, "late_refund")).containsExactly(9900L));
        assertThat(shop.suspense(order)).isZero();
        assertThat(shop.transfers(order, "sale")).hasSize(3);
        assertThat(buyer.trade(reference(second)).path("status").asString()).isEqualTo("paid");
    }

    /**
     * A refund once went to the oldest attempt that had money, which was the late one: the channel
     * refused, or gave the same money back twice.
     */
    @Test
    void refundsTheAttemptThatHoldsTheSaleNotTheLateOne() {
        String order = shop.order();
        Answer first = shop.paying(order).expect(201);
        Answer second = shop.paying(order, "alipay_page").expect(201);
        buyer.scans(second.body().at("/next_action/url").asString());
        buyer.pays(reference(first));
        eventually(() -> assertThat(shop.transfers(order, "late_refund")).hasSize(1));
        buyer.pays(reference(second));
        shop.awaitPayment(second.get("id"), "succeeded");

        Answer refund = shop.refunding(second.get("id"), "CNY", 4000).expect(201);

        assertThat(refund.get("status")).as("%s", refund.text()).isEqualTo("succeeded");
        assertThat(buyer.trade(reference(second)).at("/refunded/amount").asLong()).isEqualTo(4000);
        assertThat(buyer.trade(reference(first)).at("/refunded/amount").asLong()).isEqualTo(9900);
    }

    @Test
    void sendsBackMoneyThatComesAfterThePaymentWasCancelled() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        Answer cancelled =
                shop.client
                        .post("/v1/payments/" + payment.get("id") + "/cancel", Map.of())
                        .expect(200);
        assertThat(cancelled.get("status")).isEqualTo("cancelled");
        assertThat(cancelled.body().path("next_action").isNull()).isTrue();

        assertThat(buyer.pays(reference(payment))).isTrue();

        eventually(() -> assertThat(shop.transfers(order, "late_refund")).containsExactly(9900L));
        assertThat(shop.suspense(order)).isZero();
        assertThat(buyer.trade(reference(payment)).path("status").asString()).isEqualTo("refunded");
        assertThat(shop.payment(payment.get("id")).path("status").asString())
                .isEqualTo("cancelled");
        assertThat(shop.orderOf(payment.get("id")).path("status").asString()).isEqualTo("open");
        assertThat(shop.transfers(order, "sale")).isEmpty();
        shop.paid(order);
    }

    /**
     * The code of a trade that the provider denies cannot be closed there; when its notices were
     * lost too, the money stayed with the provider and nobody knew.
     */
    @Test
    void findsLateMoneyAlsoWhenItsNoticesAreLost() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        shop.client.post("/v1/payments/" + payment.get("id") + "/cancel", Map.of()).expect(200);
        buyer.meets(reference(payment), Map.of("name", "drop", "times", 7));
        assertThat(buyer.pays(reference(payment))).isTrue();

        shop.askNow(reference(payment));

        eventually(() -> assertThat(shop.transfers(order, "late_refund")).containsExactly(9900L));
        assertThat(shop.suspense(order)).isZero();
    }

    @Test
    void sendsBackMoneyThatComesAfterTheOrderExpired() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        buyer.meets(reference(payment), Map.of("name", "delay", "seconds", 60));
        sql.sql("UPDATE orders.placed_order SET expires_at = now() WHERE id = ?")
                .param(TypeId.parse("ord", order))
                .update();
        shop.awaitPayment(payment.get("id"), "expired");

        assertThat(buyer.pays(reference(payment))).isTrue();
        buyer.waits(Duration.ofSeconds(61));

        eventually(() -> assertThat(shop.transfers(order, "late_refund")).containsExactly(9900L));
        assertThat(shop.suspense(order)).isZero();
        assertThat(shop.orderOf(payment.get("id")).path("status").asString()).isEqualTo("expired");
        assertThat(buyer.trade(reference(payment)).path("status").asString()).isEqualTo("refunded");
    }

    /** Once such a payment stayed requires_action for ever. */
    @Test
    void endsThePaymentOfAnAttemptThatBeganWhileItsOrderWasCancelled() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        sql.sql("UPDATE orders.placed_order SET status = 'cancelled' WHERE id = ?")
                .param(TypeId.parse("ord", order))
                .update();

        buyer.pays(reference(payment));

        shop.awaitPayment(payment.get("id"), "cancelled");
        eventually(() -> assertThat(shop.transfers(order, "late_refund")).containsExactly(9900L));
        assertThat(shop.suspense(order)).isZero();
        assertThat(shop.transfers(order, "sale")).isEmpty();
    }
}

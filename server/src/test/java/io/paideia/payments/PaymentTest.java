package io.paideia.payments;

import static io.paideia.Shop.atOnce;
import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Standing;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Collecting, with an honest provider and buyers in a hurry. */
@ServerTest
class PaymentTest {

    private final Api api;
    private final Shop shop;
    private final Buyer buyer;
    private final JdbcClient sql;
    private final Payments payments;
    private final Confirming confirming;
    private final Listening listening;

    PaymentTest(
            Api api,
            Buyer buyer,
            JdbcClient sql,
            Payments payments,
            Confirming confirming,
            Listening listening) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.payments = payments;
        this.confirming = confirming;
        this.listening = listening;
        this.shop = new Shop(api, buyer, sql);
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @Test
    void paysAnOrderAndPostsItsSharesOnce() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);

        assertThat(payment.get("status")).isEqualTo("requires_action");
        assertThat(payment.header("Location")).isEqualTo("/v1/payments/" + payment.get("id"));
        assertThat(payment.body().at("/next_action/kind").asString()).isEqualTo("qr_code");
        assertThat(payment.body().at("/next_action/code").asString()).startsWith("http");

        assertThat(buyer.pays(reference(payment))).isTrue();
        shop.awaitPayment(payment.get("id"), "succeeded");

        JsonNode paid = shop.orderOf(payment.get("id"));
        assertThat(paid.path("status").asString()).isEqualTo("paid");
        assertThat(paid.at("/payments/0/attempts/0/status").asString()).isEqualTo("succeeded");
        assertThat(paid.at("/payments/0/next_action").isNull()).isTrue();
        // 70 % creator; 20 % home and 5 % selling platform, here the same; 5 % operator.
        assertThat(shop.transfers(order, "sale")).containsExactly(6930L, 2475L, 495L);
        assertThat(shop.creatorHas("pending")).isEqualTo(6930);
        eventually(() -> assertThat(buyer.answers(reference(payment))).contains("success"));
    }

    @Test
    void postsOnceHoweverManyConfirmationsCome() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(reference, Map.of("name", "drop", "times", 1));
        buyer.pays(reference);
        Attempt attempt = payments.known("alipay", reference).orElseThrow();
        Standing.Paid paid = new Standing.Paid(Money.of("CNY", 9900), "T1");

        List<Callable<Object>> words = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            words.add(
                    () -> {
                        confirming.confirm(attempt, paid);
                        return "asked";
                    });
            words.add(
                    () -> {
                        listening.act(
                                TypeId.next(),
                                "alipay",
                                new io.paideia.channels.Told.Charged(reference, paid));
                        return "told";
                    });
        }
        atOnce(words);

        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(shop.transfers(order, "sale")).containsExactly(6930L, 2475L, 495L);
        assertThat(shop.transfers(order, "late_payment")).isEmpty();
        assertThat(events(order, "payment.succeeded")).isEqualTo(1);
        assertThat(events(order, "order.paid")).isEqualTo(1);
    }

    @Test
    void startsOneAttemptWhenTwoAskAtOnce() {
        String order = shop.order();

        List<Answer> answers = atOnce(8, () -> shop.paying(order));

        assertThat(answers).anyMatch(answer -> answer.status() == 201);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.status()).isEqualTo(409);
                            assertThat(answer.get("code")).isEqualTo("payment_in_progress");
                            assertThat(answer.body().path("retryable").asBoolean()).isTrue();
                        });
        assertThat(attempts(order)).containsExactly("pending");
        Answer again = shop.paying(order).expect(201);
        assertThat(again.body().path("attempts").size()).isEqualTo(1);
        assertThat(again.body().at("/next_action/kind").asString()).isEqualTo("qr_code");
    }

    @Test
    void answersOneKeyWithOneAttemptAlsoAtTheSameMoment() {
        String order = shop.order();
        String key = Api.unique("key");
        Map<String, Object> body = Map.of("order", order, "method", "alipay_qr");

        List<Answer> answers = atOnce(8, () -> shop.client.post("/v1/payments", body, key));

        assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 409);
        Answer later = shop.client.post("/v1/payments", body, key).expect(201);
        assertThat(later.body().path("attempts").size()).isEqualTo(1);
        assertThat(attempts(order)).containsExactly("pending");
        assertThat(
                        shop.client
                                .post(
                                        "/v1/payments",
                                        Map.of("order", order, "method", "alipay_page"),
                                        key)
                                .get("code"))
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void closesTheScannedCodeBeforeAnotherMethodBegins() {
        String order = shop.order();
        Answer first = shop.paying(order).expect(201);
        buyer.scans(first.body().at("/next_action/code").asString());

        shop.paying(order, "alipay_wap").expect(201);

        assertThat(buyer.trade(reference(first)).path("status").asString()).isEqualTo("closed");
        assertThat(buyer.pays(reference(first))).isFalse();
    }

    @Test
    void learnsOfThePaymentWhenAnotherMethodIsAskedFor() {
        String order = shop.order();
        Answer first = shop.paying(order).expect(201);
        buyer.meets(reference(first), Map.of("name", "drop", "times", 5));
        buyer.pays(reference(first));

        Answer second = shop.paying(order, "alipay_page");

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.get("code")).isEqualTo("payment_succeeded");
        assertThat(shop.payment(first.get("id")).path("status").asString()).isEqualTo("succeeded");
        assertThat(shop.paying(order).get("code")).isEqualTo("order_not_payable");
    }

    /** Once the buyer was shown an empty code for as long as the order was open. */
    @Test
    void beginsAnewWhenTheCodeItselfWasLost() {
        buyer.everybodyMeets("error_after_commit");
        String order = shop.order();
        Answer lost = shop.paying(order).expect(201);
        sql.sql(
                        """
                        UPDATE payments.attempt SET status = 'pending', action = '{"kind": "none"}', next_check_at = NULL
                         WHERE reference = ?
                        """)
                .param(reference(lost))
                .update();
        buyer.meetsNothing();

        Answer again = shop.paying(order).expect(201);

        assertThat(again.body().at("/next_action/code").asString()).startsWith("http");
        assertThat(attempts(order)).containsExactly("closed", "pending");
    }

    @Test
    void refusesToCancelWhatIsPaid() {
        String payment = shop.paid();

        Answer refused = shop.client.post("/v1/payments/" + payment + "/cancel", Map.of());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.get("code")).isEqualTo("payment_not_cancellable");
    }

    @Test
    void hidesPaymentsFromOtherPlatforms() {
        Answer payment = shop.payment();
        Api.Client other = api.platform();
        String path = "/v1/payments/" + payment.get("id");

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.post(path + "/cancel", Map.of()).status()).isEqualTo(404);
        assertThat(other.get("/v1/payments?order=" + payment.get("order")).text())
                .doesNotContain(payment.get("id"));
        assertThat(
                        other.post(
                                        "/v1/payments",
                                        Map.of("order", payment.get("order"), "method", "auto"),
                                        Api.unique("key"))
                                .status())
                .isEqualTo(404);
        assertThat(shop.client.get("/v1/payments?order=" + payment.get("order")).text())
                .contains(payment.get("id"));
        assertThat(shop.client.get("/v1/payments?status=nowhere").status()).isEqualTo(400);
        assertThat(shop.client.get("/v1/payments?order=nothing").status()).isEqualTo(400);
        assertThat(shop.client.get("/v1/payments/pay_1").status()).isEqualTo(404);
    }

    @Test
    void refusesWhatCannotBeCollected() {
        String order = shop.order();

        assertThat(shop.paying(order, "shells").status()).isEqualTo(400);
        assertThat(shop.paying(order, "usdc").get("code")).isEqualTo("method_unavailable");
        assertThat(
                        shop.client
                                .post("/v1/payments", Map.of("order", order, "method", "auto"))
                                .get("code"))
                .isEqualTo("idempotency_key_missing");
        assertThat(
                        shop.client
                                .post(
                                        "/v1/payments",
                                        Map.of(
                                                "order",
                                                order,
                                                "method",
                                                "auto",
                                                "return_url",
                                                "javascript:alert(1)"),
                                        Api.unique("key"))
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/return_url");
    }

    @Test
    void collectsEveryCurrencyThatTheChannelTakes() {
        for (String currency : List.of("JPY", "USD")) {
            Shop abroad = new Shop(api, buyer, sql, currency, 1201);
            String payment = abroad.paid();
            JsonNode trade =
                    buyer.trade(abroad.payment(payment).at("/attempts/0/reference").asString());
            assertThat(trade.at("/amount/amount").asLong()).isEqualTo(1201);
            assertThat(trade.at("/amount/currency").asString()).isEqualTo(currency);
            Answer refund = abroad.refunding(payment, currency, 201).expect(201);
            assertThat(refund.get("status")).isEqualTo("succeeded");
        }
        Shop kuwait = new Shop(api, buyer, sql, "KWD", 1201);
        assertThat(kuwait.paying(kuwait.order()).get("code")).isEqualTo("currency_unsupported");
    }

    private List<String> attempts(String order) {
        return sql.sql(
                        """
                        SELECT a.status FROM payments.attempt a JOIN payments.payment p ON p.id = a.payment_id
                         WHERE p.order_id = ? ORDER BY a.id
                        """)
                .param(TypeId.parse("ord", order))
                .query(String.class)
                .list();
    }

    private long events(String order, String type) {
        return sql.sql("SELECT count(*) FROM events.event WHERE subject = ? AND type = ?")
                .param(order)
                .param(type)
                .query(Long.class)
                .single();
    }
}

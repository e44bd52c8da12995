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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Collecting through a provider that misbehaves, and notices that lie. */
@ServerTest
class FaultTest {

    private final Api api;
    private final Shop shop;
    private final Buyer buyer;
    private final JdbcClient sql;

    FaultTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.shop = new Shop(api, buyer, sql);
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @ParameterizedTest
    @CsvSource({"wrong_amount, amount", "wrong_seller, seller", "wrong_app, app"})
    void refusesSignedNoticeThatDoesNotFitAndStillTakesTheHonestOne(String fault, String why) {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(reference, fault);

        buyer.pays(reference);

        eventually(() -> assertThat(buyer.answers(reference)).containsExactly("failure"));
        assertThat(shop.cases(reference)).containsExactly("notice_" + why);
        assertThat(shop.orderOf(payment.get("id")).path("status").asString()).isEqualTo("open");
        assertThat(shop.transfers(order, "sale")).isEmpty();
        assertThat(verdicts(reference)).containsExactly("refused " + why);

        buyer.waits(Duration.ofMinutes(4).plusSeconds(1));

        shop.awaitPayment(payment.get("id"), "succeeded");
        eventually(
                () -> assertThat(buyer.answers(reference)).containsExactly("failure", "success"));
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    @Test
    void refusesForgedNoticeAndKeepsIt() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(reference, "forged");

        buyer.pays(reference);

        eventually(() -> assertThat(buyer.answers(reference)).containsExactly("failure"));
        assertThat(shop.payment(payment.get("id")).path("status").asString())
                .isEqualTo("requires_action");
        assertThat(shop.transfers(order, "sale")).isEmpty();
        assertThat(shop.cases(reference)).as("a forger must not make work").isEmpty();
        assertThat(
                        sql.sql("SELECT reason FROM channels.notice WHERE body LIKE ?")
                                .param("%" + reference + "%")
                                .query(String.class)
                                .list())
                .containsExactly("signature");
    }

    @Test
    void refusesWhateverAStrangerPosts() throws IOException, InterruptedException {
        for (String body :
                List.of(
                        "",
                        "=&=&&&",
                        "sign=%zz&sign_type=RSA2&out_trade_no=%00",
                        "sign_type=RSA2&trade_status=TRADE_SUCCESS&total_amount=1e999999999",
                        "\u0000\u0000",
                        "{\"json\": true}")) {
            var answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(api.uri("/channels/alipay/notify"))
                                            .header(
                                                    "Content-Type",
                                                    "application/x-www-form-urlencoded")
                                            .POST(HttpRequest.BodyPublishers.ofString(body))
                                            .build(),
                                    BodyHandlers.ofString());
            assertThat(answer.body()).as("%s", body).isEqualTo("failure");
        }
        URI nowhere = api.uri("/channels/nobody/notify");
        assertThat(
                        HttpClient.newHttpClient()
                                .send(
                                        HttpRequest.newBuilder(nowhere)
                                                .POST(HttpRequest.BodyPublishers.ofString("a=b"))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void takesNoticeThatComesBeforeTheCreateCallReturns() {
        buyer.everybodyMeets("early");
        String order = shop.order();

        Answer payment = shop.paying(order).expect(201);

        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(payment.get("status")).isIn("succeeded", "requires_action");
        assertThat(shop.payment(payment.get("id")).path("next_action").isNull()).isTrue();
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"hang, 3", "error_after_commit, 0"})
    void findsByQueryWhatTheCreateCallDidNotTell(String fault, int seconds) {
        buyer.everybodyMeets(
                seconds == 0 ? fault : Map.of("name", fault, "seconds", seconds), "drop");
        String order = shop.order();

        Answer payment = shop.paying(order).expect(201);

        assertThat(payment.get("status")).isEqualTo("processing");
        assertThat(payment.body().at("/attempts/0/status").asString()).isEqualTo("unknown");
        assertThat(buyer.pays(reference(payment))).as("the provider took it").isTrue();
        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(shop.payment(payment.get("id")).path("attempts").size()).isEqualTo(1);
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    @Test
    void asksAboutTheUnknownAttemptBeforeAnythingNew() {
        buyer.everybodyMeets("error_after_commit", Map.of("name", "drop", "times", 5));
        String order = shop.order();
        Answer first = shop.paying(order).expect(201);
        assertThat(first.get("status")).isEqualTo("processing");
        buyer.pays(reference(first));

        Answer second = shop.paying(order);

        assertThat(second.status()).as(second.text()).isEqualTo(409);
        assertThat(second.get("code")).isIn("payment_succeeded", "order_not_payable");
        shop.awaitPayment(first.get("id"), "succeeded");
        assertThat(shop.transfers(order, "sale")).hasSize(3);
        assertThat(shop.transfers(order, "late_payment")).isEmpty();
    }

    @Test
    void tellsTheBuyerThatTheProviderIsDownAndLetsTheOrderBePaidLater() {
        buyer.everybodyMeets("down");
        String order = shop.order();

        Answer payment = shop.paying(order).expect(201);
        assertThat(payment.get("status")).isEqualTo("processing");
        Answer again = shop.paying(order);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.get("code")).isEqualTo("outcome_unknown");
        assertThat(again.body().path("retryable").asBoolean()).isTrue();

        buyer.meetsNothing();
        shop.awaitPayment(payment.get("id"), "failed");
        assertThat(shop.payment(payment.get("id")).at("/failure/code").asString())
                .isEqualTo("not_received");
        shop.paid(order);
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    @Test
    void findsByTheScheduledQueryWhatNoNoticeTold() {
        Answer payment = shop.payment();
        buyer.meets(reference(payment), Map.of("name", "drop", "times", 7));
        buyer.pays(reference(payment));

        shop.askNow(reference(payment));

        shop.awaitPayment(payment.get("id"), "succeeded");
    }

    @Test
    void paysOnceHoweverTheNoticesCome() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(
                reference,
                Map.of("name", "duplicate", "times", 20),
                Map.of("name", "delay", "seconds", 5));
        String other = shop.order();
        Answer reordered = shop.paying(other).expect(201);
        buyer.meets(reference(reordered), Map.of("name", "reorder", "seconds", 1));
        buyer.pays(reference(reordered));
        buyer.pays(reference);
        buyer.waits(Duration.ofSeconds(6));

        shop.awaitPayment(payment.get("id"), "succeeded");
        shop.awaitPayment(reordered.get("id"), "succeeded");
        eventually(
                () -> assertThat(buyer.answers(reference)).hasSize(20).allMatch("success"::equals));
        assertThat(shop.transfers(order, "sale")).hasSize(3);
        assertThat(shop.transfers(other, "sale")).hasSize(3);
        assertThat(shop.transfers(order, "late_payment")).isEmpty();
    }

    @Test
    void isNotMisledByAQueryThatDoesNotKnowOfThePaymentYet() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(reference, "stale_query", Map.of("name", "drop", "times", 7));
        buyer.pays(reference);

        for (int i = 0; i < 4; i++) {
            int asked = i + 1;
            shop.askNow(reference);
            eventually(() -> assertThat(checks(reference)).isGreaterThanOrEqualTo(asked));
        }

        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    /** Closing is what shows that the stale answer was wrong. */
    @Test
    void keepsThePaymentWhenAStaleQueryMeetsACancellation() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(
                reference,
                Map.of("name", "stale_query", "times", 1),
                Map.of("name", "drop", "times", 7));
        buyer.pays(reference);

        Answer cancelled =
                shop.client.post("/v1/payments/" + payment.get("id") + "/cancel", Map.of());

        assertThat(cancelled.status()).isEqualTo(409);
        assertThat(cancelled.get("code")).isEqualTo("payment_succeeded");
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"hang, 3", "error_after_commit, 0"})
    void resolvesRefundInDoubtByAskingExactlyOnce(String fault, int seconds) {
        String payment = shop.paid();
        String reference = shop.payment(payment).at("/attempts/0/reference").asString();
        Map<String, Object> onRefund =
                seconds == 0
                        ? Map.of("name", fault, "on", "refund")
                        : Map.of("name", fault, "seconds", seconds, "on", "refund");
        buyer.meets(reference, onRefund);

        Answer refund = shop.refunding(payment, "CNY", 4000).expect(201);

        assertThat(refund.get("status")).isEqualTo("pending");
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isZero();
        assertThat(shop.refunding(payment, "CNY", 6000).get("code"))
                .as("what is under way stays reserved")
                .isEqualTo("refund_exceeds_payment");
        eventually(
                () ->
                        assertThat(shop.client.get("/v1/refunds/" + refund.get("id")).get("status"))
                                .isEqualTo("succeeded"));
        assertThat(buyer.trade(reference).at("/refunded/amount").asLong()).isEqualTo(4000);
        assertThat(shop.transfers(shop.payment(payment).path("order").asString(), "refund"))
                .containsExactly(2800L, 1000L, 200L);
    }

    @Test
    void givesBackWhenTheProviderIsThereAgain() {
        String payment = shop.paid();
        String reference = shop.payment(payment).at("/attempts/0/reference").asString();
        buyer.meets(reference, Map.of("name", "down", "on", "refund"));
        List<Answer> refunds = atOnce(2, () -> shop.refunding(payment, "CNY", 1000).expect(201));
        assertThat(refunds).allMatch(refund -> refund.get("status").equals("pending"));

        buyer.meets(reference);

        eventually(
                () ->
                        assertThat(shop.payment(payment).at("/refunded/amount").asLong())
                                .isEqualTo(2000));
        assertThat(buyer.trade(reference).at("/refunded/amount").asLong()).isEqualTo(2000);
    }

    private List<String> verdicts(String reference) {
        return sql.sql(
                        """
                        SELECT verdict || ' ' || reason FROM channels.notice WHERE reference = ? ORDER BY id
                        """)
                .param(reference)
                .query(String.class)
                .list();
    }

    private int checks(String reference) {
        return sql.sql("SELECT checks FROM payments.attempt WHERE reference = ?")
                .param(reference)
                .query(Integer.class)
                .single();
    }
}

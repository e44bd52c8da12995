package io.paideia.payments;

import static io.paideia.Shop.atOnce;
import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class RefundTest {

    private final Api api;
    private final Shop shop;
    private final Buyer buyer;

    RefundTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.shop = new Shop(api, buyer, sql, "CNY", 10000);
    }

    @Test
    void letsOneOfTwoRefundsThroughThatTogetherExceedThePayment() {
        String payment = shop.paid();

        List<Answer> answers = atOnce(2, () -> shop.refunding(payment, "CNY", 6000));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 422)
                .singleElement()
                .satisfies(
                        answer ->
                                assertThat(answer.get("code")).isEqualTo("refund_exceeds_payment"));
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isEqualTo(6000);
        assertThat(trade(payment).at("/refunded/amount").asLong()).isEqualTo(6000);
    }

    @Test
    void returnsEveryUnitOverManyOddRefundsAndNotOneMore() {
        Shop odd = new Shop(api, buyer, shop.sql, "CNY", 9999);
        String payment = odd.paid();
        String order = odd.payment(payment).path("order").asString();
        for (long amount : new long[] {1, 3333, 7, 3333, 1}) {
            odd.refunding(payment, "CNY", amount).expect(201);
            assertThat(odd.orderOf(payment).path("status").asString())
                    .isEqualTo("partially_refunded");
        }
        odd.refundingAll(payment).expect(201);

        assertThat(odd.refunding(payment, "CNY", 1).get("code"))
                .isEqualTo("refund_exceeds_payment");
        assertThat(odd.refundingAll(payment).get("code")).isEqualTo("refund_exceeds_payment");
        assertThat(odd.orderOf(payment).path("status").asString()).isEqualTo("refunded");
        assertThat(odd.transfers(order, "refund").stream().mapToLong(Long::longValue).sum())
                .isEqualTo(9999);
        assertThat(odd.creatorHas("pending")).isZero();
        assertThat(odd.creatorHas("receivable")).isZero();
    }

    @Test
    void takesTheAccessAwayWhenAllIsRefundedAndOnlyThen() {
        String payment = shop.paid();
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isTrue());

        shop.refunding(payment, "CNY", 9999).expect(201);
        String other = shop.paid(shop.order(shop.product(Map.of())));
        assertThat(shop.payment(other).path("status").asString()).isEqualTo("succeeded");
        assertThat(shop.entitled(shop.user, shop.product)).isTrue();

        shop.refundingAll(payment).expect(201);
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isFalse());
    }

    @Test
    void refundsOnceUnderOneKey() {
        String payment = shop.paid();
        Map<String, Object> body =
                Map.of("payment", payment, "amount", Api.money("CNY", 100), "reason", "x");
        String key = Api.unique("key");

        List<Answer> answers =
                atOnce(6, () -> shop.client.post("/v1/refunds", body, key).expect(201));

        assertThat(answers)
                .extracting(answer -> answer.get("id"))
                .containsOnly(answers.getFirst().get("id"));
        assertThat(trade(payment).at("/refunded/amount").asLong()).isEqualTo(100);
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isEqualTo(100);
    }

    @Test
    void freesWhatWasReservedWhenTheChannelRefuses() {
        String payment = shop.paid();
        // Somebody gave it back at the provider's own console.
        String reference = shop.payment(payment).at("/attempts/0/reference").asString();
        shop.refunding(payment, "CNY", 4000).expect(201);
        shop.sql
                .sql("UPDATE payments.refund SET amount = 1 WHERE payment_id = ?")
                .param(PaymentId.parse(payment).value())
                .update();

        Answer refused = shop.refunding(payment, "CNY", 9000).expect(201);

        assertThat(refused.get("status")).isEqualTo("failed");
        assertThat(refused.body().at("/failure/code").asString()).isEqualTo("channel_refused");
        Answer second = shop.refunding(payment, "CNY", 6000).expect(201);
        assertThat(second.get("status")).isEqualTo("succeeded");
        assertThat(buyer.trade(reference).at("/refunded/amount").asLong()).isEqualTo(10000);
    }

    @Test
    void refusesWhatIsNoRefund() {
        String payment = shop.paid();
        Answer open = shop.payment();

        assertThat(shop.refunding(payment, "CNY", 0).status()).isEqualTo(400);
        assertThat(shop.refunding(payment, "CNY", -1).status()).isEqualTo(400);
        assertThat(shop.refunding(payment, "CNY", 10001).get("code"))
                .isEqualTo("refund_exceeds_payment");
        assertThat(shop.refunding(payment, "CNY", Long.MAX_VALUE).get("code"))
                .isEqualTo("refund_exceeds_payment");
        assertThat(shop.refunding(payment, "USD", 1).get("code")).isEqualTo("currency_mismatch");
        assertThat(shop.refundingAll(open.get("id")).get("code"))
                .isEqualTo("payment_not_refundable");
        assertThat(shop.refundingAll(PaymentId.next().toString()).status()).isEqualTo(404);
        assertThat(shop.refundingAll("pay_1").status()).isEqualTo(400);
        for (String reason : List.of("", " ", "x".repeat(251), "\0")) {
            Map<String, Object> body = new HashMap<>();
            body.put("payment", payment);
            body.put("reason", reason);
            assertThat(shop.client.post("/v1/refunds", body, Api.unique("key")).status())
                    .isEqualTo(400);
        }
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isZero();
    }

    @Test
    void hidesPaymentsAndRefundsFromOtherPlatforms() {
        String payment = shop.paid();
        String refund = shop.refunding(payment, "CNY", 1).expect(201).get("id");
        Api.Client other = api.platform();

        assertThat(
                        other.post(
                                        "/v1/refunds",
                                        Map.of("payment", payment, "reason", "mine now"),
                                        Api.unique("key"))
                                .status())
                .isEqualTo(404);
        assertThat(other.get("/v1/refunds/" + refund).status()).isEqualTo(404);
        assertThat(other.get("/v1/refunds?payment=" + payment).status()).isEqualTo(404);
        assertThat(shop.client.get("/v1/refunds?payment=" + payment).text()).contains(refund);
        assertThat(shop.client.get("/v1/refunds?payment=none").status()).isEqualTo(400);
    }

    private tools.jackson.databind.JsonNode trade(String payment) {
        return buyer.trade(shop.payment(payment).at("/attempts/0/reference").asString());
    }
}

package io.paideia.payments;

import static io.paideia.Shop.atOnce;
import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static io.paideia.payments.ProviderShop.amount;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Money that Stripe and PayPal hold, from the API to the sandbox's books. */
@ServerTest
class ProviderCaptureTest {

    private final Api api;
    private final Buyer buyer;
    private final JdbcClient sql;

    ProviderCaptureTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void takesAllOfWhatIsHeldAndGivesItBackLater(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.held(order).get("id");
        assertThat(provider.trade(payment).path("status").asString()).isEqualTo("authorized");
        assertThat(provider.shop.transfers(order, "sale")).isEmpty();
        provider.bothBooksSay(order, payment, 0);

        Answer captured = provider.capturing(payment, Map.of()).expect(200);

        assertThat(captured.get("status")).isEqualTo("succeeded");
        assertThat(captured.body().path("capturable").isMissingNode()).isTrue();
        assertThat(provider.shop.transfers(order, "sale")).containsExactly(6930L, 2475L, 495L);
        provider.bothBooksSay(order, payment, 9900);
        provider.shop.refundingAll(payment).expect(201);
        provider.bothBooksSay(order, payment, 0);
        assertThat(provider.shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void takesAPartAndLeavesTheRestToTheBuyer(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.held(order).get("id");

        Answer captured = provider.capturing(payment, amount(5001)).expect(200);

        assertThat(captured.body().at("/amount/amount").asLong()).isEqualTo(5001);
        assertThat(provider.shop.transfers(order, "sale")).containsExactly(3501L, 1250L, 250L);
        provider.bothBooksSay(order, payment, 5001);
        assertThat(provider.shop.refunding(payment, "USD", 5002).get("code"))
                .isEqualTo("refund_exceeds_payment");
        provider.shop.refunding(payment, "USD", 1).expect(201);
        provider.bothBooksSay(order, payment, 5000);
        assertThat(provider.shop.cases(provider.referenceOf(payment))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void takesOnceHoweverManyAsk(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.held(order).get("id");

        List<Answer> answers = atOnce(6, () -> provider.capturing(payment, amount(4000)));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .extracting(answer -> answer.get("code"))
                .isSubsetOf("capture_in_progress", "payment_not_capturable");
        provider.shop.awaitPayment(payment, "succeeded");
        assertThat(provider.capturing(payment, amount(5900)).get("code"))
                .as("the rest is the buyer's")
                .isEqualTo("payment_not_capturable");
        provider.bothBooksSay(order, payment, 4000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void takesNoMoreThanIsHeldNorForAnybodyElse(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.held(order).get("id");

        assertThat(provider.capturing(payment, amount(9901)).get("code"))
                .isEqualTo("capture_exceeds_held");
        assertThat(provider.capturing(payment, Map.of("amount", Api.money("EUR", 100))).get("code"))
                .isEqualTo("currency_mismatch");
        assertThat(provider.capturing(payment, amount(0)).status()).isEqualTo(400);
        String path = "/v1/payments/" + payment + "/capture";
        assertThat(api.platform().post(path, Map.of(), Api.unique("key")).status()).isEqualTo(404);

        assertThat(provider.capturable(payment)).isEqualTo(9900);
        provider.bothBooksSay(order, payment, 0);
        provider.capturing(payment, Map.of()).expect(200);
        provider.bothBooksSay(order, payment, 9900);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void letsGoWhatIsCancelledAndTakesNothingAfterwards(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.held(order).get("id");
        String path = "/v1/payments/" + payment + "/cancel";

        assertThat(provider.shop.client.post(path, Map.of()).expect(200).get("status"))
                .isEqualTo("cancelled");

        assertThat(provider.trade(payment).path("status").asString()).isEqualTo("closed");
        assertThat(provider.capturing(payment, Map.of()).get("code"))
                .isEqualTo("payment_not_capturable");
        assertThat(provider.shop.client.post(path, Map.of()).expect(200).get("status"))
                .as("again")
                .isEqualTo("cancelled");
        provider.bothBooksSay(order, payment, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void comesToOneEndWhenCapturedAndCancelledAtOnce(String channel) {
        ProviderShop provider = provider(channel);
        for (int i = 0; i < 4; i++) {
            String order = provider.shop.order();
            String payment = provider.held(order).get("id");
            String cancel = "/v1/payments/" + payment + "/cancel";

            atOnce(
                    List.of(
                            () -> provider.capturing(payment, Map.of()),
                            () -> provider.shop.client.post(cancel, Map.of())));

            eventually(
                    () ->
                            assertThat(provider.trade(payment).path("status").asString())
                                    .isIn("paid", "closed"));
            boolean taken = provider.trade(payment).path("status").asString().equals("paid");
            provider.shop.awaitPayment(payment, taken ? "succeeded" : "cancelled");
            provider.bothBooksSay(order, payment, taken ? 9900 : 0);
        }
    }

    /** Its answer is lost, or nothing was done, or it is asked to come again later. */
    @ParameterizedTest
    @CsvSource({
        "stripe,error_after_commit",
        "stripe,system_error",
        "stripe,rate_limited",
        "stripe,down",
        "paypal,error_after_commit",
        "paypal,system_error",
        "paypal,rate_limited",
        "paypal,down"
    })
    void takesItOnceThoughTheFirstCallHasNoGoodAnswer(String channel, String fault) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        Answer payment = provider.held(order);
        buyer.meets(reference(payment), Map.of("name", fault, "times", 1, "on", "capture"));

        Answer first = provider.capturing(payment.get("id"), amount(4000)).expect(200);

        assertThat(first.get("status")).as(first.text()).isIn("processing", "succeeded");
        eventually(
                () -> {
                    if (!provider.shop
                            .payment(payment.get("id"))
                            .path("status")
                            .asString()
                            .equals("succeeded")) {
                        provider.shop.askNow(reference(payment));
                    }
                    assertThat(provider.shop.payment(payment.get("id")).path("status").asString())
                            .isEqualTo("succeeded");
                });
        assertThat(provider.shop.transfers(order, "sale")).containsExactly(2800L, 1000L, 200L);
        provider.bothBooksSay(order, payment.get("id"), 4000);
    }

    private ProviderShop provider(String channel) {
        return new ProviderShop(api, buyer, sql, channel);
    }
}

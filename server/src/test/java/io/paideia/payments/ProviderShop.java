package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.Shop;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Sells by one of the sandbox's providers that hold money and know disputes, Stripe or PayPal, and
 * compares its books with ours.
 */
public final class ProviderShop {

    public static final long PRICE = 9_900;

    public final Shop shop;
    private final Buyer buyer;
    private final String channel;

    public ProviderShop(Api api, Buyer buyer, JdbcClient sql, String channel) {
        this.shop = new Shop(api, buyer, sql, "USD", PRICE);
        this.buyer = buyer;
        this.channel = channel;
    }

    /** A payment that the buyer agreed to, and that is captured only when somebody asks. */
    public Answer held(String order) {
        Answer payment = agreed(order, Map.of("capture", "manual"));
        eventually(
                () ->
                        assertThat(capturable(payment.get("id")))
                                .as("%s", shop.payment(payment.get("id")))
                                .isEqualTo(PRICE));
        return payment;
    }

    /** A payment that succeeded; its id. */
    public String paid(String order) {
        String payment = agreed(order, Map.of()).get("id");
        shop.awaitPayment(payment, "succeeded");
        return payment;
    }

    private Answer agreed(String order, Map<String, Object> more) {
        boolean card = channel.equals("stripe");
        Map<String, Object> body = new HashMap<>(more);
        body.put("order", order);
        body.put("method", card ? "card" : "paypal");
        if (card) {
            body.put("token", "pm_card_visa");
        }
        Answer payment = shop.client.post("/v1/payments", body, Api.unique("key")).expect(201);
        if (!card) {
            assertThat(buyer.pays(reference(payment))).isTrue();
        }
        return payment;
    }

    public Answer capturing(String payment, Map<String, Object> body) {
        return shop.client.post("/v1/payments/" + payment + "/capture", body, Api.unique("key"));
    }

    public static Map<String, Object> amount(long minor) {
        return Map.of("amount", Api.money("USD", minor));
    }

    public long capturable(String payment) {
        return shop.payment(payment).at("/capturable/amount").asLong(0);
    }

    /** What the provider knows the payment's only attempt by. */
    public String referenceOf(String payment) {
        return shop.payment(payment).at("/attempts/0/reference").asString();
    }

    public JsonNode trade(String payment) {
        return buyer.trade(referenceOf(payment));
    }

    /** What the creator was posted and is not paid out. */
    public long creatorHas() {
        return shop.balance("creator:" + shop.creator + ":pending", "USD");
    }

    /** In the end the provider has this much of the order for us, by its books and by ours. */
    public void bothBooksSay(String order, String payment, long minor) {
        eventually(
                () -> {
                    JsonNode trade = trade(payment);
                    assertThat(theirs(trade)).as("%s", trade).isEqualTo(minor);
                    assertThat(shop.held(order, channel)).as("our books").isEqualTo(minor);
                });
    }

    private static long theirs(JsonNode trade) {
        boolean lost = trade.path("dispute").asString("").equals("lost");
        return trade.at("/taken/amount").asLong(0)
                - trade.at("/refunded/amount").asLong(0)
                - (lost ? trade.at("/disputed/amount").asLong() : 0);
    }
}

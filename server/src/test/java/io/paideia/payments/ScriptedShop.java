package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Shop;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;

/** Sells by the scripted channel, and lets it send notices. */
public final class ScriptedShop {

    private final Api api;
    private final Shop shop;
    private final ScriptedChannel channel;

    public ScriptedShop(Api api, Shop shop, ScriptedChannel channel) {
        this.api = api;
        this.shop = shop;
        this.channel = channel;
    }

    /** Whether the server took the notice. */
    public boolean tells(Told told) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                                    HttpRequest.newBuilder(api.uri("/channels/scripted/notify"))
                                            .POST(
                                                    HttpRequest.BodyPublishers.ofString(
                                                            channel.notice(told)))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The charge stands so at the provider from now on, and a notice says it. */
    public boolean becomes(String reference, Standing standing) {
        channel.charge(reference, standing);
        return tells(new Told.Charged(reference, standing));
    }

    public Answer paying(String order, Map<String, Object> more) {
        return paying(order, more, Api.unique("key"));
    }

    public Answer paying(String order, Map<String, Object> more, String key) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("order", order);
        body.put("method", "usdc");
        return shop.client.post("/v1/payments", body, key);
    }

    /** A payment of the order whose money the provider holds until it is captured. */
    public Answer held(String order) {
        Answer payment = paying(order, Map.of("capture", "manual")).expect(201);
        Money total =
                new Money(
                        io.paideia.money.Currency.of(
                                payment.body().at("/amount/currency").asString()),
                        payment.body().at("/amount/amount").asLong());
        String reference = Shop.reference(payment);
        assertThat(becomes(reference, new Standing.Authorized(total, "T" + reference))).isTrue();
        eventually(
                () ->
                        assertThat(capturable(payment.get("id")))
                                .as("%s", shop.payment(payment.get("id")))
                                .isEqualTo(total.minor()));
        return payment;
    }

    /** A payment of the order that succeeded; its id. */
    public String paid(String order) {
        Answer payment = paying(order, Map.of("token", "agreed")).expect(201);
        shop.awaitPayment(payment.get("id"), "succeeded");
        return payment.get("id");
    }

    public long capturable(String payment) {
        return shop.payment(payment).at("/capturable/amount").asLong(0);
    }

    public Answer capturing(String payment, Object body) {
        return shop.client.post("/v1/payments/" + payment + "/capture", body, Api.unique("key"));
    }
}

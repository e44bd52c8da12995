package io.paideia.bench;

import io.paideia.demo.DemoClient;
import java.io.IOException;
import java.net.URI;
import tools.jackson.databind.JsonNode;

/** One purchase after the other. Safe for all threads. */
final class Buying {

    private static final String PATIENTLY = "Prefer: wait=10\r\n";

    private final Client seller;
    private final Client owner;
    private final Client phone;
    private final Shop shop;

    private Buying(Client seller, Client owner, Client phone, Shop shop) {
        this.seller = seller;
        this.owner = owner;
        this.phone = phone;
        this.shop = shop;
    }

    /** Lantern owns what Inkwell sells. */
    static Buying prepare(URI server, URI sandbox, LoadOptions options)
            throws IOException, InterruptedException {
        Client owner = signIn(server, DemoClient.LANTERN);
        System.err.println("journey: making buyers and products");
        return new Buying(
                signIn(server, DemoClient.INKWELL),
                owner,
                Client.anonymous(sandbox),
                Shop.open(owner, options.accounts(1_000), options.hot()));
    }

    /** Orders, pays, and sees the content opened on the other platform. */
    void journey(Load load) throws Exception {
        Shop.Purchase purchase = shop.next();
        String order =
                load.step(
                        "1 order",
                        () ->
                                seller.post(
                                                "/v1/orders",
                                                "{\"user\":\"%s\",\"items\":[{\"product\":\"%s\"}]}"
                                                        .formatted(
                                                                purchase.buyer(),
                                                                purchase.product()))
                                        .path("id")
                                        .asString());
        JsonNode payment =
                load.step(
                        "2 payment",
                        () ->
                                seller.post(
                                        "/v1/payments",
                                        "{\"order\":\"%s\",\"method\":\"alipay_qr\"}"
                                                .formatted(order)));
        String reference = payment.path("attempts").path(0).path("reference").asString("");
        if (reference.isEmpty()) {
            throw new IllegalStateException("No reference in " + payment);
        }
        load.step(
                "3 pay",
                () -> phone.post("/_control/pay", "{\"reference\":\"" + reference + "\"}"));
        JsonNode right =
                load.step(
                        "4 entitlement",
                        () ->
                                owner.get(
                                        "/v1/entitlements/check?user="
                                                + purchase.buyer()
                                                + "&product="
                                                + purchase.product(),
                                        PATIENTLY));
        if (!right.path("entitled").asBoolean()) {
            throw new IllegalStateException("Paid, but not entitled after 10 s");
        }
    }

    private static Client signIn(URI server, DemoClient client) throws IOException {
        return Client.signIn(server, client.id(), client.secret());
    }
}

package io.paideia.orders;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.catalog.ProductId;
import io.paideia.identity.UserId;
import io.paideia.ids.TypeId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class OrderTest {

    private final Api api;
    private final Shop shop;
    private final Buyer buyer;
    private final JdbcClient sql;

    OrderTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.shop = new Shop(api, buyer, sql);
    }

    @Test
    void keepsOrderAsItWasPlaced() {
        Answer placed =
                place(
                                Map.of(
                                        "items",
                                        List.of(Map.of("product", shop.product, "quantity", 3)),
                                        "metadata",
                                        Map.of("table", "七", "note", "\"quoted\"")))
                        .expect(201);

        assertThat(placed.header("Location")).isEqualTo("/v1/orders/" + placed.get("id"));
        Answer read = shop.client.get(placed.header("Location")).expect(200);
        assertThat(read.get("status")).isEqualTo("open");
        assertThat(read.body().at("/total/amount").asLong()).isEqualTo(29700);
        assertThat(read.body().at("/items/0/unit_price/amount").asLong()).isEqualTo(9900);
        assertThat(read.body().at("/metadata/table").asString()).isEqualTo("七");
        assertThat(read.get("checkout_url")).endsWith("/checkout/" + placed.get("id"));
        assertThat(read.body().path("payments")).isEmpty();
    }

    @Test
    void placesOrdersInCurrenciesOfAnyExponent() {
        for (String currency : List.of("JPY", "USD", "KWD")) {
            Shop abroad = new Shop(api, buyer, sql, currency, 1001);
            Answer order = abroad.placing(abroad.user, List.of(abroad.product)).expect(201);
            assertThat(order.body().at("/total/currency").asString()).isEqualTo(currency);
            assertThat(order.body().at("/total/amount").asLong()).isEqualTo(1001);
        }
    }

    @Test
    void refusesWhatCannotBeOrdered() {
        Shop elsewhere = new Shop(api, buyer, sql, "USD", 100);
        String hidden = elsewhere.product(Map.of("cross_sale", false));
        String dear = shop.product(Map.of("price", Api.money("CNY", 1_000_000_000_000L)));
        List<String> dearOnes = Collections.nCopies(100, dear);

        assertCode(shop.placing(UserId.next().toString(), List.of(shop.product)), "user_not_found");
        assertCode(
                shop.placing(shop.user, List.of(ProductId.next().toString())), "product_not_found");
        assertCode(shop.placing(shop.user, List.of(hidden)), "product_not_found");
        assertCode(
                shop.placing(shop.user, List.of(shop.product, elsewhere.product)),
                "currency_mismatch");
        assertThat(shop.placing(shop.user, dearOnes).status()).isEqualTo(201);
        List<Map<String, Object>> tooDear =
                IntStream.range(0, 100)
                        .<Map<String, Object>>mapToObj(
                                nth -> Map.of("product", dear, "quantity", 10_000))
                        .toList();
        assertThat(place(Map.of("items", tooDear)).status()).isIn(201, 422);
    }

    @Test
    void refusesMalformedOrdersByField() {
        Map<String, String> line = Map.of("product", shop.product);
        Map<String, String> manyEntries =
                IntStream.range(0, 51)
                        .boxed()
                        .collect(Collectors.toMap(nth -> "k" + nth, nth -> "v"));
        Map<Map<String, Object>, String> wrong =
                Map.ofEntries(
                        Map.entry(Map.of("items", List.of()), "/items"),
                        Map.entry(Map.of("items", Collections.nCopies(101, line)), "/items"),
                        Map.entry(Map.of("items", List.of(Map.of())), "/items/0/product"),
                        quantity(0),
                        quantity(-1),
                        quantity(10_001),
                        quantity("2"),
                        Map.entry(Map.of("metadata", manyEntries), "/metadata"),
                        Map.entry(Map.of("metadata", Map.of("k", "x".repeat(501))), "/metadata/k"),
                        Map.entry(Map.of("metadata", Map.of("k", "\0")), "/metadata/k"),
                        Map.entry(
                                Map.of("metadata", Map.of("x".repeat(41), "v")),
                                "/metadata/" + "x".repeat(41)),
                        Map.entry(Map.of("user", "usr_1"), "/user"),
                        Map.entry(Map.of("colour", "red"), "/colour"));
        wrong.forEach(
                (fields, pointer) -> {
                    Answer refused = place(fields);
                    assertThat(refused.status()).as("%s", refused.text()).isEqualTo(400);
                    assertThat(refused.body().at("/errors/0/pointer").asString())
                            .isEqualTo(pointer);
                });
        for (Object number : List.of(1.5, Long.MAX_VALUE)) {
            assertThat(place(quantity(number).getKey()).status()).isEqualTo(400);
        }
        assertThat(shop.client.post("/v1/orders", body(Map.of())).get("code"))
                .isEqualTo("idempotency_key_missing");
    }

    @Test
    void takesHundredLines() {
        Answer order = shop.placing(shop.user, Collections.nCopies(100, shop.product)).expect(201);

        String payment = shop.paid(order.get("id"));

        assertThat(shop.payment(payment).at("/amount/amount").asLong()).isEqualTo(990_000);
        assertThat(shop.creatorHas("pending")).isEqualTo(693_000);
    }

    @Test
    void closesTheRunningAttemptWhenTheOrderIsCancelled() {
        Answer payment = shop.payment();
        buyer.scans(payment.body().at("/next_action/code").asString());

        Answer cancelled = cancel(payment.get("order")).expect(200);

        assertThat(cancelled.get("status")).isEqualTo("cancelled");
        assertThat(cancelled.body().at("/payments/0/status").asString()).isEqualTo("cancelled");
        assertThat(buyer.trade(reference(payment)).path("status").asString()).isEqualTo("closed");
        assertThat(cancel(payment.get("order")).expect(200).get("status")).isEqualTo("cancelled");
        assertCode(shop.paying(payment.get("order")), 409, "order_not_payable");
    }

    @Test
    void refusesToCancelPaidOrder() {
        String order = shop.order();
        shop.paid(order);

        assertCode(cancel(order), 409, "order_not_open");
    }

    @Test
    void keepsTheOrderWhenTheBuyerPaidJustBeforeItWasCancelled() {
        Answer payment = shop.payment();
        buyer.meets(reference(payment), Map.of("name", "drop", "times", 7));
        buyer.pays(reference(payment));

        assertCode(cancel(payment.get("order")), 409, "payment_succeeded");
        assertThat(shop.orderOf(payment.get("id")).path("status").asString()).isEqualTo("paid");
    }

    @Test
    void expiresOpenOrdersWhoseTimeIsOver() {
        String without = shop.order();
        Answer payment = shop.payment();
        buyer.scans(payment.body().at("/next_action/code").asString());
        for (String order : List.of(without, payment.get("order"))) {
            sql.sql("UPDATE orders.placed_order SET expires_at = now() WHERE id = ?")
                    .param(TypeId.parse("ord", order))
                    .update();
        }

        for (String order : List.of(without, payment.get("order"))) {
            eventually(
                    () ->
                            assertThat(shop.client.get("/v1/orders/" + order).get("status"))
                                    .isEqualTo("expired"));
        }
        shop.awaitPayment(payment.get("id"), "expired");
        assertThat(buyer.trade(reference(payment)).path("status").asString()).isEqualTo("closed");
        assertCode(shop.paying(without), 409, "order_not_payable");
    }

    @Test
    void listsNewestFirstByBuyerAndStatus() {
        String user = shop.client.user();
        List<String> placed =
                IntStream.range(0, 3)
                        .mapToObj(
                                nth ->
                                        shop.placing(user, List.of(shop.product))
                                                .expect(201)
                                                .get("id"))
                        .toList();
        cancel(placed.get(1)).expect(200);

        Answer first = shop.client.get("/v1/orders?limit=2&user=" + user).expect(200);
        assertThat(ids(first)).containsExactly(placed.get(2), placed.get(1));
        Answer rest =
                shop.client.get(
                        "/v1/orders?limit=2&user=" + user + "&cursor=" + first.get("next_cursor"));
        assertThat(ids(rest)).containsExactly(placed.get(0));
        assertThat(rest.body().path("next_cursor").isNull()).isTrue();
        assertThat(ids(shop.client.get("/v1/orders?status=cancelled&user=" + user)))
                .containsExactly(placed.get(1));
        assertThat(shop.client.get("/v1/orders?status=lost").status()).isEqualTo(400);
        assertThat(shop.client.get("/v1/orders?user=me").status()).isEqualTo(400);
        assertThat(shop.client.get("/v1/orders?limit=201").status()).isEqualTo(400);
    }

    @Test
    void hidesOrdersFromOtherPlatforms() {
        String order = shop.order();
        Api.Client other = api.platform();

        assertThat(other.get("/v1/orders/" + order).status()).isEqualTo(404);
        assertThat(other.post("/v1/orders/" + order + "/cancel", Map.of()).status()).isEqualTo(404);
        assertThat(ids(other.get("/v1/orders?user=" + shop.user))).isEmpty();
        assertThat(shop.client.get("/v1/orders/ord_1").status()).isEqualTo(404);
        assertThat(api.operator().get("/v1/orders/" + order).status()).isEqualTo(200);
    }

    private static Map.Entry<Map<String, Object>, String> quantity(Object quantity) {
        return Map.entry(
                Map.of(
                        "items",
                        List.of(
                                Map.of(
                                        "product",
                                        ProductId.next().toString(),
                                        "quantity",
                                        quantity))),
                "/items/0/quantity");
    }

    private Answer cancel(String order) {
        return shop.client.post("/v1/orders/" + order + "/cancel", Map.of());
    }

    private Answer place(Map<String, Object> fields) {
        return shop.client.post("/v1/orders", body(fields), Api.unique("key"));
    }

    private Map<String, Object> body(Map<String, Object> fields) {
        Map<String, Object> body = new HashMap<>();
        body.put("user", shop.user);
        body.put("items", List.of(Map.of("product", shop.product)));
        body.putAll(fields);
        return body;
    }

    private static List<String> ids(Answer list) {
        return list.expect(200)
                .body()
                .path("data")
                .valueStream()
                .map(order -> order.path("id").asString())
                .toList();
    }

    private static void assertCode(Answer answer, String code) {
        assertCode(answer, 422, code);
    }

    private static void assertCode(Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer.text()).isEqualTo(status);
        assertThat(answer.get("code")).isEqualTo(code);
    }
}

package io.paideia.web;

import static io.paideia.web.Visitor.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.orders.OrderId;
import io.paideia.payments.AttemptId;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The wallet as its owner sees it, and as nobody else may use it. */
@ServerTest
class WalletPageTest {

    private static final String PASSWORD = "correct horse battery";

    private final Api api;
    private final Shop shop;
    private final String page;
    private final String owner;
    private final Visitor visitor;

    WalletPageTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.shop = new Shop(api, buyer, sql);
        this.page =
                "/shop/"
                        + api.operator()
                                .get("/v1/platforms/" + shop.client.id())
                                .expect(200)
                                .get("slug")
                        + "/wallet";
        String email = Api.unique("owner") + "@example.com";
        this.owner = person(email);
        this.visitor = new Visitor(api, "en").signIn(email, PASSWORD);
    }

    @Test
    void showsWhatIsThereAndPutsMoreIn() {
        assertThat(visitor.get(page).body()).contains("¥0.00", "Put money in");

        String order = toppedUp(Map.of("amount", "50.00"));

        assertThat(visitor.get(page).body()).contains("¥50.00");
        assertThat(shop.balance("buyer:" + owner + ":wallet", "CNY")).isEqualTo(5000);
        assertThat(visitor.get("/receipts/" + order).body()).contains("Top-up of the wallet");
        String paid = visitor.get("/checkout/" + order).body();
        assertThat(paid).contains("The money is in your wallet now.");
        assertThat(paid.substring(paid.indexOf("class=\"links\""))).contains(page);
        toppedUp(Map.of("amount", "50.00", "other", " 7,5 "));
        assertThat(visitor.get(page).body()).contains("¥57.50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "1.234", "much", "99999999999999.99", "1e9"})
    void takesNoAmountThatCannotBePaid(String amount) {
        HttpResponse<String> answer =
                visitor.post(
                        page + "/top-ups",
                        page,
                        Map.of("order", OrderId.next().toString(), "other", amount));

        assertThat(location(answer)).isEqualTo(page + "?problem=amount");
        assertThat(visitor.get(page + "?problem=amount").body()).contains("role=\"alert\"");
    }

    @Test
    void anotherAmountInTheSameFormIsAnotherTopUp() {
        String id = OrderId.next().toString();
        String first =
                location(
                        visitor.post(
                                page + "/top-ups", page, Map.of("order", id, "amount", "20.00")));
        String again =
                location(
                        visitor.post(
                                page + "/top-ups", page, Map.of("order", id, "amount", "20.00")));
        String other =
                location(
                        visitor.post(
                                page + "/top-ups", page, Map.of("order", id, "amount", "200.00")));

        assertThat(first).isEqualTo(again).isNotEqualTo(other);
        assertThat(visitor.get(other).body()).contains("¥200.00");
    }

    @Test
    void leadsStrangersToTheSignIn() {
        Visitor stranger = new Visitor(api, "en");

        assertThat(location(stranger.get(page))).contains("/sign-in");
    }

    @Test
    void letsOnlyItsOwnerPayWithIt() {
        toppedUp(Map.of("other", "100"));
        String order = shop.placing(owner, List.of(shop.product)).expect(201).get("id");

        HttpResponse<String> stranger = pays(new Visitor(api, "en"), order);
        HttpResponse<String> other = pays(somebodyElse(), order);

        assertThat(location(stranger)).endsWith("?problem=wallet_not_yours");
        assertThat(location(other)).endsWith("?problem=wallet_not_yours");
        assertThat(shop.balance("buyer:" + owner + ":wallet", "CNY")).isEqualTo(10_000);
        pays(visitor, order);
        assertThat(visitor.get("/checkout/" + order).body()).contains("/receipts/" + order);
        assertThat(shop.balance("buyer:" + owner + ":wallet", "CNY")).isEqualTo(100);
    }

    private Visitor somebodyElse() {
        String email = Api.unique("other") + "@example.com";
        person(email);
        return new Visitor(api, "en").signIn(email, PASSWORD);
    }

    private String person(String email) {
        String id =
                shop.client
                        .post("/v1/users", Map.of("email", email, "name", "Hypatia"))
                        .expect(201)
                        .get("id");
        api.operator().put("/v1/users/" + id + "/password", Map.of("password", PASSWORD));
        return id;
    }

    private static HttpResponse<String> pays(Visitor visitor, String order) {
        return visitor.post(
                "/checkout/" + order + "/pay",
                "/checkout/" + order,
                Map.of("method", "wallet", "attempt", AttemptId.next().toString()));
    }

    private String toppedUp(Map<String, String> form) {
        Map<String, String> fields = new HashMap<>(form);
        fields.put("order", OrderId.next().toString());
        String checkout = location(visitor.post(page + "/top-ups", page, fields));
        assertThat(checkout).startsWith("/checkout/ord_");
        String order = checkout.substring("/checkout/".length());
        shop.paid(order);
        return order;
    }
}

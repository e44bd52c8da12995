package io.paideia.web;

import static io.paideia.web.Visitor.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.ServerTest;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import io.paideia.payments.AttemptId;
import io.paideia.payments.Payments;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What the checkout offers, to whom, and where it leads; {@link PagesTest} has the rest. */
@ServerTest
@Import(CheckoutTest.Wallets.class)
class CheckoutTest {

    private static final String PASSWORD = "correct horse battery";
    private static final AtomicLong IN_THE_WALLET = new AtomicLong();

    private final Api api;
    private final Payments payments;
    private final Api.Client platform;
    private final String email = Api.unique("reader") + "@example.com";
    private final String order;

    /** Whoever asks has the same. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Wallets {
        @Bean
        Purse purse() {
            return (buyer, currency) -> new Money(currency, IN_THE_WALLET.get());
        }
    }

    CheckoutTest(Api api, Payments payments) {
        this.api = api;
        this.payments = payments;
        this.platform = api.platform();
        this.order = order(person(email));
    }

    @Test
    void offersTheWalletToWhomItBelongs() {
        IN_THE_WALLET.set(9900);
        assertThat(owner().get(page()).body())
                .contains("value=\"wallet\"", "Balance CN¥99.00")
                .doesNotContain("not enough", "disabled");
        assertThat(visitor().get(page()).body()).doesNotContain("value=\"wallet\"", "Balance");
        String other = Api.unique("reader") + "@example.com";
        person(other);
        assertThat(visitor().signIn(other, PASSWORD).get(page()).body())
                .doesNotContain("value=\"wallet\"", "Balance");
    }

    @Test
    void saysThatTheWalletDoesNotSuffice() {
        IN_THE_WALLET.set(9899);
        assertThat(owner().get(page()).body())
                .containsPattern("value=\"wallet\" disabled")
                .contains("Balance CN¥98.99: not enough for this order");
    }

    /** Whoever has the address may pay, and could name any method in the form. */
    @Test
    void neverSpendsAnothersWallet() {
        Map<String, String> form =
                Map.of("method", "wallet", "attempt", AttemptId.next().toString());
        assertThat(location(visitor().post(page() + "/pay", page(), form)))
                .isEqualTo(page() + "?problem=wallet_not_yours");
        assertThat(payments.ofOrder(OrderId.parse(order))).isEmpty();
    }

    /** A page kept from before has the id of an attempt that began meanwhile. */
    @Test
    void takesAnotherMethodFromAPageThatTheBrowserKept() {
        String attempt = AttemptId.next().toString();
        Visitor visitor = visitor();
        String provider = choose(visitor, "alipay_page", attempt);
        assertThat(provider).startsWith("http").doesNotContain("/checkout/");
        assertThat(choose(visitor, "alipay_qr", attempt)).isEqualTo(page());
        assertThat(visitor.get(page()).body()).contains("data-state=\"scan\"");
        assertThat(choose(visitor, "alipay_qr", attempt))
                .as("again, as it stands")
                .isEqualTo(page());
        assertThat(payments.ofOrder(OrderId.parse(order)).orElseThrow().attempts()).hasSize(2);
    }

    @Test
    void asksWhoeverComesBackFromTheProviderWhetherTheyPaid() {
        Visitor visitor = visitor();
        choose(visitor, "alipay_page", AttemptId.next().toString());
        assertThat(visitor.get(page()).body()).contains("Your payment is waiting");
        String returned = page() + "?returned";
        for (HttpResponse<String> back :
                List.of(
                        visitor.get(page() + "/back?trade_no=1"),
                        visitor.postWithoutToken(page() + "/back", Map.of("respCode", "00")))) {
            assertThat(back.statusCode()).isEqualTo(303);
            assertThat(location(back)).isEqualTo(returned);
        }
        assertThat(visitor.get(returned).body())
                .contains("Have you paid?", "Continue to Alipay", "&amp;returned\"");
    }

    @Test
    void leadsToTheAppWhereThePaymentBegan() {
        platform.post(
                        "/v1/payments",
                        Map.of("order", order, "method", "alipay_app"),
                        Api.unique("key"))
                .expect(201);
        assertThat(visitor().get(page()).body())
                .contains("data-state=\"app\"", "Continue in the app", "value=\"alipay_qr\"");
    }

    @Test
    void speaksOfTheWalletWhereMoneyWasPutIntoIt() {
        String topUp =
                platform.post(
                                "/v1/wallets/" + person(email) + "/top-ups",
                                Map.of("amount", Api.money("CNY", 5000)),
                                Api.unique("key"))
                        .expect(201)
                        .get("order");
        IN_THE_WALLET.set(9900);
        assertThat(owner().get("/checkout/" + topUp).body())
                .contains("Wallet top-up", "value=\"alipay_qr\"")
                .doesNotContain("value=\"wallet\"", "/products/null");
    }

    /** The id of an attempt comes from the browser, and may have been used elsewhere. */
    @Test
    void takesNoAttemptOfAnotherOrder() {
        String attempt = AttemptId.next().toString();
        choose(visitor(), "alipay_qr", attempt);
        String other = order(person(Api.unique("other") + "@example.com"));
        String page = "/checkout/" + other;

        HttpResponse<String> answer =
                visitor()
                        .post(
                                page + "/pay",
                                page,
                                Map.of("method", "alipay_qr", "attempt", attempt));

        assertThat(answer.headers().firstValue("Location").orElse(""))
                .endsWith("problem=attempt_exists");
        assertThat(platform.get("/v1/orders/" + other).body().path("status").asString())
                .isEqualTo("open");
        assertThat(
                        platform.post(
                                        "/v1/payments",
                                        Map.of("order", other, "method", "alipay_qr"),
                                        Api.unique("key"))
                                .status())
                .isEqualTo(201);
    }

    private String page() {
        return "/checkout/" + order;
    }

    private Visitor visitor() {
        return new Visitor(api, "en");
    }

    private Visitor owner() {
        return visitor().signIn(email, PASSWORD);
    }

    private String choose(Visitor visitor, String method, String attempt) {
        Map<String, String> form = Map.of("method", method, "attempt", attempt);
        String leads =
                visitor.post(page() + "/pay", page(), form)
                        .headers()
                        .firstValue("Location")
                        .orElse("");
        return leads.startsWith(api.uri("/").toString())
                ? leads.substring(api.uri("").toString().length())
                : leads;
    }

    private String person(String address) {
        String id = platform.post("/v1/users", Map.of("email", address, "name", "Ada")).get("id");
        api.operator().put("/v1/users/" + id + "/password", Map.of("password", PASSWORD));
        return id;
    }

    private String order(String user) {
        String product =
                platform.post(
                                "/v1/products",
                                Map.of(
                                        "kind",
                                        "course",
                                        "title",
                                        "Conics",
                                        "price",
                                        Api.money("CNY", 9900),
                                        "creator",
                                        platform.creator()))
                        .expect(201)
                        .get("id");
        return platform.post(
                        "/v1/orders",
                        Map.of(
                                "user",
                                user,
                                "items",
                                List.of(Map.of("product", product, "quantity", 1))),
                        Api.unique("key"))
                .expect(201)
                .get("id");
    }
}

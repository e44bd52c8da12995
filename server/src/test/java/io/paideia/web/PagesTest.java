package io.paideia.web;

import static io.paideia.web.Visitor.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.ServerTest;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.orders.OrderId;
import io.paideia.orders.OrderStatus;
import io.paideia.orders.Orders;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@ServerTest
class PagesTest {

    private static final String PASSWORD = "correct horse battery";
    private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>";

    private final Api api;
    private final Orders orders;
    private final Lane lane;
    private final Api.Client platform;
    private final String slug;

    private final CheckoutWatch watch;
    private final RequestMappingHandlerMapping endpoints;

    PagesTest(
            Api api,
            Orders orders,
            Lane lane,
            CheckoutWatch watch,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping endpoints) {
        this.watch = watch;
        this.endpoints = endpoints;
        this.api = api;
        this.orders = orders;
        this.lane = lane;
        this.platform = api.platform();
        this.slug = api.operator().get("/v1/platforms/" + platform.id()).expect(200).get("slug");
    }

    /** Somebody with a browser. */
    private record Buyer(String id, Visitor visitor) {}

    @Test
    void answersInTheLanguageOfTheBrowser() {
        product("Conics", "Text");
        assertThat(visitor("zh-CN,zh;q=0.9,en;q=0.8").get("/shop/" + slug).body())
                .contains("<html lang=\"zh-CN\"", "我的书架", "¥99.00", "课程");
        assertThat(visitor("en-GB,en").get("/shop/" + slug).body())
                .contains("<html lang=\"en\"", "Library", "¥99.00", "Course");
        assertThat(visitor("fr-FR").get("/").body()).contains("<html lang=\"en\"");
        assertThat(visitor("fr-FR,zh;q=0.5").get("/").body()).contains("<html lang=\"zh-CN\"");
    }

    @Test
    void keepsTheLanguageThatTheReaderChose() {
        Visitor reader = visitor("en");
        assertThat(reader.get("/?lang=zh").body()).contains("一处购买");
        assertThat(reader.get("/sign-in").body()).contains("欢迎回来");
        assertThat(reader.get("/?lang=%3Cscript%3E").statusCode()).isEqualTo(200);
    }

    @Test
    void showsHostileTitlesAndContentsAsText() {
        String product = product(HOSTILE, HOSTILE + "\n\nSecond paragraph");
        Buyer buyer = buyer();
        pay(buyer, product);
        String read = "/shop/" + slug + "/read/" + product;
        for (String page :
                List.of("/shop/" + slug, "/shop/" + slug + "/products/" + product, read)) {
            assertThat(buyer.visitor().get(page).body())
                    .contains("&lt;script&gt;alert(1)")
                    .doesNotContain("<script>alert", "<img src=x");
        }
        assertThat(buyer.visitor().get(read).body()).contains("<p>Second paragraph</p>");
        assertThat(visitor("en").get("/shop/" + slug + "?q=%22%3E%3Cscript%3Ex").body())
                .doesNotContain("<script>x");
    }

    @Test
    void needsTheTokenOfItsOwnForms() {
        String product = product("Conics", "Text");
        Buyer buyer = buyer();
        Map<String, String> form = Map.of("product", product, "order", OrderId.next().toString());
        assertThat(buyer.visitor().postWithoutToken("/shop/" + slug + "/orders", form).statusCode())
                .isEqualTo(403);
        String order = order(buyer, product);
        for (String deed : List.of("/pay", "/cancel")) {
            assertThat(
                            visitor("en")
                                    .postWithoutToken("/checkout/" + order + deed, Map.of())
                                    .statusCode())
                    .isEqualTo(403);
        }
        assertThat(orders.find(OrderId.parse(order)).orElseThrow().status())
                .isEqualTo(OrderStatus.OPEN);
    }

    @Test
    void ordersOnceHoweverOftenTheButtonIsPressed() {
        String product = product("Conics", "Text");
        Buyer buyer = buyer();
        Map<String, String> form = Map.of("product", product, "order", OrderId.next().toString());
        String page = "/shop/" + slug + "/products/" + product;
        String first = location(buyer.visitor().post("/shop/" + slug + "/orders", page, form));
        String again = location(buyer.visitor().post("/shop/" + slug + "/orders", page, form));
        assertThat(first).startsWith("/checkout/ord_").isEqualTo(again);
        HttpResponse<String> stranger =
                buyer().visitor().post("/shop/" + slug + "/orders", page, form);
        assertThat(stranger.statusCode()).as("the id of another's order").isEqualTo(404);
    }

    @Test
    void leadsThroughSigningInBackToTheProduct() {
        String product = product("Conics", "Text");
        String page = "/shop/" + slug + "/products/" + product;
        String email = Api.unique("reader") + "@example.com";
        person(email);
        Visitor visitor = visitor("en");
        Map<String, String> form = Map.of("product", product, "order", OrderId.next().toString());
        assertThat(location(visitor.post("/shop/" + slug + "/orders", page, form)))
                .isEqualTo("/sign-in");
        Map<String, String> wrong = Map.of("email", email, "password", "wrong");
        assertThat(location(visitor.post("/sign-in", "/sign-in", wrong))).contains("error");
        assertThat(visitor.get("/sign-in?error").body()).contains("do not match");
        Map<String, String> right = Map.of("email", email, "password", PASSWORD);
        assertThat(location(visitor.post("/sign-in", "/sign-in", right))).isEqualTo(page);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "/\\evil.example", "https://evil.example", "/a?b"})
    void neverLeadsToAnotherSiteAfterSigningIn(String address) {
        String email = Api.unique("reader") + "@example.com";
        person(email);
        Visitor visitor = visitor("en");
        visitor.get(
                "/sign-in?to="
                        + java.net.URLEncoder.encode(
                                address, java.nio.charset.StandardCharsets.UTF_8));
        Map<String, String> right = Map.of("email", email, "password", PASSWORD);
        assertThat(location(visitor.post("/sign-in", "/sign-in", right))).isEqualTo("/library");
    }

    @Test
    void showsTheCheckoutWithoutSigningInAndWithoutThePerson() {
        Buyer buyer = buyer();
        String order = order(buyer, product("Conics", "Text"));
        HttpResponse<String> page = visitor("en").get("/checkout/" + order);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Conics", "data-state=\"choose\"")
                .doesNotContain(buyer.id(), "@example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/checkout/ord_00000000000000000000000000",
                "/checkout/ord_00000000000000000000000000/status",
                "/checkout/nonsense",
                "/shop/nowhere",
                "/shop/nowhere/library"
            })
    void doesNotKnowWhatIsNotThere(String path) {
        HttpResponse<String> page = visitor("en").get(path);
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("There is nothing here", "req_").doesNotContain("\tat ");
    }

    /** A page of ours that breaks. */
    @RestController
    @SuppressWarnings("ClassCanBeStatic")
    final class Breaking {
        public String answer(HttpServletRequest request) {
            if (request.getParameter("well") == null) {
                throw new IllegalStateException("broken, says the test");
            }
            return "well";
        }
    }

    @Test
    void tellsThatSomethingBrokeAndNotWhat() throws NoSuchMethodException {
        endpoints.registerMapping(
                RequestMappingInfo.paths("/shop/breaking/page").build(),
                new Breaking(),
                Breaking.class.getMethod("answer", HttpServletRequest.class));
        HttpResponse<String> page = visitor("en").get("/shop/breaking/page");
        assertThat(page.statusCode()).isEqualTo(500);
        assertThat(page.body())
                .contains("Something broke on our side", "req_")
                .doesNotContain("says the test", "\tat ");
    }

    @Test
    void wakesTheCheckoutWhenItsOrderIsPaid() throws Exception {
        Buyer buyer = buyer();
        String order = order(buyer, product("Conics", "Text"));
        String status = "/checkout/" + order + "/status?seen=choose-0";
        CompletableFuture<HttpResponse<String>> page =
                CompletableFuture.supplyAsync(() -> visitor("en").get(status));
        pay(order);
        HttpResponse<String> woken = page.get(10, TimeUnit.SECONDS);
        assertThat(woken.statusCode()).isEqualTo(200);
        assertThat(woken.body())
                .contains("data-state=\"paid\"", "hx-swap-oob")
                .doesNotContain("<html", "hx-get");
    }

    /** Its thread once looked for the sign to go on before the sign was set, and ended at once. */
    @Test
    void watchesAfterEveryStart() throws Exception {
        OrderId order = OrderId.parse(order(buyer(), product("Conics", "Text")));
        for (int i = 0; i < 50; i++) {
            watch.stop();
            watch.start();
            CompletableFuture<Boolean> told = new CompletableFuture<>();
            assertThat(
                            watch.add(
                                    new CheckoutWatch.Page(
                                            order, "", it -> told.complete(it != null))))
                    .isTrue();
            assertThat(told.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void cancelsAnOpenOrderAndSaysSo() {
        String order = order(buyer(), product("Conics", "Text"));
        Visitor visitor = visitor("en");
        String page = "/checkout/" + order;
        assertThat(location(visitor.post(page + "/cancel", page, Map.of()))).isEqualTo(page);
        assertThat(visitor.get(page).body()).contains("data-state=\"cancelled\"", "Order anew");
    }

    @Test
    void opensWhatWasPaidInEveryShopAndOffersTheRest() {
        String product = product("Conics", "A cone is cut.");
        String other = product("Spheres", "A ball is round.");
        Buyer buyer = buyer();
        pay(buyer, product);
        String elsewhere =
                api.operator().get("/v1/platforms/" + api.platform().id()).expect(200).get("slug");
        assertThat(buyer.visitor().get("/shop/" + elsewhere + "/read/" + product).body())
                .contains("A cone is cut.");
        assertThat(buyer.visitor().get("/library").body()).contains("Conics");
        assertThat(buyer.visitor().get("/shop/" + elsewhere + "/library").body())
                .contains("Conics")
                .doesNotContain("Spheres");
        HttpResponse<String> refused = buyer.visitor().get("/shop/" + slug + "/read/" + other);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("not in your library").doesNotContain("A ball");
    }

    @Test
    void showsReceiptsToTheirOwnerAlone() {
        Buyer buyer = buyer();
        String order = pay(buyer, product("Conics", "Text"));
        assertThat(buyer.visitor().get("/receipts").body()).contains("Conics");
        assertThat(buyer.visitor().get("/receipts/" + order).body())
                .contains("Conics", "¥99.00", order);
        assertThat(buyer().visitor().get("/receipts/" + order).statusCode()).isEqualTo(404);
        HttpResponse<String> nobody = visitor("en").get("/receipts/" + order);
        assertThat(location(nobody)).isEqualTo("/sign-in");
        String open = order(buyer, product("Spheres", "Text"));
        assertThat(buyer.visitor().get("/receipts/" + open).statusCode())
                .as("nothing was paid yet")
                .isEqualTo(404);
    }

    @Test
    void takesAConsultationOnlyAtATimeThatWasOffered() {
        String product =
                platform.post(
                                "/v1/products",
                                Map.of(
                                        "kind",
                                        "consultation",
                                        "title",
                                        "An hour",
                                        "price",
                                        Api.money("JPY", 1200),
                                        "creator",
                                        platform.creator()))
                        .expect(201)
                        .get("id");
        String page = "/shop/" + slug + "/products/" + product;
        Buyer buyer = buyer();
        assertThat(buyer.visitor().get(page).body()).contains("¥1,200", "type=\"radio\"");
        for (String slot : List.of("", "2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "now")) {
            Map<String, String> form =
                    Map.of("product", product, "order", OrderId.next().toString(), "slot", slot);
            assertThat(location(buyer.visitor().post("/shop/" + slug + "/orders", page, form)))
                    .isEqualTo(page + "?problem=slot");
        }
    }

    @Test
    void servesItsScriptsAndStylesFromHereAlone() {
        HttpResponse<String> page =
                visitor("en").get("/checkout/" + order(buyer(), product("Conics", "Text")));
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("style=\"", "onclick", "src=\"http");
        assertThat(visitor("en").get("/webjars/htmx.org/dist/htmx.min.js").statusCode())
                .isEqualTo(200);
        assertThat(visitor("en").get("/assets/paideia.css").statusCode()).isEqualTo(200);
    }

    private Visitor visitor(String language) {
        return new Visitor(api, language);
    }

    private Buyer buyer() {
        String email = Api.unique("reader") + "@example.com";
        return new Buyer(person(email), visitor("en").signIn(email, PASSWORD));
    }

    private String person(String email) {
        String id =
                platform.post("/v1/users", Map.of("email", email, "name", "Ada"))
                        .expect(201)
                        .get("id");
        api.operator().put("/v1/users/" + id + "/password", Map.of("password", PASSWORD));
        return id;
    }

    private String product(String title, String content) {
        return platform.post(
                        "/v1/products",
                        Map.of(
                                "kind",
                                "course",
                                "title",
                                title,
                                "price",
                                Api.money("CNY", 9900),
                                "creator",
                                platform.creator(),
                                "content",
                                content))
                .expect(201)
                .get("id");
    }

    private String order(Buyer buyer, String product) {
        String page = "/shop/" + slug + "/products/" + product;
        Map<String, String> form = Map.of("product", product, "order", OrderId.next().toString());
        return location(buyer.visitor().post("/shop/" + slug + "/orders", page, form))
                .replace("/checkout/", "");
    }

    private String pay(Buyer buyer, String product) {
        String order = order(buyer, product);
        pay(order);
        // The right follows a moment after the payment.
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> buyer.visitor().get("/library").body().contains(product));
        return order;
    }

    /** As a confirmed payment would, without a channel. */
    private void pay(String order) {
        lane.call(
                new Handler<OrderId, OrderId>() {
                    @Override
                    public List<OrderId> handle(List<OrderId> ids, Batch batch)
                            throws SQLException {
                        orders.pay(batch, orders.find(batch, ids).values());
                        return ids;
                    }
                },
                OrderId.parse(order));
    }
}

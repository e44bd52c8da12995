package io.paideia.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The whole journey as a person sees it, in a real browser. */
class BrowserTest {

    private static final By PAID = By.cssSelector("#status[data-state=paid]");

    @TempDir(cleanup = CleanupMode.NEVER)
    private static @Nullable Path folder;

    private static @Nullable DemoServer demo;
    private static @Nullable Browser browser;

    @BeforeAll
    static void start() {
        Path data = requireNonNull(folder);
        browser = Browser.open(data.resolve("chromium"));
        demo = DemoServer.start(DemoSettings.onFreePorts(data.resolve("demo")));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void whatIsPaidByCodeOnLanternIsReadOnInkwellAndThePageNoticesByItself() throws Exception {
        Browser browser = requireNonNull(BrowserTest.browser);
        String title = "The lantern " + UUID.randomUUID();
        String product = product(title, "A lamp is lit by another lamp.");
        browser.go(page("/shop/lantern/products/" + product));
        browser.press(By.cssSelector(".buy button"));
        browser.arriveAt("/sign-in");
        browser.type(By.name("email"), Seed.BUYER_EMAIL);
        browser.type(By.name("password"), Seed.BUYER_PASSWORD);
        browser.press(By.cssSelector(".fields button"));
        browser.arriveAt("/products/" + product);
        browser.press(By.cssSelector(".buy button"));
        browser.arriveAt("/checkout/ord_");
        browser.press(By.cssSelector("button[value=alipay_qr]"));
        browser.see(By.cssSelector("#status[data-state=scan] .qr svg"));
        browser.markPage();
        payAsThePhoneWould(
                URI.create(
                        String.valueOf(
                                browser.see(By.cssSelector(".qr a")).getDomProperty("href"))));
        browser.see(PAID);
        assertThat(browser.stillMarked()).as("the page was not loaded again").isTrue();

        browser.go(page("/shop/inkwell/library"));
        browser.press(By.linkText(title));
        browser.arriveAt("/shop/inkwell/read/");
        assertThat(browser.see(By.id("content")).getText())
                .contains("A lamp is lit by another lamp.");
        browser.press(By.cssSelector("form[action='/sign-out'] button"));
    }

    @Test
    void aPurchaseNeedsNoMouse() {
        Browser browser = requireNonNull(BrowserTest.browser);
        String product = product("By hand " + UUID.randomUUID(), "Every key has its place.");
        browser.go(page("/sign-in"));
        browser.tabTo(By.id("email"));
        browser.keys(Seed.BUYER_EMAIL, Keys.TAB);
        browser.keys(Seed.BUYER_PASSWORD, Keys.ENTER);
        browser.arriveAt("/library");
        browser.go(page("/shop/lantern/products/" + product));
        browser.tabTo(By.cssSelector(".buy button"));
        browser.keys(Keys.ENTER);
        browser.arriveAt("/checkout/ord_");
        browser.tabTo(By.cssSelector("button[value=alipay_page]"));
        browser.keys(Keys.ENTER);
        browser.arriveAt("/cashier/");
        browser.tabTo(By.cssSelector("button[value=pay]"));
        browser.keys(Keys.ENTER);
        browser.arriveAt("/checkout/ord_");
        browser.see(PAID);
        browser.tabTo(By.cssSelector("a[href*='/read/" + product + "']"));
        browser.keys(Keys.ENTER);
        browser.arriveAt("/read/" + product);
        assertThat(browser.see(By.id("content")).getText()).contains("Every key has its place.");
        browser.tabTo(By.cssSelector("form[action='/sign-out'] button"));
        browser.keys(Keys.ENTER);
    }

    @Test
    void aTransferIsSeenOnThePageWhenItArrives() throws Exception {
        Browser browser = requireNonNull(BrowserTest.browser);
        browser.go(checkout("By transfer " + UUID.randomUUID()));
        browser.press(By.cssSelector("button[value=bank_transfer]"));
        browser.see(By.cssSelector("#status[data-state=transfer]"));
        String amount = browser.see(By.cssSelector(".detail-amount dd")).getText();
        String code = browser.see(By.cssSelector(".detail-remittance_code dd")).getText();
        assertThat(amount).isEqualTo("CNY 19.00");
        assertThat(code).matches("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}");
        browser.press(By.cssSelector(".detail-remittance_code .copy"));
        browser.see(By.cssSelector(".detail-remittance_code .copied"));
        browser.markPage();
        control(
                "bank/transfer",
                """
                {"amount": "19.00", "currency": "CNY", "text": "Order %s"}
                """
                        .formatted(code));
        browser.see(PAID);
        assertThat(browser.stillMarked()).as("the page was not loaded again").isTrue();
    }

    @Test
    void whatOneProviderDeclinesIsPaidAtAnother() throws Exception {
        Browser browser = requireNonNull(BrowserTest.browser);
        browser.go(checkout("At last " + UUID.randomUUID()));
        control("scenario", "{\"channel\": \"alipay\", \"faults\": [\"declined\"]}");
        try {
            browser.press(By.cssSelector("button[value=alipay_qr]"));
            browser.see(By.cssSelector("#status[data-state=failed] .note"));
        } finally {
            control("scenario", "{\"channel\": \"alipay\", \"faults\": []}");
        }
        browser.press(By.cssSelector("button[value=wechat_native]"));
        browser.see(By.cssSelector("#status[data-state=scan] .qr svg"));
        payAsThePhoneWould(
                URI.create(
                        String.valueOf(
                                browser.see(By.cssSelector(".qr a")).getDomProperty("href"))));
        browser.see(PAID);
    }

    @Test
    void payingByCardNeedsNoMouse() {
        Browser browser = requireNonNull(BrowserTest.browser);
        browser.go(checkout("By card " + UUID.randomUUID()));
        browser.tabTo(By.cssSelector("button[value=card]"));
        browser.keys(Keys.ENTER);
        browser.arriveAt("/stripe/pay/");
        browser.tabTo(By.cssSelector("button[value='4242 4242 4242 4242']"));
        browser.keys(Keys.ENTER);
        browser.see(By.cssSelector("input[name=number][value='4242 4242 4242 4242']"));
        browser.tabTo(By.cssSelector("button.pay"));
        browser.keys(Keys.ENTER);
        browser.arriveAt("/checkout/ord_");
        browser.see(PAID);
    }

    private static String page(String path) {
        return requireNonNull(demo).baseUri() + path;
    }

    private static String product(String title, String content) {
        Api lantern = Api.signIn(requireNonNull(demo).baseUri(), DemoClient.LANTERN);
        String creator =
                lantern.post(
                                "/v1/creators",
                                null,
                                Map.of("name", "Hypatia", "email", "hypatia@example.com"))
                        .path("id")
                        .asString();
        return lantern.post(
                        "/v1/products",
                        null,
                        Map.of(
                                "kind",
                                "article",
                                "title",
                                title,
                                "price",
                                Map.of("amount", 1900, "currency", "CNY"),
                                "creator",
                                creator,
                                "content",
                                content))
                .path("id")
                .asString();
    }

    /** Where a new order of a new buyer is paid, who is not signed in. */
    private static String checkout(String title) {
        String product = product(title, "Text");
        Api lantern = Api.signIn(requireNonNull(demo).baseUri(), DemoClient.LANTERN);
        String email = UUID.randomUUID() + "@example.com";
        String buyer =
                lantern.post("/v1/users", null, Map.of("email", email, "name", "Hero"))
                        .path("id")
                        .asString();
        String order =
                lantern.post(
                                "/v1/orders",
                                UUID.randomUUID().toString(),
                                Map.of("user", buyer, "items", List.of(Map.of("product", product))))
                        .path("id")
                        .asString();
        return page("/checkout/" + order);
    }

    private static void control(String path, String json) throws IOException, InterruptedException {
        URI address = requireNonNull(demo).sandbox().baseUri().resolve("/_control/" + path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> done =
                    http.send(
                            HttpRequest.newBuilder(address)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(json))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        }
    }

    /** The phone opens the address in the code and presses the button there. */
    private static void payAsThePhoneWould(URI code) throws IOException, InterruptedException {
        try (HttpClient phone = HttpClient.newHttpClient()) {
            phone.send(HttpRequest.newBuilder(code).GET().build(), BodyHandlers.discarding());
            HttpResponse<String> paid =
                    phone.send(
                            HttpRequest.newBuilder(code)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("action=pay"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(paid.statusCode()).as(paid.body()).isEqualTo(303);
        }
    }
}

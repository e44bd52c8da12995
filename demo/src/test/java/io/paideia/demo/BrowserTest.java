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

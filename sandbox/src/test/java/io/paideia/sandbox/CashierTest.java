package io.paideia.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.sandbox.http.Form;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CashierTest {

    private static final String SHOP = "http://127.0.0.1:9/back?order=7#top";

    @TempDir Path folder;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alipay.trade.page.pay", "alipay.trade.wap.pay"})
    void leadsABrowserThroughPaymentAndSendsItBackSigned(String method) {
        String reference = Scene.newReference();
        HttpResponse<String> redirect = scene.shop.get(browserOrder(method, reference));
        assertThat(redirect.statusCode()).isEqualTo(303);
        String cashier = location(redirect);
        assertThat(scene.query(reference).get("sub_code").asString())
                .isEqualTo("ACQ.TRADE_NOT_EXIST");
        assertThat(scene.shop.open(cashier, "en").body())
                .contains("Pay now", "99.00", "no money moves");
        assertThat(scene.query(reference).get("trade_status").asString())
                .isEqualTo("WAIT_BUYER_PAY");

        HttpResponse<String> paid = scene.shop.press(cashier, "pay");

        assertThat(paid.statusCode()).isEqualTo(303);
        assertThat(location(paid)).startsWith("http://127.0.0.1:9/back?order=7&").endsWith("#top");
        Map<String, String> back = Form.parse(URI.create(location(paid)).getRawQuery());
        assertThat(scene.shop.isGenuine(back)).isTrue();
        assertThat(back)
                .containsEntry("out_trade_no", reference)
                .containsEntry("total_amount", "99.00")
                .containsEntry("method", method + ".return")
                .containsEntry("app_id", scene.credential("app-id"))
                .containsKeys("trade_no", "timestamp", "sign_type", "seller_id");
        await().until(() -> scene.box.received().size() == 1);
    }

    @Test
    void takesAPostedFormAndPaysAPageThatWasNeverOpened() {
        String reference = Scene.newReference();
        assertThat(scene.control.post("pay", "{\"reference\":\"" + reference + "\"}").statusCode())
                .isEqualTo(404);
        assertThat(scene.shop.post(browserOrder("alipay.trade.page.pay", reference)).statusCode())
                .isEqualTo(303);
        assertThat(scene.control.pay(reference).get("status").asString()).isEqualTo("paid");
    }

    @Test
    void showsABrowserWhyItsOrderIsRefused() {
        Map<String, String> forged = browserOrder("alipay.trade.page.pay", Scene.newReference());
        forged.put("biz_content", "{}");
        HttpResponse<String> refused = scene.shop.get(forged);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("isv.invalid-signature");
    }

    @Test
    void leavesTheOrderUnpaidWhenTheBuyerGivesUp() {
        String reference = Scene.newReference();
        String cashier = location(scene.shop.get(browserOrder("alipay.trade.wap.pay", reference)));
        scene.shop.open(cashier, "en");
        assertThat(location(scene.shop.press(cashier, "leave"))).isEqualTo(SHOP);
        assertThat(scene.query(reference).get("trade_status").asString())
                .isEqualTo("WAIT_BUYER_PAY");

        String code = scene.precreate(Scene.newReference()).get("qr_code").asString();
        String left =
                scene.sandbox
                        .baseUri()
                        .resolve(location(scene.shop.press(code, "leave")))
                        .toString();
        assertThat(scene.shop.open(left, "en").body()).contains("You left without paying");
    }

    @Test
    void speaksTheReadersLanguageAndEscapesWhatTheShopSays() {
        Map<String, Object> order = new HashMap<>(scene.order(Scene.newReference()));
        order.put("subject", "<script>alert('\"&')</script>");
        String code = scene.shop.call("alipay.trade.precreate", order).get("qr_code").asString();
        String chinese = scene.shop.open(code, "zh-CN,zh;q=0.9,en;q=0.8").body();
        assertThat(chinese).contains("lang=\"zh-CN\"", "确认付款", "沙箱环境");
        assertThat(chinese)
                .contains("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;")
                .doesNotContain("<script");
        scene.shop.press(code, "pay");
        assertThat(scene.shop.open(code, "de").body()).contains("Paid").doesNotContain("<script");
        assertThat(scene.shop.open(scene.sandbox.baseUri() + "/", "en").body())
                .contains("Newest trades")
                .doesNotContain("<script");
    }

    @Test
    void knowsNoOtherOrdersAndNoOtherActions() {
        HttpResponse<String> unknown =
                scene.shop.open(scene.sandbox.baseUri() + "/cashier/none", "en");
        assertThat(unknown.statusCode()).isEqualTo(404);
        String code = scene.precreate(Scene.newReference()).get("qr_code").asString();
        assertThat(scene.shop.press(code, "steal").statusCode()).isEqualTo(400);
        assertThat(scene.shop.open(scene.sandbox.baseUri() + "/nowhere", "en").statusCode())
                .isEqualTo(404);
        assertThat(scene.shop.open(scene.sandbox.baseUri() + "/_health", "en").statusCode())
                .isEqualTo(200);
    }

    private Map<String, String> browserOrder(String method, String reference) {
        Map<String, Object> order = scene.order(reference);
        order.put(
                "product_code",
                method.contains("page") ? "FAST_INSTANT_TRADE_PAY" : "QUICK_WAP_WAY");
        return scene.shop.signed(
                method, order, Map.of("return_url", SHOP, "notify_url", scene.box.address()));
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("location").orElseThrow();
    }
}

package io.paideia.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UnionPay's gateway as a merchant meets it who shares no code with it. */
final class UnionPayGatewayTest {

    private static final String TIME = "20261121120000";
    private static final String BACK_TIME = "20261121120500";

    @TempDir Path folder;
    private Scene scene;
    private UnionPayShop shop;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(folder);
        shop = new UnionPayShop(scene);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void sellsByCodeAndTellsOfIt() {
        Map<String, String> created = shop.create("order0001");
        assertThat(created)
                .containsEntry("respCode", "00")
                .containsEntry("orderId", "order0001")
                .containsEntry("txnTime", TIME)
                .containsEntry("merId", shop.credential("mer-id"));
        assertThat(shop.query("order0001", TIME)).containsEntry("respCode", "34");

        scene.shop.open(created.getOrDefault("qrCode", ""), "en");
        Map<String, String> waiting = shop.query("order0001", TIME);
        assertThat(waiting)
                .containsEntry("respCode", "00")
                .containsEntry("origRespCode", "05")
                .containsEntry("settleAmt", "0")
                .doesNotContainKey("queryId");

        scene.control.pay("order0001");
        Map<String, String> paid = shop.query("order0001", TIME);
        assertThat(paid)
                .containsEntry("origRespCode", "00")
                .containsEntry("txnAmt", "9900")
                .containsEntry("currencyCode", "156")
                .containsEntry("txnType", "01");
        assertThat(paid.get("queryId")).matches("[0-9]{21}");
        assertThat(shop.query("order0001", "20261121120001")).containsEntry("respCode", "34");

        Map<String, String> notice = noticeOf("order0001");
        assertThat(shop.isGenuine(notice)).isTrue();
        assertThat(notice)
                .containsEntry("respCode", "00")
                .containsEntry("queryId", paid.get("queryId"))
                .containsEntry("txnAmt", "9900");
        assertThat(scene.box.contentTypes().getFirst())
                .isEqualTo("application/x-www-form-urlencoded;charset=UTF-8");
    }

    @Test
    void sendsTheBrowserToTheCashier() {
        Map<String, String> order = shop.order("order0001");
        order.putAll(
                Map.of(
                        "txnSubType", "01",
                        "bizType", "000201",
                        "channelType", "07",
                        "frontUrl", "http://127.0.0.1:9/back",
                        "riskRateInfo", "{commodityName=哲学入门}"));
        HttpResponse<String> sent = shop.post("frontTransReq.do", shop.signed(order));
        assertThat(sent.statusCode()).isEqualTo(303);
        String cashier = sent.headers().firstValue("Location").orElseThrow();
        assertThat(scene.shop.open(cashier, "zh").body()).contains("哲学入门", "99.00");

        HttpResponse<String> paid = scene.shop.press(cashier, "pay");
        assertThat(paid.headers().firstValue("Location")).contains("http://127.0.0.1:9/back");
        assertThat(shop.query("order0001", TIME)).containsEntry("origRespCode", "00");
        assertThat(shop.post("frontTransReq.do", shop.signed(order)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "version, 5.0.0, 10",
        "signMethod, 11, 10",
        "certId, 1, 11",
        "merId, 777290058199999, 31",
        "txnType, 99, 10",
        "orderId, short, 10",
        "orderId, with-a-dash, 10",
        "txnTime, 20261321120000, 10",
        "txnAmt, 99.00, 10",
        "txnAmt, 0, 10",
        "currencyCode, 840, 10",
        "backUrl, nowhere, 10",
        "bizType, 000201, 10",
        "payTimeout, 20200101000000, 39",
    })
    void refusesWhatIsNotAsItShouldBe(String field, String value, String code) {
        Map<String, String> order = shop.order("order0001");
        order.put(field, value);

        assertThat(shop.call("backTransReq.do", order)).containsEntry("respCode", code);
    }

    @Test
    void refusesWhatTheMerchantDidNotSign() {
        Map<String, String> changed = new HashMap<>(shop.signed(shop.order("order0001")));
        changed.put("txnAmt", "1");
        assertThat(shop.post("backTransReq.do", changed).body()).contains("respCode=11&");
        changed.remove("signature");
        assertThat(shop.post("backTransReq.do", changed).body()).contains("respCode=13&");
        assertThat(shop.query("order0001", TIME)).containsEntry("respCode", "34");
    }

    @Test
    void takesAnOrderOnceAndItsRepetitionAsTheSame() {
        String code = shop.create("order0001").get("qrCode");
        assertThat(shop.create("order0001")).containsEntry("qrCode", code);
        Map<String, String> other = shop.order("order0001");
        other.put("txnAmt", "9901");
        assertThat(shop.call("backTransReq.do", other)).containsEntry("respCode", "12");
        scene.control.pay("order0001");
        assertThat(shop.create("order0001")).containsEntry("respCode", "12");
    }

    @Test
    void refundsInPartsUpToWhatWasPaid() {
        String queryId = paid("order0001");
        assertThat(back("04", "refund0001", queryId, "4000")).containsEntry("respCode", "00");
        assertThat(back("04", "refund0001", queryId, "4000")).containsEntry("respCode", "12");
        assertThat(back("04", "order0001", queryId, "1")).containsEntry("respCode", "12");
        assertThat(back("04", "refund0002", queryId, "5901")).containsEntry("respCode", "33");
        assertThat(back("04", "refund0003", queryId, "5900")).containsEntry("respCode", "00");
        assertThat(back("04", "refund0004", "000000000000000000000", "1"))
                .containsEntry("respCode", "35");

        assertThat(shop.query("refund0001", BACK_TIME))
                .containsEntry("origRespCode", "00")
                .containsEntry("txnType", "04")
                .containsEntry("txnAmt", "4000")
                .containsEntry("origQryId", queryId);
        assertThat(shop.query("refund0002", BACK_TIME)).containsEntry("respCode", "34");
        Map<String, String> notice = noticeOf("refund0001");
        assertThat(shop.isGenuine(notice)).isTrue();
        assertThat(notice).containsEntry("txnType", "04").containsEntry("respCode", "00");
    }

    @Test
    void voidsTheWholeOnTheDayItself() {
        String first = paid("order0001");
        assertThat(back("31", "voided0001", first, "9899")).containsEntry("respCode", "35");
        assertThat(back("31", "voided0002", first, "9900")).containsEntry("respCode", "00");
        assertThat(shop.query("voided0002", BACK_TIME))
                .containsEntry("origRespCode", "00")
                .containsEntry("txnType", "31");
        assertThat(back("31", "voided0003", first, "9900")).containsEntry("respCode", "35");

        String second = paid("order0002");
        scene.control.advance("P1D");
        assertThat(back("31", "voided0004", second, "9900")).containsEntry("respCode", "35");
        assertThat(back("04", "refund0004", second, "9900")).containsEntry("respCode", "00");
    }

    @Test
    void forgetsAnOrderWhoseTimeRanOut() {
        scene.shop.open(shop.create("order0001").getOrDefault("qrCode", ""), "en");
        assertThat(shop.query("order0001", TIME)).containsEntry("origRespCode", "05");
        scene.control.advance("PT3H");
        assertThat(shop.query("order0001", TIME)).containsEntry("respCode", "34");
    }

    @Test
    void hasNoBillBeforeTheDayIsOver() {
        paid("order0001");
        String day = noticeOf("order0001").getOrDefault("settleDate", "");
        Map<String, String> bill =
                Map.of(
                        "txnType", "76",
                        "txnSubType", "01",
                        "bizType", "000000",
                        "txnTime", TIME,
                        "settleDate", day,
                        "fileType", "00");
        assertThat(shop.call("", bill)).containsEntry("respCode", "98");
        scene.control.advance("P1D");
        assertThat(shop.call("", bill)).containsEntry("respCode", "00").containsKey("fileContent");
    }

    @Test
    void showsTheNextCertificateAndAnImpostors() {
        scene.control.faults("order0001", "[\"rotated_certificate\", \"probe\"]");
        String before = shop.query("order0009", TIME).get("signPubKeyCert");
        Map<String, String> created = shop.create("order0001");
        assertThat(created.get("signPubKeyCert")).isNotEqualTo(before);
        scene.control.pay("order0001");
        assertThat(shop.isGenuine(noticeOf("order0001"))).isFalse();
    }

    @Test
    void carriesOnAfterARestart() {
        String queryId = paid("order0001");
        scene.control.faults("order0001", "[{\"name\":\"refund_pending\",\"seconds\":86400}]");
        back("04", "refund0001", queryId, "4000");
        String certificate = shop.query("order0001", TIME).get("signPubKeyCert");
        assertThat(shop.query("refund0001", BACK_TIME)).containsEntry("origRespCode", "05");
        scene.restart();
        shop = new UnionPayShop(scene);

        await().until(() -> "00".equals(shop.query("refund0001", BACK_TIME).get("origRespCode")));
        assertThat(shop.query("order0001", TIME))
                .containsEntry("queryId", queryId)
                .containsEntry("signPubKeyCert", certificate);
        assertThat(back("04", "refund0001", queryId, "4000")).containsEntry("respCode", "12");
    }

    private String paid(String reference) {
        shop.create(reference);
        scene.control.pay(reference);
        return shop.query(reference, TIME).getOrDefault("queryId", "");
    }

    private Map<String, String> back(String type, String reference, String queryId, String fen) {
        return shop.call("backTransReq.do", shop.back(type, reference, queryId, fen));
    }

    private Map<String, String> noticeOf(String order) {
        await().until(() -> !notices(order).isEmpty());
        return notices(order).getFirst();
    }

    private List<Map<String, String>> notices(String order) {
        return scene.box.received().stream()
                .filter(notice -> order.equals(notice.get("orderId")))
                .toList();
    }
}

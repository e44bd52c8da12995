package io.paideia.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AlipayGatewayTest {

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

    @Test
    void deniesThatAPrecreatedOrderIsATradeUntilItIsScanned() {
        String reference = Scene.newReference();
        JsonNode precreated = scene.precreate(reference);
        assertCode(precreated, "10000");
        String code = precreated.get("qr_code").asString();
        assertThat(code).startsWith(scene.sandbox.baseUri() + "/cashier/");
        assertSubCode(scene.query(reference), "ACQ.TRADE_NOT_EXIST");

        scene.shop.open(code, "en");

        JsonNode waiting = scene.query(reference);
        assertThat(waiting.get("trade_status").asString()).isEqualTo("WAIT_BUYER_PAY");
        assertThat(waiting.get("total_amount").asString()).isEqualTo("99.00");
    }

    @Test
    void tellsOfAPaymentByQueryAndByNotice() {
        String reference = scene.paid();
        JsonNode paid = scene.query(reference);
        assertThat(paid.get("trade_status").asString()).isEqualTo("TRADE_SUCCESS");
        JsonNode byNumber =
                scene.shop.call(
                        "alipay.trade.query", Map.of("trade_no", paid.get("trade_no").asString()));
        assertThat(byNumber.get("out_trade_no").asString()).isEqualTo(reference);

        await().until(() -> scene.box.received().size() == 1);
        Map<String, String> notice = scene.box.received().getFirst();
        assertThat(scene.shop.isGenuine(notice)).isTrue();
        assertThat(notice)
                .containsEntry("notify_type", "trade_status_sync")
                .containsEntry("trade_status", "TRADE_SUCCESS")
                .containsEntry("out_trade_no", reference)
                .containsEntry("total_amount", "99.00")
                .containsEntry("receipt_amount", "99.00")
                .containsEntry("app_id", scene.credential("app-id"))
                .containsEntry("seller_id", scene.credential("seller-id"))
                .containsEntry("subject", "哲学入门 & more")
                .containsEntry("trade_no", paid.get("trade_no").asString())
                .containsKeys("notify_id", "gmt_payment", "gmt_create", "notify_time");
        assertThat(JsonMapper.shared().readTree(notice.get("fund_bill_list")).isArray()).isTrue();
        assertThat(scene.box.contentTypes())
                .containsExactly("application/x-www-form-urlencoded; charset=utf-8");
    }

    @Test
    void answersARepeatedOrderAlikeAndRefusesAnotherUnderItsNumber() {
        String reference = Scene.newReference();
        JsonNode first = scene.precreate(reference);
        assertThat(scene.precreate(reference).get("qr_code")).isEqualTo(first.get("qr_code"));
        Map<String, Object> other = scene.order(reference);
        other.put("total_amount", "98.00");
        assertSubCode(scene.shop.call("alipay.trade.precreate", other), "ACQ.CONTEXT_INCONSISTENT");
        Map<String, Object> renamed = scene.order(reference);
        renamed.put("subject", "other");
        assertSubCode(
                scene.shop.call("alipay.trade.precreate", renamed), "ACQ.CONTEXT_INCONSISTENT");

        scene.control.pay(reference);
        assertSubCode(scene.precreate(reference), "ACQ.TRADE_HAS_SUCCESS");
    }

    @Test
    void closesOnlyWhatWaits() {
        String reference = Scene.newReference();
        Map<String, String> named = Map.of("out_trade_no", reference);
        assertSubCode(scene.shop.call("alipay.trade.close", named), "ACQ.TRADE_NOT_EXIST");
        scene.shop.open(scene.precreate(reference).get("qr_code").asString(), "en");
        assertCode(scene.shop.call("alipay.trade.close", named), "10000");
        assertThat(scene.query(reference).get("trade_status").asString()).isEqualTo("TRADE_CLOSED");
        assertSubCode(scene.shop.call("alipay.trade.close", named), "ACQ.TRADE_STATUS_ERROR");
        assertSubCode(scene.precreate(reference), "ACQ.TRADE_HAS_CLOSE");
        assertThat(scene.control.post("pay", "{\"reference\":\"" + reference + "\"}").statusCode())
                .isEqualTo(409);
        assertSubCode(
                scene.shop.call("alipay.trade.close", Map.of("out_trade_no", scene.paid())),
                "ACQ.TRADE_HAS_SUCCESS");
    }

    /**
     * The hazard that a merchant must live with: closing an unscanned code fails, and the code can
     * still be paid.
     */
    @Test
    void leavesAnUnscannedCodePayableAfterClose() {
        String reference = Scene.newReference();
        scene.precreate(reference);
        assertSubCode(
                scene.shop.call("alipay.trade.close", Map.of("out_trade_no", reference)),
                "ACQ.TRADE_NOT_EXIST");
        assertThat(scene.control.pay(reference).get("status").asString()).isEqualTo("paid");
    }

    @Test
    void cancelsWhateverTheStateIs() {
        String unscanned = Scene.newReference();
        scene.precreate(unscanned);
        assertCode(cancel(unscanned), "10000");
        assertThat(scene.control.post("pay", "{\"reference\":\"" + unscanned + "\"}").statusCode())
                .isEqualTo(409);

        String waiting = Scene.newReference();
        scene.shop.open(scene.precreate(waiting).get("qr_code").asString(), "en");
        assertThat(cancel(waiting).get("action").asString()).isEqualTo("close");

        String paid = scene.paid();
        scene.refund(paid, "r1", "9.00");
        assertThat(cancel(paid).get("action").asString()).isEqualTo("refund");
        assertThat(cancel(paid).get("retry_flag").asString()).isEqualTo("N");
        assertThat(scene.control.trade(paid).get("refunded").get("amount").asLong())
                .isEqualTo(9900);
        assertCode(cancel("never_seen"), "10000");
    }

    @Test
    void refundsInPartsAndAnswersARepeatWithoutMovingMoney() {
        String reference = scene.paid();
        JsonNode first = scene.refund(reference, "r1", "30.00");
        assertThat(first.get("fund_change").asString()).isEqualTo("Y");
        JsonNode again = scene.refund(reference, "r1", "30.0");
        assertThat(again.get("fund_change").asString()).isEqualTo("N");
        assertThat(again.get("refund_fee").asString()).isEqualTo("30.00");
        assertSubCode(scene.refund(reference, "r1", "31.00"), "ACQ.DISCORDANT_REPEAT_REQUEST");
        assertSubCode(scene.refund(reference, "r2", "69.01"), "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
        assertSubCode(scene.refund(reference, "r2", "0.00"), "ACQ.REASON_TRADE_REFUND_FEE_ERR");
        assertThat(scene.refund(reference, "r2", "69.00").get("refund_fee").asString())
                .isEqualTo("99.00");
        assertThat(scene.query(reference).get("trade_status").asString()).isEqualTo("TRADE_CLOSED");

        JsonNode known = refundQuery(reference, "r2");
        assertThat(known.get("refund_status").asString()).isEqualTo("REFUND_SUCCESS");
        assertThat(known.get("refund_amount").asString()).isEqualTo("69.00");
        JsonNode unknown = refundQuery(reference, "r3");
        assertCode(unknown, "10000");
        assertThat(unknown.has("refund_status")).isFalse();
        assertSubCode(refundQuery("never_seen", "r1"), "ACQ.TRADE_NOT_EXIST");
    }

    @Test
    void refusesToRefundWhatWasNotPaid() {
        String reference = Scene.newReference();
        scene.shop.open(scene.precreate(reference).get("qr_code").asString(), "en");
        assertSubCode(scene.refund(reference, "r1", "1.00"), "ACQ.TRADE_STATUS_ERROR");
        assertSubCode(scene.refund("never_seen", "r1", "1.00"), "ACQ.TRADE_NOT_EXIST");
        Map<String, String> unnumbered =
                Map.of("out_trade_no", scene.paid(), "refund_amount", "1.00");
        assertSubCode(scene.shop.call("alipay.trade.refund", unnumbered), "ACQ.INVALID_PARAMETER");
    }

    /** Two refunds of 60 on 99 at the same moment: the sum must be seen under the lock. */
    @Test
    void letsOnlyOneOfTwoConcurrentRefundsThrough() throws Exception {
        for (int round = 0; round < 10; round++) {
            String reference = scene.paid();
            List<Callable<JsonNode>> refunds =
                    List.of(
                            () -> scene.refund(reference, "a", "60.00"),
                            () -> scene.refund(reference, "b", "60.00"));
            List<String> codes = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<JsonNode> refund : threads.invokeAll(refunds)) {
                    codes.add(refund.get().get("code").asString());
                }
            }
            assertThat(codes).containsExactlyInAnyOrder("10000", "40004");
        }
    }

    @Test
    void sellsInOtherCurrenciesInTheirOwnUnits() {
        String reference = Scene.newReference();
        Map<String, Object> order = scene.order(reference);
        order.put("trans_currency", "JPY");
        assertSubCode(
                scene.shop.call("alipay.trade.precreate", with(order, "total_amount", "990.50")),
                "ACQ.INVALID_PARAMETER");
        scene.shop.call(
                "alipay.trade.precreate",
                with(order, "total_amount", "990"),
                Map.of("notify_url", scene.box.address()));
        JsonNode paid = scene.control.pay(reference);
        assertThat(paid.get("amount").get("amount").asLong()).isEqualTo(990);
        assertThat(scene.query(reference).get("total_amount").asString()).isEqualTo("990");
        assertThat(scene.query(reference).get("trans_currency").asString()).isEqualTo("JPY");
        await().until(() -> !scene.box.received().isEmpty());
        assertThat(scene.box.received().getFirst())
                .containsEntry("total_amount", "990")
                .containsEntry("trans_currency", "JPY");
        assertThat(scene.refund(reference, "r", "90").get("refund_fee").asString()).isEqualTo("90");
    }

    @ParameterizedTest
    @CsvSource({
        "total_amount,0.00,ACQ.TOTAL_FEE_EXCEED", "total_amount,100000000.01,ACQ.TOTAL_FEE_EXCEED",
        "total_amount,1.001,ACQ.INVALID_PARAMETER", "total_amount,abc,ACQ.INVALID_PARAMETER",
        "total_amount,'',ACQ.INVALID_PARAMETER", "subject,'',ACQ.INVALID_PARAMETER",
        "out_trade_no,a-b,ACQ.INVALID_PARAMETER", "trans_currency,XYZ,ACQ.INVALID_PARAMETER",
        "timeout_express,16d,ACQ.INVALID_PARAMETER", "timeout_express,soon,ACQ.INVALID_PARAMETER",
        "time_expire,2001-01-01 00:00:00,ACQ.INVALID_PARAMETER",
                "time_expire,never,ACQ.INVALID_PARAMETER"
    })
    void refusesAnOrderThatIsNotWellFormed(String field, String value, String subCode) {
        Map<String, Object> order = with(scene.order(Scene.newReference()), field, value);
        assertSubCode(scene.shop.call("alipay.trade.precreate", order), subCode);
    }

    @Test
    void closesUnpaidTradesByTheVirtualClock() {
        String reference = Scene.newReference();
        Map<String, Object> order = with(scene.order(reference), "timeout_express", "30m");
        String code = scene.shop.call("alipay.trade.precreate", order).get("qr_code").asString();
        scene.shop.open(code, "en");
        scene.control.advance("PT29M");
        assertThat(scene.query(reference).get("trade_status").asString())
                .isEqualTo("WAIT_BUYER_PAY");
        scene.control.advance("PT1M");
        assertThat(scene.query(reference).get("trade_status").asString()).isEqualTo("TRADE_CLOSED");
        assertThat(scene.shop.open(code, "en").statusCode()).isEqualTo(410);

        // The merchant's deadline is written by the real clock; the virtual one is half an hour
        // ahead by now.
        String absolute = Scene.newReference();
        String inAnHour =
                java.time.LocalDateTime.now(java.time.ZoneId.of("Asia/Shanghai"))
                        .plusHours(1)
                        .format(
                                java.time.format.DateTimeFormatter.ofPattern(
                                        "yyyy-MM-dd HH:mm:ss"));
        scene.shop.call(
                "alipay.trade.precreate", with(scene.order(absolute), "time_expire", inAnHour));
        scene.control.advance("PT58M");
        scene.control.advance("PT3M");
        assertThat(scene.control.post("pay", "{\"reference\":\"" + absolute + "\"}").statusCode())
                .isEqualTo(409);
    }

    @Test
    void refusesForgedAndMalformedCallsWithoutASignature() {
        Map<String, String> forged =
                scene.shop.signed("alipay.trade.query", Map.of("out_trade_no", "a"), Map.of());
        forged.put("biz_content", "{\"out_trade_no\":\"b\"}");
        assertError(forged, "40002", "isv.invalid-signature");
        assertError(without("sign"), "40001", "isv.missing-signature");
        assertError(without("timestamp"), "40001", "isv.missing-timestamp");
        assertError(without("app_id"), "40001", "isv.missing-app-id");
        assertError(signed(Map.of("app_id", "1")), "40002", "isv.invalid-app-id");
        assertError(signed(Map.of("sign_type", "RSA")), "40002", "isv.invalid-sign-type");
        assertError(
                signed(Map.of("timestamp", "2026-02-30 00:00:00")),
                "40002",
                "isv.invalid-timestamp");
        assertError(signed(Map.of("biz_content", "[")), "40002", "isv.invalid-biz-content");
        assertError(
                scene.shop.signed("alipay.trade.nothing", Map.of(), Map.of()),
                "40002",
                "isv.invalid-method");
    }

    /**
     * The vendor's SDK puts the common parameters and the signature in the query and only the
     * content in the body.
     */
    @Test
    void takesParametersFromQueryAndBody() {
        Map<String, String> fields =
                scene.shop.signed("alipay.trade.query", Map.of("out_trade_no", "none"), Map.of());
        Map<String, String> body =
                Map.of("biz_content", String.valueOf(fields.remove("biz_content")));
        URI address = URI.create(scene.credential("gateway") + "?" + Merchant.form(fields));
        HttpResponse<String> response =
                scene.shop.send(
                        HttpRequest.newBuilder(address)
                                .header(
                                        "Content-Type",
                                        "application/x-www-form-urlencoded;charset=utf-8")
                                .POST(BodyPublishers.ofString(Merchant.form(body))));
        assertThat(response.headers().firstValue("content-type"))
                .hasValue("text/html;charset=utf-8");
        assertSubCode(scene.shop.verified("alipay.trade.query", response), "ACQ.TRADE_NOT_EXIST");
    }

    @Test
    void refusesABodyOverOneMebibyte() {
        HttpResponse<String> response = scene.shop.post(Map.of("biz_content", "x".repeat(1 << 20)));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .startsWith("application/problem+json");
    }

    private JsonNode cancel(String reference) {
        return scene.shop.call("alipay.trade.cancel", Map.of("out_trade_no", reference));
    }

    private JsonNode refundQuery(String reference, String number) {
        return scene.shop.call(
                "alipay.trade.fastpay.refund.query",
                Map.of("out_trade_no", reference, "out_request_no", number));
    }

    private Map<String, String> signed(Map<String, String> common) {
        return scene.shop.signed("alipay.trade.query", Map.of("out_trade_no", "a"), common);
    }

    private Map<String, String> without(String name) {
        Map<String, String> fields = signed(Map.of());
        fields.remove(name);
        return fields;
    }

    private void assertError(Map<String, String> fields, String code, String subCode) {
        HttpResponse<String> response = scene.shop.post(fields);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = JsonMapper.shared().readTree(response.body());
        assertThat(body.has("sign")).isFalse();
        assertThat(body.get("error_response").get("code").asString()).isEqualTo(code);
        assertThat(body.get("error_response").get("sub_code").asString()).isEqualTo(subCode);
    }

    private static Map<String, Object> with(Map<String, Object> order, String field, Object value) {
        Map<String, Object> changed = new HashMap<>(order);
        changed.put(field, value);
        return changed;
    }

    private static void assertCode(JsonNode answer, String code) {
        assertThat(answer.get("code").asString()).as(answer.toString()).isEqualTo(code);
    }

    private static void assertSubCode(JsonNode answer, String subCode) {
        assertCode(answer, "40004");
        assertThat(answer.get("sub_code").asString()).isEqualTo(subCode);
    }
}

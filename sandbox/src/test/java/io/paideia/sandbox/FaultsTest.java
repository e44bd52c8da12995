package io.paideia.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

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
    void duplicateSendsTheSameNoticeSeveralTimes() {
        String reference = faulty("[{\"name\":\"duplicate\",\"times\":4}]");
        scene.control.pay(reference);
        awaitNotices(reference, 4);
        assertThat(scene.box.received())
                .extracting(notice -> notice.get("notify_id"))
                .hasSize(4)
                .containsOnly(noticeId());
        scene.control.advance("P2D");
        assertThat(scene.control.notices(reference)).isEqualTo(4);
    }

    @Test
    void delayHoldsTheNoticeOnTheVirtualClock() {
        String reference = faulty("[{\"name\":\"delay\",\"seconds\":600}]");
        scene.control.pay(reference);
        scene.control.advance("PT9M");
        assertThat(scene.box.received()).isEmpty();
        scene.control.advance("PT1M");
        awaitNotices(reference, 1);
    }

    @Test
    void reorderLetsTheNextTradesNoticeGoFirst() {
        String held = faulty("[{\"name\":\"reorder\",\"seconds\":60}]");
        scene.control.pay(held);
        String next = scene.paid();
        awaitNotices(held, 1);
        assertThat(scene.box.received())
                .extracting(notice -> notice.get("out_trade_no"))
                .containsExactly(next, held);
    }

    @Test
    void dropLosesTheFirstNoticeAndTheScheduleGoesOn() {
        String reference = faulty("[\"drop\"]");
        scene.control.pay(reference);
        awaitNotices(reference, 1);
        assertThat(scene.box.received()).isEmpty();
        assertThat(scene.control.trade(reference).get("notices").get(0).get("fault").asString())
                .isEqualTo("drop");
        scene.control.advance("PT4M");
        awaitNotices(reference, 2);
        assertThat(scene.box.received()).hasSize(1);
    }

    @Test
    void earlyDeliversTheNoticeBeforeTheCallReturns() {
        String reference = Scene.newReference();
        scene.control.faults(reference, "[\"early\"]");
        scene.precreate(reference);
        assertThat(scene.box.received()).hasSize(1);
        assertThat(scene.control.trade(reference).get("notices").get(0).get("answer").asString())
                .isEqualTo("success");
    }

    @ParameterizedTest
    @CsvSource({"wrong_amount,total_amount", "wrong_seller,seller_id", "wrong_app,app_id"})
    void wrongFieldsAreSignedValidlyAndTheTruthFollows(String fault, String field) {
        String reference = faulty("[\"" + fault + "\"]");
        scene.control.pay(reference);
        awaitNotices(reference, 1);
        scene.control.advance("PT4M");
        awaitNotices(reference, 2);
        List<Map<String, String>> received = scene.box.received();
        assertThat(received).allMatch(scene.shop::isGenuine);
        assertThat(received.get(0).get(field)).isNotEqualTo(received.get(1).get(field));
        assertThat(received.get(1)).containsEntry("total_amount", "99.00");
        assertThat(received.get(1)).containsEntry("app_id", scene.credential("app-id"));
    }

    @Test
    void forgedDoesNotVerifyAndTheGenuineOneFollows() {
        String reference = faulty("[\"forged\"]");
        scene.control.pay(reference);
        awaitNotices(reference, 1);
        assertThat(scene.shop.isGenuine(scene.box.received().getFirst())).isFalse();
        scene.control.advance("PT4M");
        awaitNotices(reference, 2);
        assertThat(scene.shop.isGenuine(scene.box.received().getLast())).isTrue();
    }

    @Test
    void hangCarriesOutAndKeepsTheCallerWaiting() {
        String reference = Scene.newReference();
        scene.control.faults(reference, "[{\"name\":\"hang\",\"seconds\":1}]");
        long before = System.nanoTime();
        assertThat(scene.precreate(reference).get("code").asString()).isEqualTo("10000");
        assertThat(System.nanoTime() - before).isGreaterThan(900_000_000L);
        long again = System.nanoTime();
        scene.precreate(reference);
        assertThat(System.nanoTime() - again).isLessThan(900_000_000L);
    }

    @Test
    void errorAfterCommitRefundsAndSaysThatItFailed() {
        String reference = scene.paid();
        scene.control.faults(reference, "[{\"name\":\"error_after_commit\",\"on\":\"refund\"}]");
        Map<String, String> refund =
                Map.of("out_trade_no", reference, "out_request_no", "r", "refund_amount", "9.00");
        HttpResponse<String> broken =
                scene.shop.post(scene.shop.signed("alipay.trade.refund", refund, Map.of()));
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(scene.control.trade(reference).get("refunded").get("amount").asLong())
                .isEqualTo(900);
        assertThat(scene.refund(reference, "r", "9.00").get("fund_change").asString())
                .isEqualTo("N");
    }

    @Test
    void staleQueryDoesNotKnowOfThePaymentForAWhile() {
        String reference = faulty("[{\"name\":\"stale_query\",\"times\":2}]");
        scene.control.pay(reference);
        assertThat(status(reference)).isEqualTo("WAIT_BUYER_PAY");
        assertThat(status(reference)).isEqualTo("WAIT_BUYER_PAY");
        assertThat(status(reference)).isEqualTo("TRADE_SUCCESS");

        String timed = faulty("[{\"name\":\"stale_query\",\"seconds\":600}]");
        scene.control.pay(timed);
        assertThat(status(timed)).isEqualTo("WAIT_BUYER_PAY");
        scene.control.advance("PT10M");
        assertThat(status(timed)).isEqualTo("TRADE_SUCCESS");
    }

    @Test
    void downCarriesNothingOutUntilCleared() {
        String reference = Scene.newReference();
        scene.control.post("scenario", "{\"channel\":\"alipay\",\"faults\":[\"down\"]}");
        for (int call = 0; call < 3; call++) {
            Map<String, String> order =
                    scene.shop.signed("alipay.trade.precreate", scene.order(reference), Map.of());
            assertThat(scene.shop.post(order).statusCode()).isEqualTo(502);
        }
        scene.control.post("scenario", "{\"channel\":\"alipay\",\"faults\":[]}");
        assertThat(scene.control.get("trades?reference=" + reference).body())
                .isEqualTo("{\"data\":[]}");
        assertThat(scene.precreate(reference).get("code").asString()).isEqualTo("10000");
    }

    @Test
    void systemErrorCarriesNothingOut() {
        String reference = Scene.newReference();
        scene.control.faults(reference, "[\"system_error\"]");
        assertThat(scene.precreate(reference).get("code").asString()).isEqualTo("20000");
        assertThat(scene.control.get("trades?reference=" + reference).body())
                .isEqualTo("{\"data\":[]}");
        assertThat(scene.precreate(reference).get("code").asString()).isEqualTo("10000");
    }

    @Test
    void aChannelsFaultsApplyToEveryTradeThatHasNoneOfItsOwn() {
        scene.control.post("scenario", "{\"channel\":\"alipay\",\"faults\":[\"drop\"]}");
        String own = faulty("[{\"name\":\"duplicate\",\"times\":2}]");
        scene.control.pay(own);
        String other = scene.paid();
        awaitNotices(own, 2);
        awaitNotices(other, 1);
        assertThat(scene.box.received()).hasSize(2);
        scene.control.post("reset", "");
        awaitNotices(scene.paid(), 1);
        await().until(() -> scene.box.received().size() == 3);
    }

    private String faulty(String faults) {
        String reference = Scene.newReference();
        scene.control.faults(reference, faults);
        scene.precreate(reference);
        return reference;
    }

    private String noticeId() {
        return String.valueOf(scene.box.received().getFirst().get("notify_id"));
    }

    private String status(String reference) {
        return scene.query(reference).get("trade_status").asString();
    }

    private void awaitNotices(String reference, int count) {
        await().until(() -> scene.control.notices(reference) == count);
    }
}

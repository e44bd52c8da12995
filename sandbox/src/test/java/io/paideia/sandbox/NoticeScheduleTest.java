package io.paideia.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeScheduleTest {

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
    void retriesByAlipaysScheduleWithTheSameIdAndThenGivesUp() {
        scene.box.answer(200, "fail");
        String reference = scene.paid();
        awaitNotices(reference, 1);
        int sent = 1;
        for (String delay : List.of("PT4M", "PT10M", "PT10M", "PT1H", "PT2H", "PT6H", "PT15H")) {
            scene.control.advance(delay);
            awaitNotices(reference, ++sent);
        }
        scene.control.advance("P30D");
        assertThat(scene.box.received()).hasSize(8);
        assertThat(scene.box.received())
                .extracting(notice -> notice.get("notify_id"))
                .containsOnly(scene.box.received().getFirst().get("notify_id"));
        assertThat(scene.control.trade(reference).get("notices").get(7).get("attempt").asInt())
                .isEqualTo(8);
    }

    @Test
    void isNotEarly() {
        scene.box.answer(200, "fail");
        String reference = scene.paid();
        awaitNotices(reference, 1);
        scene.control.advance("PT3M30S");
        scene.paid();
        await().until(() -> scene.box.received().size() == 2);
        assertThat(scene.control.notices(reference)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"200,SUCCESS", "200,'success\n'", "200,''", "302,success", "500,success"})
    void takesNothingButTheExactWordForAnAnswer(int status, String body) {
        scene.box.answer(status, body);
        String reference = scene.paid();
        awaitNotices(reference, 1);
        scene.box.answer(200, "success");
        scene.control.advance("PT4M");
        awaitNotices(reference, 2);
        scene.control.advance("P2D");
        assertThat(scene.box.received()).hasSize(2);
    }

    @Test
    void paysOnceHoweverOftenItIsAsked() {
        String reference = scene.paid();
        assertThat(scene.control.pay(reference).get("status").asString()).isEqualTo("paid");
        awaitNotices(reference, 1);
        assertThat(scene.box.received()).hasSize(1);
    }

    @Test
    void findsTradesRefundsNoticesAndTheClockAfterARestart() {
        scene.box.answer(200, "fail");
        String reference = scene.paid();
        scene.refund(reference, "r1", "30.00");
        awaitNotices(reference, 1);
        scene.control.advance("PT1M");
        String pem = scene.credential("private-key");

        scene.restart();

        assertThat(scene.credential("private-key")).isEqualTo(pem);
        assertThat(scene.refund(reference, "r1", "30.00").get("fund_change").asString())
                .isEqualTo("N");
        assertThat(scene.control.get("clock").body()).contains("\"offset\":\"PT1M\"");
        scene.box.answer(200, "success");
        scene.control.advance("PT3M");
        awaitNotices(reference, 2);
        assertThat(scene.box.received())
                .extracting(notice -> notice.get("notify_id"))
                .containsOnly(scene.box.received().getFirst().get("notify_id"));
    }

    private void awaitNotices(String reference, int count) {
        await().until(() -> scene.control.notices(reference) == count);
    }
}

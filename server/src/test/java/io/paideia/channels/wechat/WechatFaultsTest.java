package io.paideia.channels.wechat;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.channels.Channel;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Every fault of the sandbox by its name, and what the channel makes of it. */
final class WechatFaultsTest {

    private static final Money PRICE = Money.of("CNY", 9900);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(15);

    private ChannelScene scene = scene(Map.of());
    private WechatPay wechat = (WechatPay) scene.channel();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void duplicate() throws InterruptedException {
        Charge charge = started("duplicate");
        scene.pays(charge.reference());

        NoticeReading first = scene.notice().reading();
        expect(NoticeReading.Genuine.class, first);
        assertThat(scene.notice().reading()).isEqualTo(first);
        assertThat(scene.notice().reading()).isEqualTo(first);
    }

    @Test
    void delay() throws InterruptedException {
        Charge charge = started(Map.of("name", "delay", "seconds", 600));
        scene.pays(charge.reference());
        expect(Standing.Paid.class, wechat.query(charge));

        scene.advance(Duration.ofMinutes(10));
        expect(NoticeReading.Genuine.class, scene.notice().reading());
    }

    @Test
    void reorder() throws InterruptedException {
        Charge held = started(Map.of("name", "reorder", "seconds", 10));
        Charge next = started();
        scene.pays(held.reference());
        scene.pays(next.reference());

        assertThat(reference(scene.notice().reading())).isEqualTo(next.reference());
        assertThat(reference(scene.notice().reading())).isEqualTo(held.reference());
    }

    @Test
    void drop() throws InterruptedException {
        Charge charge = started("drop");
        scene.pays(charge.reference());
        await().until(() -> !scene.trade(charge.reference()).get("notices").isEmpty());

        scene.advance(FIRST_RETRY);
        expect(NoticeReading.Genuine.class, scene.notice().reading());
    }

    @Test
    void early() throws InterruptedException {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        scene.meets(charge.reference(), "early");

        expect(Started.Waiting.class, wechat.start(charge, Payer.UNKNOWN));
        expect(NoticeReading.Genuine.class, scene.notice().reading());
        expect(Standing.Paid.class, wechat.query(charge));
    }

    /** Whoever expects a charge sees that the amount is another one; the query has the truth. */
    @Test
    void wrong_amount() throws InterruptedException {
        Charge charge = started("wrong_amount");
        scene.pays(charge.reference());

        assertThat(paid(scene.notice().reading()).amount()).isNotEqualTo(PRICE);
        assertThat(expect(Standing.Paid.class, wechat.query(charge)).amount()).isEqualTo(PRICE);
        scene.advance(FIRST_RETRY);
        assertThat(paid(scene.notice().reading()).amount()).isEqualTo(PRICE);
    }

    @ParameterizedTest
    @CsvSource({
        "wrong_seller,seller,true",
        "wrong_app,app,true",
        "forged,signature,false",
        "probe,probe,false"
    })
    void refusesAndThenHearsTheTruth(String fault, String why, boolean signed)
            throws InterruptedException {
        Charge charge = started(fault);
        scene.pays(charge.reference());

        assertThat(scene.notice().reading())
                .isEqualTo(new NoticeReading.Refused(why, signed ? charge.reference() : null));
        await().until(() -> !scene.trade(charge.reference()).get("notices").isEmpty());
        assertThat(scene.trade(charge.reference()).at("/notices/0/answer").asString())
                .isEqualTo("HTTP 400 {\"code\":\"FAIL\",\"message\":\"refused\"}");
        scene.advance(FIRST_RETRY);
        assertThat(paid(scene.notice().reading()).amount()).isEqualTo(PRICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit"})
    void anAnswerThatIsLostIsUnknownAndTheQueryFindsTheTruth(String fault)
            throws InterruptedException {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        scene.meets(charge.reference(), lost(fault, "create"));
        expect(Started.Unknown.class, wechat.start(charge, Payer.UNKNOWN));
        assertThat(wechat.query(charge)).isEqualTo(new Standing.Waiting());
        scene.pays(charge.reference());
        scene.notice();
        expect(Standing.Paid.class, wechat.query(charge));

        scene.meets(charge.reference(), lost(fault, "refund"));
        Return refund = refund(charge, 4000);
        expect(Refunding.Unknown.class, wechat.refund(refund));
        assertThat(wechat.queryRefund(refund)).isNotInstanceOf(Refunding.NotThere.class);
        scene.meets(charge.reference());
        assertThat(wechat.refund(refund))
                .isInstanceOfAny(Refunding.Accepted.class, Refunding.Done.class);
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isEqualTo(4000);

        Transfer transfer = transfer();
        scene.meets(transfer.reference(), lost(fault, "payout"));
        expect(Transferring.Unknown.class, wechat.transfer(transfer));
        assertThat(wechat.queryTransfer(transfer))
                .isInstanceOfAny(Transferring.Accepted.class, Transferring.Done.class);
    }

    @Test
    void aCloseWhoseAnswerIsLostIsUnknownAndThenDone() {
        Charge charge = started(lost("error_after_commit", "close"));

        expect(Closing.Unknown.class, wechat.close(charge));
        assertThat(wechat.close(charge)).isEqualTo(new Closing.Done());
    }

    @Test
    void stale_query() throws InterruptedException {
        Charge charge = started("stale_query");
        scene.pays(charge.reference());
        expect(NoticeReading.Genuine.class, scene.notice().reading());

        for (int stale = 0; stale < 3; stale++) {
            assertThat(wechat.query(charge)).isEqualTo(new Standing.Waiting());
        }
        expect(Standing.Paid.class, wechat.query(charge));
    }

    @Test
    void down() {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        scene.meets(charge.reference(), "down");

        expect(Started.Unknown.class, wechat.start(charge, Payer.UNKNOWN));
        expect(Standing.Unknown.class, wechat.query(charge));
        expect(Closing.Unknown.class, wechat.close(charge));
        scene.meets(charge.reference());
        assertThat(wechat.query(charge)).isEqualTo(new Standing.NotThere());
    }

    @Test
    void system_error() {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        scene.meets(charge.reference(), "system_error");

        expect(Started.Unknown.class, wechat.start(charge, Payer.UNKNOWN));
        expect(Started.Waiting.class, wechat.start(charge, Payer.UNKNOWN));
    }

    @Test
    void rate_limited() throws InterruptedException {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        scene.meets(
                charge.reference(),
                Map.of("name", "rate_limited", "on", List.of("create", "refund", "close")));

        Started.Refused busy = expect(Started.Refused.class, wechat.start(charge, Payer.UNKNOWN));
        assertThat(busy.failure().code()).isEqualTo("channel_busy");
        assertThat(busy.failure().retryable()).isTrue();
        expect(Started.Waiting.class, wechat.start(charge, Payer.UNKNOWN));
        // Too often may mean that the buyer is paying at this moment.
        expect(Closing.Unknown.class, wechat.close(charge));
        scene.pays(charge.reference());
        scene.notice();
        expect(Refunding.Unknown.class, wechat.refund(refund(charge, 1)));
        expect(Refunding.Accepted.class, wechat.refund(refund(charge, 1)));
    }

    @Test
    void declined() throws InterruptedException {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        scene.meets(
                charge.reference(), Map.of("name", "declined", "on", List.of("create", "refund")));

        Started.Refused refused =
                expect(Started.Refused.class, wechat.start(charge, Payer.UNKNOWN));
        assertThat(refused.failure().code()).isEqualTo("channel_refused");
        assertThat(refused.failure().retryable()).isTrue();
        expect(Started.Waiting.class, wechat.start(charge, Payer.UNKNOWN));
        scene.pays(charge.reference());
        scene.notice();
        assertThat(
                        expect(Refunding.Refused.class, wechat.refund(refund(charge, 1)))
                                .failure()
                                .code())
                .isEqualTo("insufficient_funds");
    }

    @Test
    void rotated_certificate() throws InterruptedException {
        for (boolean certificates : new boolean[] {true, false}) {
            open(certificates ? Map.of("public-key-id", "", "public-key", "") : Map.of());
            Charge charge = started();
            scene.meets(charge.reference(), "rotated_certificate");
            scene.pays(charge.reference());

            NoticeReading reading = scene.notice().reading();
            if (reading.equals(new NoticeReading.Refused("unknown_key", null))) {
                // It was fetched meanwhile, without keeping WeChat Pay waiting.
                expect(Standing.Paid.class, wechat.query(charge));
                scene.advance(FIRST_RETRY);
                reading = scene.notice().reading();
            }
            assertThat(paid(reading).amount()).isEqualTo(PRICE);
            expect(Standing.Paid.class, wechat.query(charge));

            // The older keys still do, and whoever is in between takes both.
            Charge other = started();
            scene.pays(other.reference());
            expect(NoticeReading.Genuine.class, scene.notice().reading());
        }
    }

    @Test
    void certificatesAloneCarryEverything() throws InterruptedException {
        open(Map.of("public-key-id", "", "public-key", ""));
        Charge charge = started();
        scene.pays(charge.reference());
        expect(NoticeReading.Genuine.class, scene.notice().reading());
        expect(Refunding.Accepted.class, wechat.refund(refund(charge, 9900)));
        expect(NoticeReading.Genuine.class, scene.notice().reading());
        // The receiver's name is encrypted with the newest certificate.
        expect(Transferring.Accepted.class, wechat.transfer(transfer()));
        expect(NoticeReading.Genuine.class, scene.notice().reading());
    }

    @Test
    void refund_pending() throws InterruptedException {
        Charge charge = started(Map.of("name", "refund_pending", "seconds", 600));
        scene.pays(charge.reference());
        scene.notice();
        Return refund = refund(charge, 4000);

        expect(Refunding.Accepted.class, wechat.refund(refund));
        expect(Refunding.Accepted.class, wechat.queryRefund(refund));
        scene.advance(Duration.ofMinutes(10));
        expect(NoticeReading.Genuine.class, scene.notice().reading());
        expect(Refunding.Done.class, wechat.queryRefund(refund));
    }

    @Test
    void refund_fails() throws InterruptedException {
        Charge charge = started("refund_fails");
        scene.pays(charge.reference());
        scene.notice();
        Return refund = refund(charge, 4000);

        expect(Refunding.Accepted.class, wechat.refund(refund));
        scene.advance(Duration.ofSeconds(5));
        NoticeReading.Genuine notice =
                expect(NoticeReading.Genuine.class, scene.notice().reading());
        Refunding.Refused told =
                expect(
                        Refunding.Refused.class,
                        expect(Told.Refunded.class, notice.told()).refunding());
        assertThat(told.failure().code()).isEqualTo("refund_abnormal");
        assertThat(wechat.queryRefund(refund)).isEqualTo(told);
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isZero();
    }

    @Test
    void bill_extra_bill_missing_bill_changed() throws InterruptedException {
        Charge extra = started("bill_extra");
        Charge missing = started("bill_missing");
        Charge changed = started("bill_changed");
        for (Charge charge : List.of(extra, missing, changed)) {
            scene.pays(charge.reference());
            scene.notice();
        }
        LocalDate day = today();
        scene.advance(Duration.ofDays(2));

        List<Line> lines = new ArrayList<>();
        expect(Fetched.Complete.class, wechat.statement(day, lines::add));
        assertThat(lines)
                .extracting(Line::reference)
                .contains(extra.reference(), changed.reference())
                .doesNotContain(missing.reference())
                .anyMatch(reference -> String.valueOf(reference).startsWith("stranger"));
        assertThat(lines)
                .filteredOn(line -> changed.reference().equals(line.reference()))
                .extracting(Line::amount)
                .containsExactly(Money.of("CNY", 9901));
    }

    @Test
    void notSentIsUnavailableAtTheStartAndUnknownLater() {
        open(Map.of("gateway", "http://127.0.0.1:9/wechat"));
        Charge charge = ChannelScene.charge("wechat_native", PRICE);

        Started.Refused refused =
                expect(Started.Refused.class, wechat.start(charge, Payer.UNKNOWN));
        assertThat(refused.failure().code()).isEqualTo("channel_unavailable");
        assertThat(refused.failure().retryable()).isTrue();
        expect(Standing.Unknown.class, wechat.query(charge));
        expect(Closing.Unknown.class, wechat.close(charge));
        expect(Refunding.Unknown.class, wechat.refund(refund(charge, 1)));
        expect(Transferring.Unknown.class, wechat.transfer(transfer()));
        expect(Fetched.Unknown.class, wechat.statement(LocalDate.of(2026, 11, 20), line -> {}));
    }

    @Test
    void acknowledgesByTheStatus() {
        assertThat(wechat.acknowledge(Channel.NoticeVerdict.TAKEN).status()).isEqualTo(204);
        assertThat(wechat.acknowledge(Channel.NoticeVerdict.TAKEN).body()).isEmpty();
        assertThat(wechat.acknowledge(Channel.NoticeVerdict.REFUSED).status()).isEqualTo(400);
        assertThat(wechat.acknowledge(Channel.NoticeVerdict.REFUSED).body())
                .isEqualTo("{\"code\":\"FAIL\",\"message\":\"refused\"}");
    }

    private void open(Map<String, String> further) {
        scene.close();
        scene = scene(further);
        wechat = (WechatPay) scene.channel();
    }

    private static ChannelScene scene(Map<String, String> further) {
        return new ChannelScene(
                new WechatProtocol(JsonMapper.shared(), Clock.systemUTC()), further);
    }

    /** An order that is there when the faults come. */
    private Charge started(Object... faults) {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        expect(Started.Waiting.class, wechat.start(charge, Payer.UNKNOWN));
        if (faults.length > 0) {
            scene.meets(charge.reference(), faults);
        }
        return charge;
    }

    private static Map<String, Object> lost(String fault, String operation) {
        return fault.equals("hang")
                ? Map.of("name", fault, "seconds", 3, "on", operation)
                : Map.of("name", fault, "on", operation);
    }

    private static Standing.Paid paid(NoticeReading reading) {
        NoticeReading.Genuine genuine = expect(NoticeReading.Genuine.class, reading);
        return expect(Standing.Paid.class, expect(Told.Charged.class, genuine.told()).standing());
    }

    private static @Nullable String reference(NoticeReading reading) {
        return expect(NoticeReading.Genuine.class, reading).reference();
    }

    private static Return refund(Charge charge, long fen) {
        return new Return(
                charge,
                "",
                ChannelScene.reference(),
                PRICE,
                Money.of("CNY", fen),
                "Not as described",
                null,
                charge.startedAt());
    }

    private static Transfer transfer() {
        return new Transfer(
                ChannelScene.reference(),
                Money.of("CNY", 5000),
                "oCreator",
                "柏拉图",
                "Royalties",
                Map.of(),
                null,
                Instant.now());
    }

    private LocalDate today() {
        return Instant.parse(
                        scene.post("/_control/clock", Map.of("advance", "PT0S"))
                                .get("now")
                                .asString())
                .atZone(ZoneId.of("Asia/Shanghai"))
                .toLocalDate();
    }
}

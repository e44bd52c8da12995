package io.paideia.channels.unionpay;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Failure;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that goes wrong at UnionPay, by its name, and what the adapter makes of it. */
final class UnionPayFaultsTest {

    private static final Money PRICE = Money.of("CNY", 9900);

    private final ChannelScene scene =
            new ChannelScene(new UnionPayProtocol(Clock.systemUTC()), Map.of());
    private final UnionPay unionPay = (UnionPay) scene.channel();
    private final Charge charge = ChannelScene.charge("unionpay_qr", PRICE);

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource({
        "forged, signature",
        "probe, signature",
        "wrong_seller, merchant",
        "wrong_app, merchant",
    })
    void refusesFalseNoticesAndTakesTheTrueOneThatFollows(String fault, String why)
            throws InterruptedException {
        scene.meets(charge.reference(), fault);
        started();
        scene.pays(charge.reference());

        NoticeReading.Refused refused =
                expect(NoticeReading.Refused.class, scene.notice().reading());
        assertThat(refused.why()).isEqualTo(why);
        assertThat(refused.reference())
                .isEqualTo(why.equals("signature") ? null : charge.reference());
        assertThat(unionPay.query(charge)).isInstanceOf(Standing.Paid.class);
        scene.advance(Duration.ofMinutes(1));
        assertThat(told()).isEqualTo(truth());
    }

    /** The adapter reads what it says; that the amount is another, payments sees. */
    @Test
    void readsAWrongAmountAsWhatItSays() throws InterruptedException {
        scene.meets(charge.reference(), "wrong_amount");
        started();
        scene.pays(charge.reference());

        Told.Charged told = expect(Told.Charged.class, told());
        assertThat(expect(Standing.Paid.class, told.standing()).amount())
                .isEqualTo(Money.of("CNY", 1));
        assertThat(expect(Standing.Paid.class, unionPay.query(charge)).amount()).isEqualTo(PRICE);
    }

    @Test
    void readsDuplicatesAlike() throws InterruptedException {
        scene.meets(charge.reference(), "duplicate");
        started();
        scene.pays(charge.reference());

        assertThat(List.of(told(), told(), told())).containsOnly(truth());
    }

    @Test
    void findsLostAndLateNoticesByAsking() throws InterruptedException {
        scene.meets(charge.reference(), "drop", Map.of("name", "delay", "seconds", 5));
        started();
        scene.pays(charge.reference());

        assertThat(unionPay.query(charge)).isInstanceOf(Standing.Paid.class);
        scene.advance(Duration.ofMinutes(2));
        await("the first notice, which is lost; the second is due some time after it")
                .until(() -> scene.trade(charge.reference()).get("notices").size() == 1);
        scene.advance(Duration.ofMinutes(2));
        assertThat(told()).isEqualTo(truth());
    }

    @Test
    void readsNoticesThatOvertakeEachOther() throws InterruptedException {
        Charge second = ChannelScene.charge("unionpay_qr", PRICE);
        scene.meets(charge.reference(), "reorder");
        started();
        expect(Started.Waiting.class, unionPay.start(second, Payer.UNKNOWN));
        scene.pays(charge.reference());
        scene.pays(second.reference());

        assertThat(told()).isEqualTo(new Told.Charged(second.reference(), unionPay.query(second)));
        assertThat(told()).isEqualTo(truth());
    }

    @Test
    void hearsOfAPaymentBeforeItsStartIsAnswered() throws InterruptedException {
        scene.meets(charge.reference(), "early");
        started();

        assertThat(told()).isEqualTo(truth());
    }

    @Test
    void takesTheNextCertificateOfTheSameChain() throws InterruptedException {
        scene.meets(charge.reference(), "rotated_certificate");
        started();
        scene.pays(charge.reference());

        NoticeReading reading = scene.notice().reading();
        assertThat(reading).isInstanceOf(NoticeReading.Genuine.class);
        assertThat(unionPay.query(charge)).isInstanceOf(Standing.Paid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit"})
    void doesNotKnowWhatAnUnansweredStartDid(String fault) {
        scene.meets(charge.reference(), fault.equals("hang") ? hang("create") : fault);

        assertThat(unionPay.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(unionPay.query(charge)).isEqualTo(new Standing.NotThere());
        started();
    }

    @Test
    void doesNotKnowAnythingWhileUnionPayIsDown() {
        scene.meets(charge.reference(), "down");
        Refunds.Return refund = back(new Standing.Paid(PRICE, "1"), 1);

        assertThat(unionPay.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(unionPay.query(charge)).isInstanceOf(Standing.Unknown.class);
        scene.meets(refund.reference(), "down");
        assertThat(unionPay.refund(refund)).isInstanceOf(Refunds.Refunding.Unknown.class);
        assertThat(unionPay.queryRefund(refund)).isInstanceOf(Refunds.Refunding.Unknown.class);
    }

    @Test
    void isSureThatNothingHappenedWhereNobodyListens() {
        ChannelScene deaf =
                new ChannelScene(
                        new UnionPayProtocol(Clock.systemUTC()),
                        Map.of("gateway", "http://127.0.0.1:9/gateway/api/"));
        try (deaf) {
            Started.Refused refused =
                    expect(Started.Refused.class, deaf.channel().start(charge, Payer.UNKNOWN));
            assertThat(refused.failure().code()).isEqualTo("channel_unavailable");
            assertThat(refused.failure().retryable()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "system_error, channel_busy",
        "rate_limited, channel_busy",
        "declined, declined",
    })
    void anotherChannelMayTryWhatUnionPayRefuses(String fault, String code) {
        scene.meets(charge.reference(), fault);

        Failure failure =
                expect(Started.Refused.class, unionPay.start(charge, Payer.UNKNOWN)).failure();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retryable()).isTrue();
        started();
    }

    @Test
    void seesThatTheBankRefusedAndThatAnotherCardPaid() throws Exception {
        Charge web = ChannelScene.charge("unionpay_web", PRICE);
        scene.meets(web.reference(), "declined");
        Started.Waiting waiting = expect(Started.Waiting.class, unionPay.start(web, Payer.UNKNOWN));
        assertThat(Browser.post(waiting.action()).statusCode()).isEqualTo(400);

        Standing.Declined declined = expect(Standing.Declined.class, unionPay.query(web));
        assertThat(declined.failure().code()).isEqualTo("insufficient_funds");
        scene.pays(web.reference());
        assertThat(unionPay.query(web)).isInstanceOf(Standing.Paid.class);
    }

    @Test
    void staleAnswersSayWaitingUntilTheyKnow() {
        scene.meets(charge.reference(), Map.of("name", "stale_query", "times", 2));
        started();
        scene.pays(charge.reference());

        assertThat(unionPay.query(charge)).isEqualTo(new Standing.Waiting());
        assertThat(unionPay.query(charge)).isEqualTo(new Standing.Waiting());
        assertThat(unionPay.query(charge)).isInstanceOf(Standing.Paid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit", "system_error", "rate_limited"})
    void refundsOnceWhateverBecomesOfTheAnswer(String fault) throws InterruptedException {
        Standing.Paid paid = paid();
        Refunds.Return refund = back(paid, 4000);
        scene.meets(charge.reference(), fault.equals("hang") ? hang("refund") : fault);

        assertThat(unionPay.refund(refund)).isInstanceOf(Refunds.Refunding.Unknown.class);
        if (unionPay.queryRefund(refund) instanceof Refunds.Refunding.NotThere) {
            expect(Refunds.Refunding.Accepted.class, unionPay.refund(refund));
        }
        assertThat(unionPay.queryRefund(refund)).isInstanceOf(Refunds.Refunding.Done.class);
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isEqualTo(4000);
    }

    @Test
    void waitsForAPendingRefund() throws InterruptedException {
        Standing.Paid paid = paid();
        Refunds.Return refund = back(paid, 4000);
        scene.meets(charge.reference(), Map.of("name", "refund_pending", "seconds", 60));

        String handle = expect(Refunds.Refunding.Accepted.class, unionPay.refund(refund)).handle();
        assertThat(unionPay.queryRefund(refund)).isEqualTo(new Refunds.Refunding.Accepted(handle));
        scene.advance(Duration.ofMinutes(1));
        assertThat(told())
                .isEqualTo(
                        new Told.Refunded(
                                refund.reference(),
                                new Refunds.Refunding.Accepted(handle),
                                refund.amount()));
        assertThat(unionPay.queryRefund(refund)).isEqualTo(new Refunds.Refunding.Done(handle));
    }

    /** Nothing is booked by what a refund's notice says. */
    @Test
    void asksHowMuchWentBackInsteadOfReadingIt() throws InterruptedException {
        Refunds.Return refund = back(paid(), 4000);
        scene.meets(charge.reference(), "wrong_amount");
        expect(Refunds.Refunding.Accepted.class, unionPay.refund(refund));

        Told.Refunded told = expect(Told.Refunded.class, told());
        assertThat(told.refunding()).isInstanceOf(Refunds.Refunding.Accepted.class);
        assertThat(told.amount()).as("it can be compared").isNotNull().isNotEqualTo(PRICE);
        assertThat(told.amount()).isNotEqualTo(refund.amount());
        assertThat(unionPay.queryRefund(refund)).isInstanceOf(Refunds.Refunding.Done.class);
    }

    @Test
    void hearsThatARefundFailedAfterAll() throws InterruptedException {
        Standing.Paid paid = paid();
        Refunds.Return refund = back(paid, 9900);
        scene.meets(charge.reference(), Map.of("name", "refund_fails", "seconds", 60));

        expect(Refunds.Refunding.Accepted.class, unionPay.refund(refund));
        scene.advance(Duration.ofMinutes(1));
        Told.Refunded told = expect(Told.Refunded.class, told());
        assertThat(told.reference()).isEqualTo(refund.reference());
        assertThat(expect(Refunds.Refunding.Refused.class, told.refunding()).failure().code())
                .isEqualTo("declined");
        assertThat(unionPay.queryRefund(refund)).isInstanceOf(Refunds.Refunding.Refused.class);
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isZero();
    }

    @Test
    void billsShowWhatIsExtraMissingAndChanged() throws InterruptedException {
        Charge extra = ChannelScene.charge("unionpay_qr", PRICE);
        Charge missing = ChannelScene.charge("unionpay_qr", PRICE);
        Charge changed = ChannelScene.charge("unionpay_qr", PRICE);
        scene.meets(extra.reference(), "bill_extra");
        scene.meets(missing.reference(), "bill_missing");
        scene.meets(changed.reference(), "bill_changed");
        for (Charge each : List.of(extra, missing, changed)) {
            expect(Started.Waiting.class, unionPay.start(each, Payer.UNKNOWN));
            scene.pays(each.reference());
            told();
        }
        Instant now =
                Instant.parse(
                        scene.post("/_control/clock", Map.of("advance", "P1D"))
                                .path("now")
                                .asString());
        LocalDate day = UnionPayMessage.day(now).minusDays(1);

        List<Statements.Line> lines = new ArrayList<>();
        expect(Statements.Fetched.Complete.class, unionPay.statement(day, lines::add));
        assertThat(amount(lines, extra.reference())).isEqualTo(PRICE);
        assertThat(amount(lines, "nobodysorder0001")).isEqualTo(Money.of("CNY", 12345));
        assertThat(lines).noneMatch(line -> missing.reference().equals(line.reference()));
        assertThat(amount(lines, changed.reference())).isEqualTo(Money.of("CNY", 9901));
    }

    private static Money amount(List<Statements.Line> lines, String reference) {
        return lines.stream()
                .filter(line -> reference.equals(line.reference()))
                .findFirst()
                .orElseThrow()
                .amount();
    }

    private static Map<String, Object> hang(String on) {
        return Map.of("name", "hang", "seconds", 3, "on", on);
    }

    private void started() {
        expect(Started.Waiting.class, unionPay.start(charge, Payer.UNKNOWN));
    }

    private Standing.Paid paid() throws InterruptedException {
        started();
        scene.pays(charge.reference());
        told();
        return expect(Standing.Paid.class, unionPay.query(charge));
    }

    private Told truth() {
        return new Told.Charged(charge.reference(), unionPay.query(charge));
    }

    private Told told() throws InterruptedException {
        return expect(NoticeReading.Genuine.class, scene.notice().reading()).told();
    }

    private Refunds.Return back(Standing.Paid paid, long fen) {
        return UnionPayTest.back(charge, paid, fen);
    }
}

package io.paideia.channels.unionpay;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Channel;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NextAction;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.channels.Told;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** UnionPay's folder against the sandbox, without the rest of the house. */
final class UnionPayTest {

    private static final Money PRICE = Money.of("CNY", 9900);

    private final ChannelScene scene =
            new ChannelScene(new UnionPayProtocol(Clock.systemUTC()), Map.of());
    private final UnionPay unionPay = (UnionPay) scene.channel();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void collectsByCodeHearsOfItAndGivesBackInParts() throws InterruptedException {
        Charge charge = ChannelScene.charge("unionpay_qr", PRICE);
        Started.Waiting waiting =
                expect(Started.Waiting.class, unionPay.start(charge, Payer.UNKNOWN));
        assertThat(waiting.action().kind()).isEqualTo("qr_code");
        assertThat(waiting.action().code()).startsWith("http");
        assertThat(unionPay.query(charge)).isEqualTo(new Standing.NotThere());

        Standing.Paid paid = paid(charge);
        Refunds.Return part = back(charge, paid, 4000);
        assertThat(unionPay.queryRefund(part)).isEqualTo(new Refunds.Refunding.NotThere());
        Refunds.Refunding.Accepted accepted =
                expect(Refunds.Refunding.Accepted.class, unionPay.refund(part));
        Refunds.Refunding.Done done = new Refunds.Refunding.Done(accepted.handle());
        // A hint to ask, no more.
        assertThat(told()).isEqualTo(new Told.Refunded(part.reference(), accepted, part.amount()));
        assertThat(unionPay.queryRefund(part)).isEqualTo(done);
        assertThat(unionPay.refund(part)).isInstanceOf(Refunds.Refunding.Unknown.class);

        Refunds.Return rest = back(charge, paid, 5900);
        expect(Refunds.Refunding.Accepted.class, unionPay.refund(rest));
        assertThat(told()).isInstanceOf(Told.Refunded.class);
        assertThat(unionPay.queryRefund(rest)).isInstanceOf(Refunds.Refunding.Done.class);
        assertThat(refundedAtUnionPay(charge)).isEqualTo(9900);
        Refunds.Refunding.Refused tooMuch =
                expect(Refunds.Refunding.Refused.class, unionPay.refund(back(charge, paid, 1)));
        assertThat(tooMuch.failure().retryable()).isFalse();
    }

    @Test
    void collectsByTheBrowsersForm() throws Exception {
        Charge charge = ChannelScene.charge("unionpay_web", PRICE);
        NextAction action = start(charge, Payer.UNKNOWN);
        assertThat(action.kind()).isEqualTo("form_post");
        assertThat(action.fields()).containsEntry("channelType", "07");
        assertThat(unionPay.query(charge)).isEqualTo(new Standing.NotThere());

        visit(action);
        assertThat(unionPay.query(charge)).isEqualTo(new Standing.Waiting());
        visit(action);
        paid(charge);
    }

    @Test
    void tellsPhonesFromDesktops() {
        Payer phone = new Payer(null, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)", null, null);
        Payer desktop = new Payer(null, "Mozilla/5.0 (X11; Linux x86_64)", null, null);

        assertThat(start(ChannelScene.charge("unionpay_web", PRICE), phone).fields())
                .containsEntry("channelType", "08");
        assertThat(start(ChannelScene.charge("unionpay_web", PRICE), desktop).fields())
                .containsEntry("channelType", "07");
    }

    /** A query by another time than the order's finds nothing, so the time must be kept. */
    @Test
    void asksWithTheOriginalTime() throws InterruptedException {
        Charge charge = ChannelScene.charge("unionpay_qr", PRICE);
        unionPay.start(charge, Payer.UNKNOWN);
        paid(charge);
        Charge later =
                new Charge(
                        charge.reference(),
                        charge.method(),
                        charge.amount(),
                        charge.subject(),
                        null,
                        charge.startedAt().plusSeconds(1),
                        charge.expiresAt(),
                        null,
                        Charge.Taking.AT_ONCE);

        assertThat(unionPay.query(later)).isEqualTo(new Standing.NotThere());
        assertThat(unionPay.query(charge)).isInstanceOf(Standing.Paid.class);
    }

    @Test
    void repeatedStartsHarmNothing() throws InterruptedException {
        Charge charge = ChannelScene.charge("unionpay_qr", PRICE);
        NextAction first = start(charge, Payer.UNKNOWN);
        assertThat(start(charge, Payer.UNKNOWN).code()).isEqualTo(first.code());
        paid(charge);

        assertThat(unionPay.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(unionPay.query(charge)).isInstanceOf(Standing.Paid.class);
    }

    @Test
    void voidsTheWholeOnTheSameDayWhereTheAccountMay() throws InterruptedException {
        ChannelScene voiding =
                new ChannelScene(
                        new UnionPayProtocol(Clock.systemUTC()), Map.of("same-day", "void"));
        try (voiding) {
            UnionPay channel = (UnionPay) voiding.channel();
            Charge usual = ChannelScene.charge("unionpay_qr", PRICE);
            Charge charge =
                    new Charge(
                            usual.reference(),
                            usual.method(),
                            PRICE,
                            usual.subject(),
                            null,
                            usual.startedAt(),
                            // Certainly the same settlement day, but at its very end.
                            usual.startedAt().plusSeconds(5),
                            null,
                            Charge.Taking.AT_ONCE);
            expect(Started.Waiting.class, channel.start(charge, Payer.UNKNOWN));
            voiding.pays(charge.reference());
            voiding.notice();
            Standing.Paid paid = expect(Standing.Paid.class, channel.query(charge));
            Refunds.Return whole = back(charge, paid, 9900);

            expect(Refunds.Refunding.Accepted.class, channel.refund(whole));
            ChannelScene.Received notice = voiding.notice();
            assertThat(notice.raw().body()).contains("txnType=31");
            Told.Refunded told =
                    expect(
                            Told.Refunded.class,
                            expect(NoticeReading.Genuine.class, notice.reading()).told());
            assertThat(told.reference()).isEqualTo(whole.reference());
            assertThat(channel.queryRefund(whole)).isInstanceOf(Refunds.Refunding.Done.class);
        }
    }

    /** UnionPay cannot close; it stops taking an order at its time-out. */
    @Test
    void saysOfAnUnpaidOrderThatItMustBeWatchedUntilItsTimeout() throws Exception {
        Charge charge = ChannelScene.charge("unionpay_web", PRICE);
        NextAction action = start(charge, Payer.UNKNOWN);
        assertThat(unionPay.close(charge)).isEqualTo(new Closing.NotThere());
        visit(action);
        assertThat(unionPay.close(charge)).isEqualTo(new Closing.NotThere());
        paid(charge);
        assertThat(unionPay.close(charge)).isEqualTo(new Closing.AlreadyPaid());

        Instant past = Instant.now().minusSeconds(7200);
        Charge over =
                new Charge(
                        ChannelScene.reference(),
                        "unionpay_web",
                        PRICE,
                        "Conics",
                        null,
                        past,
                        past.plusSeconds(1800),
                        null,
                        Charge.Taking.AT_ONCE);
        assertThat(unionPay.close(over)).isEqualTo(new Closing.Done());
    }

    @Test
    void sendsTheDaysBill() throws InterruptedException {
        Charge charge = ChannelScene.charge("unionpay_qr", PRICE);
        unionPay.start(charge, Payer.UNKNOWN);
        Standing.Paid paid = paid(charge);
        Refunds.Return refund = back(charge, paid, 4000);
        unionPay.refund(refund);
        told();
        LocalDate day = UnionPayMessage.day(now());
        assertThat(unionPay.statement(day, line -> {})).isEqualTo(new Statements.Fetched.NotYet());
        scene.advance(Duration.ofDays(1));

        List<Statements.Line> lines = new ArrayList<>();
        Statements.Fetched.Complete bill =
                expect(Statements.Fetched.Complete.class, unionPay.statement(day, lines::add));
        assertThat(bill.count()).isEqualTo(lines.size());
        Statements.Line sale = line(lines, charge.reference());
        assertThat(sale.kind()).isEqualTo(Statements.Line.Kind.PAYMENT);
        assertThat(sale.trade()).isEqualTo(paid.trade());
        assertThat(sale.amount()).isEqualTo(PRICE);
        assertThat(sale.fee()).isEqualTo(Money.of("CNY", 59));
        assertThat(UnionPayMessage.day(Objects.requireNonNull(sale.at()))).isEqualTo(day);
        Statements.Line gone = line(lines, refund.reference());
        assertThat(gone.kind()).isEqualTo(Statements.Line.Kind.REFUND);
        assertThat(gone.amount()).isEqualTo(Money.of("CNY", 4000));
        assertThat(gone.fee()).isEqualTo(Money.of("CNY", -24));
        assertThat(gone.raw()).contains("派迪亚沙箱");

        assertThat(unionPay.statement(day.minusDays(200), line -> {}))
                .isEqualTo(new Statements.Fetched.Empty());
        assertThat(unionPay.statement(day.minusDays(400), line -> {}))
                .isInstanceOf(Statements.Fetched.Unknown.class);
    }

    @Test
    void acknowledgesByTheStatus() {
        assertThat(unionPay.acknowledge(Channel.NoticeVerdict.TAKEN).status()).isEqualTo(200);
        assertThat(unionPay.acknowledge(Channel.NoticeVerdict.TAKEN).body()).isEqualTo("ok");
        assertThat(unionPay.acknowledge(Channel.NoticeVerdict.REFUSED).status()).isEqualTo(400);
    }

    @Test
    void takesYuanAlone() {
        assertThat(unionPay.takes(Currency.of("CNY"))).isTrue();
        assertThat(unionPay.takes(Currency.of("USD"))).isFalse();
    }

    private NextAction start(Charge charge, Payer payer) {
        return expect(Started.Waiting.class, unionPay.start(charge, payer)).action();
    }

    /** The buyer pays; notice and query say the same. */
    private Standing.Paid paid(Charge charge) throws InterruptedException {
        scene.pays(charge.reference());
        Standing.Paid paid = expect(Standing.Paid.class, unionPay.query(charge));
        assertThat(paid.amount()).isEqualTo(charge.amount());
        assertThat(told()).isEqualTo(new Told.Charged(charge.reference(), paid));
        return paid;
    }

    private Told told() throws InterruptedException {
        return expect(NoticeReading.Genuine.class, scene.notice().reading()).told();
    }

    /** The sandbox's time. */
    private Instant now() {
        return Instant.parse(
                scene.post("/_control/clock", Map.of("advance", "PT0S")).path("now").asString());
    }

    private long refundedAtUnionPay(Charge charge) {
        return scene.trade(charge.reference()).at("/refunded/amount").asLong();
    }

    private static Statements.Line line(List<Statements.Line> lines, String reference) {
        return lines.stream()
                .filter(line -> reference.equals(line.reference()))
                .findFirst()
                .orElseThrow();
    }

    static Refunds.Return back(Charge charge, Standing.Paid paid, long fen) {
        return new Refunds.Return(
                charge,
                paid.trade(),
                ChannelScene.reference(),
                charge.amount(),
                Money.of("CNY", fen),
                "because",
                null,
                Instant.now());
    }

    /** The browser posts the form and comes to the cashier. */
    private static void visit(NextAction action) throws IOException, InterruptedException {
        HttpResponse<String> page = Browser.post(action);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Stoic ethics");
    }
}

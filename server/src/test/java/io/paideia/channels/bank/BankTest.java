package io.paideia.channels.bank;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Channel;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NextAction;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The bank's folder against the sandbox, without the rest of the house. */
final class BankTest {

    private static final Money PRICE = Money.of("EUR", 9900);

    private final BankClock clock = new BankClock();
    private final MemoryBook book = new MemoryBook();
    private final ChannelScene scene = scene(Map.of());
    private final Bank bank = (Bank) scene.channel();

    private ChannelScene scene(Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(Map.of("poll", "0s"));
        settings.putAll(further);
        return new ChannelScene(
                new BankProtocol(book, JsonMapper.shared(), clock, (name, told) -> {}), settings);
    }

    @BeforeEach
    void setTheClock() {
        clock.follow(scene);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void collectsByCodeHearsOfItAndGivesBackInParts() throws InterruptedException {
        Charge charge = ChannelScene.charge("bank_transfer", PRICE);
        NextAction action =
                expect(Started.Waiting.class, bank.start(charge, Payer.UNKNOWN)).action();
        assertThat(action.kind()).isEqualTo("bank_transfer");
        assertThat(action.fields())
                .containsEntry("amount", "99.00")
                .containsEntry("currency", "EUR")
                .containsKeys("account", "bic", "beneficiary", "bank_name", "remittance_code");
        assertThat(expect(Started.Waiting.class, bank.start(charge, Payer.UNKNOWN)).action())
                .isEqualTo(action);
        assertThat(bank.query(charge)).isEqualTo(new Standing.NotThere());
        assertThat(bank.close(charge)).isEqualTo(new Closing.NotThere());

        scene.pays(charge.reference());

        NoticeReading.Genuine notice =
                expect(NoticeReading.Genuine.class, scene.notice().reading());
        Standing.Paid paid = expect(Standing.Paid.class, bank.query(charge));
        assertThat(paid.amount()).isEqualTo(PRICE);
        assertThat(notice.told()).isEqualTo(new Told.Charged(charge.reference(), paid));
        assertThat(bank.close(charge)).isEqualTo(new Closing.AlreadyPaid());
        for (int part : new int[] {4000, 5900}) {
            Return refund = refund(charge, paid, part);
            assertThat(bank.queryRefund(refund)).isEqualTo(new Refunding.NotThere());
            assertThat(bank.refund(refund)).isEqualTo(new Refunding.Done());
            assertThat(bank.refund(refund)).isEqualTo(new Refunding.Done());
            assertThat(bank.queryRefund(refund)).isEqualTo(new Refunding.Done());
        }
    }

    @Test
    void aLostNoticeIsMadeUpForByTheDaysStatement() {
        Charge charge = started();
        scene.meets(charge.reference(), Map.of("name", "drop", "times", 3));
        scene.pays(charge.reference());
        assertThat(bank.query(charge)).isInstanceOf(Standing.Paid.class);
    }

    @Test
    void whatWasToldTwiceIsReadTheSameAndCountsOnce() throws InterruptedException {
        Charge charge = started();
        scene.meets(charge.reference(), "duplicate");
        scene.pays(charge.reference());
        NoticeReading first = scene.notice().reading();
        assertThat(expect(NoticeReading.Genuine.class, first).told())
                .isInstanceOf(Told.Charged.class);
        assertThat(scene.notice().reading()).isEqualTo(first);
        assertThat(scene.notice().reading()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "98.99, EUR, underpaid",
        "100.00, EUR, overpaid",
        "99.00, USD, wrong_currency",
    })
    void moneyThatDoesNotFitIsShownAndNotTakenForAPayment(
            String amount, String currency, String why) throws InterruptedException {
        Charge charge = started();
        sends(amount, currency, "Order " + code(charge));
        Told.Arrived arrived = arrived();
        assertThat(arrived.why()).isEqualTo(why);
        assertThat(arrived.reference()).isEqualTo(charge.reference());
        assertThat(arrived.detail()).contains(amount + " " + currency, "Ada Byron", "not booked");
        assertThat(bank.query(charge)).isEqualTo(new Standing.NotThere());
    }

    @Test
    void aPayersOwnWrongAmountIsTheSameInNoticeAndStatement() throws InterruptedException {
        Charge charge = started();
        scene.meets(charge.reference(), "wrong_amount");
        scene.pays(charge.reference());
        assertThat(arrived().why()).isEqualTo("underpaid");
        assertThat(bank.query(charge)).isEqualTo(new Standing.NotThere());
    }

    @Test
    void nobodyGuessesWhoseMoneyItIs() throws InterruptedException {
        Charge one = started();
        Charge other = started();
        sends("99.00", "EUR", "thanks for the book");
        assertThat(arrived().why()).isEqualTo("unknown_code");
        sends("99.00", "EUR", code(one) + " and " + code(other));
        assertThat(arrived().why()).isEqualTo("ambiguous_code");
        sends("99.00", "EUR", code(one));
        assertThat(expect(NoticeReading.Genuine.class, scene.notice().reading()).told())
                .isInstanceOf(Told.Charged.class);
        sends("99.00", "EUR", code(one));
        assertThat(arrived().why()).isEqualTo("paid_twice");
        assertThat(bank.query(other)).isEqualTo(new Standing.NotThere());
    }

    @Test
    void peopleMayWriteTheCodeAsTheyLike() throws InterruptedException {
        Charge charge = started();
        String sloppy =
                code(charge).toLowerCase(java.util.Locale.ROOT).replace("-", " ").replace('0', 'o');
        sends("99.00", "EUR", "ORDER:" + sloppy + "/thx");
        assertThat(expect(NoticeReading.Genuine.class, scene.notice().reading()).told())
                .isInstanceOf(Told.Charged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forged", "probe", "wrong_seller", "wrong_app"})
    void falseNoticesAreRefusedAndTheTruthIsInTheStatement(String fault)
            throws InterruptedException {
        Charge charge = started();
        scene.meets(charge.reference(), fault);
        scene.pays(charge.reference());
        NoticeReading.Refused refused =
                expect(NoticeReading.Refused.class, scene.notice().reading());
        assertThat(refused.why()).isEqualTo(fault.startsWith("wrong") ? "account" : "signature");
        assertThat(refused.reference() == null).isEqualTo(!fault.startsWith("wrong"));
        assertThat(bank.query(charge)).isInstanceOf(Standing.Paid.class);
    }

    @Test
    void aChangedByteOfANoticeIsNoticed() throws InterruptedException {
        Charge charge = started();
        scene.pays(charge.reference());
        RawNotice raw = scene.notice().raw();
        RawNotice changed =
                new RawNotice("bank", raw.headers(), raw.body().replace("99.00", "98.00"));
        assertThat(bank.read(changed)).isEqualTo(new NoticeReading.Refused("signature", null));
    }

    @ParameterizedTest
    @CsvSource({"hang", "error_after_commit", "down", "system_error"})
    void anAnnouncementWithoutAnAnswerIsUnknown(String fault) {
        Charge charge = ChannelScene.charge("bank_transfer", PRICE);
        scene.meets(charge.reference(), Map.of("name", fault, "on", "create"));
        assertThat(bank.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({"rate_limited, channel_busy", "declined, channel_busy"})
    void anAnnouncementThatIsRefusedMayBeTriedElsewhere(String fault, String code) {
        Charge charge = ChannelScene.charge("bank_transfer", PRICE);
        scene.meets(charge.reference(), Map.of("name", fault, "on", "create"));
        Started.Refused refused = expect(Started.Refused.class, bank.start(charge, Payer.UNKNOWN));
        assertThat(refused.failure().code()).isEqualTo(code);
        assertThat(refused.failure().retryable()).isTrue();
    }

    @Test
    void aBankOutOfReachIsSaidSoBeforeAnybodyIsAskedToPay() {
        try (ChannelScene lonely = scene(Map.of("gateway", "http://127.0.0.1:9/bank/"))) {
            Channel unreachable = lonely.channel();
            Charge charge = ChannelScene.charge("bank_transfer", PRICE);
            assertThat(
                            expect(Started.Refused.class, unreachable.start(charge, Payer.UNKNOWN))
                                    .failure()
                                    .code())
                    .isEqualTo("channel_unavailable");
            assertThat(unreachable.query(charge)).isInstanceOf(Standing.Unknown.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit", "down", "system_error", "rate_limited"})
    void aRefundWithoutAnAnswerIsUnknownAndThenKnown(String fault) throws InterruptedException {
        Charge charge = paid();
        Standing.Paid paid = expect(Standing.Paid.class, bank.query(charge));
        Return refund = refund(charge, paid, 4000);
        scene.meets(refund.reference(), Map.of("name", fault, "on", "refund", "times", 1));
        assertThat(bank.refund(refund)).isInstanceOf(Refunding.Unknown.class);
        if (bank.queryRefund(refund) instanceof Refunding.NotThere) {
            assertThat(bank.refund(refund)).isEqualTo(new Refunding.Done());
        }
        assertThat(bank.queryRefund(refund)).isEqualTo(new Refunding.Done());
    }

    @Test
    void aRefundThatIsOnlyTakenEndsLaterOneWayOrTheOther() throws InterruptedException {
        Charge charge = paid();
        Standing.Paid paid = expect(Standing.Paid.class, bank.query(charge));
        Return good = refund(charge, paid, 1000);
        Return bad = refund(charge, paid, 2000);
        scene.meets(
                good.reference(), Map.of("name", "refund_pending", "seconds", 60, "on", "refund"));
        scene.meets(
                bad.reference(),
                Map.of("name", "refund_pending", "seconds", 60, "on", "refund"),
                Map.of("name", "refund_fails", "seconds", 60, "on", "refund"));
        assertThat(bank.refund(good)).isEqualTo(new Refunding.Accepted(null));
        assertThat(bank.refund(bad)).isEqualTo(new Refunding.Accepted(null));
        scene.advance(Duration.ofSeconds(61));
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            told.add(expect(NoticeReading.Genuine.class, scene.notice().reading()).told());
        }
        assertThat(told).contains(new Told.Refunded(good.reference(), new Refunding.Done()));
        assertThat(told)
                .anyMatch(
                        one ->
                                one instanceof Told.Refunded refunded
                                        && refunded.reference().equals(bad.reference())
                                        && refunded.refunding() instanceof Refunding.Refused);
        assertThat(bank.queryRefund(good)).isEqualTo(new Refunding.Done());
        assertThat(bank.queryRefund(bad)).isInstanceOf(Refunding.Refused.class);
    }

    @Test
    void aRefundThatComesBackFromThePayersBankHasFailed() throws InterruptedException {
        Charge charge = paid();
        Return refund = refund(charge, expect(Standing.Paid.class, bank.query(charge)), 2000);
        scene.meets(
                refund.reference(), Map.of("name", "refund_fails", "seconds", 60, "on", "refund"));
        assertThat(bank.refund(refund)).isEqualTo(new Refunding.Done());
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isEqualTo(2000);

        scene.advance(Duration.ofSeconds(61));

        Told.Refunded told =
                expect(
                        Told.Refunded.class,
                        expect(NoticeReading.Genuine.class, scene.notice().reading()).told());
        assertThat(told.reference()).isEqualTo(refund.reference());
        assertThat(expect(Refunding.Refused.class, told.refunding()).failure().code())
                .isEqualTo("returned");
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isZero();
        assertThat(scene.trade(charge.reference()).at("/refunds/0/status").asString())
                .isEqualTo("failed");
    }

    @Test
    void theBanksOwnBooksTellWhatArrivedAndWhatWasGivenBackOfIt() throws InterruptedException {
        Charge charge = paid();
        Standing.Paid paid = expect(Standing.Paid.class, bank.query(charge));
        Return refund = refund(charge, paid, 4000);
        bank.refund(refund);
        bank.refund(refund);
        assertThat(scene.trade(charge.reference()).at("/taken/amount").asLong()).isEqualTo(9900);
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isEqualTo(4000);
        Charge less = started();
        scene.meets(less.reference(), "wrong_amount");
        scene.pays(less.reference());
        assertThat(scene.trade(less.reference()).at("/taken/amount").asLong()).isEqualTo(9899);
    }

    @Test
    void sendsMoneyOnceAndSaysSurelyWhenItCannot() {
        Transfer transfer = transfer("NL91ABNA0417164300");
        assertThat(bank.queryTransfer(transfer)).isEqualTo(new Transferring.NotThere());
        assertThat(bank.transfer(transfer)).isEqualTo(new Transferring.Done(null));
        assertThat(bank.transfer(transfer)).isEqualTo(new Transferring.Done(null));
        assertThat(bank.queryTransfer(transfer)).isEqualTo(new Transferring.Done(null));
        Transfer declined = transfer("NL91ABNA0417164300");
        scene.meets(declined.reference(), Map.of("name", "declined", "on", "payout"));
        assertThat(bank.transfer(declined)).isInstanceOf(Transferring.Refused.class);
        assertThat(bank.queryTransfer(declined)).isInstanceOf(Transferring.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"virtual_iban, DE5001051777, DE", "virtual_local, 622609, 622609"})
    void aVirtualAccountNeedsNoCode(String form, String prefix, String begins)
            throws InterruptedException {
        try (ChannelScene virtual = scene(Map.of("receipts", form, "virtual-prefix", prefix))) {
            Charge charge = ChannelScene.charge("bank_transfer", PRICE);
            Map<String, String> fields =
                    Objects.requireNonNull(
                            expect(
                                            Started.Waiting.class,
                                            virtual.channel().start(charge, Payer.UNKNOWN))
                                    .action()
                                    .fields());
            String account = Objects.requireNonNull(fields.get("account"));
            assertThat(account).startsWith(begins);
            assertThat(fields).doesNotContainKey("remittance_code");
            assertThat(AccountNumber.isIban(account)).isEqualTo(form.equals("virtual_iban"));
            virtual.pays(charge.reference());
            assertThat(
                            expect(NoticeReading.Genuine.class, virtual.notice().reading())
                                    .told()
                                    .reference())
                    .isEqualTo(charge.reference());
        }
    }

    @Test
    void theDaysBillHasEveryMovementByOurNames() throws InterruptedException {
        Charge charge = paid();
        Standing.Paid paid = expect(Standing.Paid.class, bank.query(charge));
        Return refund = refund(charge, paid, 4000);
        Transfer transfer = transfer("NL91ABNA0417164300");
        assertThat(bank.refund(refund)).isEqualTo(new Refunding.Done());
        assertThat(bank.transfer(transfer)).isEqualTo(new Transferring.Done(null));
        sends("12.34", "EUR", "no code at all");
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneId.of("Europe/Berlin"));
        assertThat(bank.statement(day, line -> {})).isEqualTo(new Statements.Fetched.NotYet());
        clock.advance(scene, Duration.ofDays(1));
        List<Statements.Line> lines = new ArrayList<>();
        assertThat(
                        expect(Statements.Fetched.Complete.class, bank.statement(day, lines::add))
                                .count())
                .isEqualTo(lines.size());
        assertThat(lines)
                .anyMatch(
                        line -> fits(line, Statements.Line.Kind.PAYMENT, charge.reference(), 9900))
                .anyMatch(line -> fits(line, Statements.Line.Kind.REFUND, refund.reference(), 4000))
                .anyMatch(
                        line ->
                                fits(
                                        line,
                                        Statements.Line.Kind.TRANSFER,
                                        transfer.reference(),
                                        700))
                .anyMatch(
                        line ->
                                line.reference() == null
                                        && line.amount().equals(Money.of("EUR", 1234))
                                        && line.raw().contains("no code at all"));
        scene.meets(charge.reference(), "bill_missing");
        scene.meets(refund.reference(), "bill_changed");
        List<Statements.Line> other = new ArrayList<>();
        bank.statement(day, other::add);
        assertThat(other)
                .hasSize(lines.size() - 1)
                .anyMatch(
                        line -> fits(line, Statements.Line.Kind.REFUND, refund.reference(), 4001));
    }

    private static boolean fits(
            Statements.Line line, Statements.Line.Kind kind, String reference, long minor) {
        return line.kind() == kind
                && reference.equals(line.reference())
                && line.amount().minor() == minor;
    }

    private Charge started() {
        Charge charge = ChannelScene.charge("bank_transfer", PRICE);
        expect(Started.Waiting.class, bank.start(charge, Payer.UNKNOWN));
        return charge;
    }

    private Charge paid() throws InterruptedException {
        Charge charge = started();
        scene.pays(charge.reference());
        expect(NoticeReading.Genuine.class, scene.notice().reading());
        return charge;
    }

    private Told.Arrived arrived() throws InterruptedException {
        return expect(
                Told.Arrived.class,
                expect(NoticeReading.Genuine.class, scene.notice().reading()).told());
    }

    private String code(Charge charge) {
        NextAction action =
                expect(Started.Waiting.class, bank.start(charge, Payer.UNKNOWN)).action();
        return Objects.requireNonNull(
                Objects.requireNonNull(action.fields()).get("remittance_code"));
    }

    private void sends(String amount, String currency, String text) {
        scene.post(
                "/_control/bank/transfer",
                Map.of("amount", amount, "currency", currency, "text", text));
    }

    private static Return refund(Charge charge, Standing.Paid paid, long minor) {
        return new Return(
                charge,
                paid.trade(),
                ChannelScene.reference(),
                charge.amount(),
                Money.of("EUR", minor),
                "a part",
                null,
                charge.startedAt());
    }

    private static Transfer transfer(String account) {
        return new Transfer(
                ChannelScene.reference(),
                Money.of("EUR", 700),
                account,
                "Ada Byron",
                "Your share",
                Map.of(),
                null,
                Instant.now());
    }
}

package io.paideia.channels.paypal;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Captures.Capturing;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Disputes;
import io.paideia.channels.Disputes.Stand;
import io.paideia.channels.NextAction;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole life of money at PayPal. */
final class PayPalTest {

    private static final Money PRICE = Money.of("USD", 9900);

    private final PayPalScene scene = new PayPalScene();
    private final PayPal paypal = scene.paypal;

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void collectsWhenTheBuyerAgreesAndWeCapture() throws InterruptedException {
        Charge charge = PayPalScene.charge(PRICE);
        Started.Waiting waiting =
                expect(Started.Waiting.class, paypal.start(charge, Payer.UNKNOWN));
        NextAction action = waiting.action();
        assertThat(action.kind()).isEqualTo("redirect");
        assertThat(action.url()).contains("/cashier/");
        String order = String.valueOf(waiting.handle());
        Charge known = charge.known(order);
        assertThat(paypal.query(known)).isEqualTo(new Standing.Waiting());
        assertThat(paypal.capture(known, order, PRICE)).isInstanceOf(Capturing.Refused.class);

        scene.sandbox.pays(charge.reference());
        Standing.Authorized agreed = expect(Standing.Authorized.class, paypal.query(known));
        assertThat(agreed).isEqualTo(new Standing.Authorized(PRICE, order));
        assertThat(scene.heard(charge.reference()))
                .isEqualTo(new Told.Charged(charge.reference(), agreed));

        Capturing captured = paypal.capture(known, agreed.trade(), PRICE);
        Standing.Paid paid = expect(Capturing.Done.class, captured).paid();
        assertThat(paid.amount()).isEqualTo(PRICE);
        assertThat(scene.heard(charge.reference()))
                .isEqualTo(new Told.Charged(charge.reference(), paid));
        assertThat(paypal.query(known)).isEqualTo(paid);
        assertThat(paypal.capture(known, agreed.trade(), PRICE)).isEqualTo(captured);
        assertThat(paypal.close(known)).isEqualTo(new Closing.AlreadyPaid());
    }

    @Test
    void startingAgainFindsTheSameOrder() {
        Charge charge = PayPalScene.charge(PRICE);

        assertThat(paypal.start(charge, Payer.UNKNOWN))
                .isEqualTo(paypal.start(charge, Payer.UNKNOWN));
    }

    @Test
    void findsAnOrderWhoseNameWasLost() throws InterruptedException {
        Charge charge = PayPalScene.charge(PRICE);
        assertThat(paypal.query(charge)).isEqualTo(new Standing.Waiting());

        Charge agreed = scene.agreed(charge);
        assertThat(paypal.query(charge)).isEqualTo(paypal.query(agreed));
        scene.captured(charge);
        assertThat(paypal.query(charge)).isInstanceOf(Standing.Paid.class);
        assertThat(paypal.close(charge)).isEqualTo(new Closing.AlreadyPaid());
    }

    @Test
    void anOrderWhoseNameWasLostForHoursWasNeverPayable() {
        Charge fresh = PayPalScene.charge(PRICE);
        Instant hoursAgo = Instant.now().minus(Duration.ofHours(6));
        Charge old =
                new Charge(
                        fresh.reference(),
                        fresh.method(),
                        PRICE,
                        fresh.subject(),
                        null,
                        hoursAgo,
                        hoursAgo.plusSeconds(1800),
                        null,
                        Charge.Taking.AT_ONCE);

        assertThat(paypal.query(old)).isEqualTo(new Standing.Closed());
        assertThat(paypal.close(old)).isEqualTo(new Closing.Done());
        assertThat(paypal.query(old.known("5O190127TN364715T"))).isEqualTo(new Standing.Closed());
        assertThat(paypal.query(fresh.known("5O190127TN364715T")))
                .isEqualTo(new Standing.NotThere());
    }

    @Test
    void cannotCancelAnOrderAndSaysSo() throws InterruptedException {
        Charge charge = scene.started(PayPalScene.charge(PRICE));
        assertThat(paypal.close(charge)).isEqualTo(new Closing.NotThere());

        scene.sandbox.pays(charge.reference());
        scene.heard(charge.reference());
        assertThat(paypal.close(charge)).isEqualTo(new Closing.NotThere());
        assertThat(scene.sandbox.trade(charge.reference()).path("taken").isNull()).isTrue();
    }

    @Test
    void holdsFirstAndTakesAPartLater() throws InterruptedException {
        Charge charge = scene.started(PayPalScene.later(PRICE));
        scene.sandbox.pays(charge.reference());
        assertThat(expect(Told.Charged.class, scene.heard(charge.reference())).standing())
                .isInstanceOf(Standing.Unknown.class);

        Standing.Authorized held = expect(Standing.Authorized.class, paypal.query(charge));
        assertThat(held.trade()).isNotEqualTo(charge.handle());
        assertThat(paypal.query(charge)).isEqualTo(held);
        Money part = Money.of("USD", 6000);
        assertThat(paypal.capture(charge, held.trade(), Money.of("USD", 9901)))
                .isInstanceOf(Capturing.Refused.class);
        Capturing captured = paypal.capture(charge, held.trade(), part);
        Standing.Paid paid = expect(Capturing.Done.class, captured).paid();
        assertThat(paid.amount()).isEqualTo(part);
        assertThat(scene.heard(charge.reference()))
                .isEqualTo(new Told.Charged(charge.reference(), paid));
        assertThat(paypal.capture(charge, held.trade(), part)).isEqualTo(captured);
        assertThat(paypal.query(charge)).isEqualTo(paid);
    }

    @Test
    void letsGoWhatWasOnlyHeld() throws InterruptedException {
        Charge charge = scene.agreed(PayPalScene.later(PRICE));
        Standing.Authorized held = expect(Standing.Authorized.class, paypal.query(charge));

        assertThat(paypal.close(charge)).isEqualTo(new Closing.Done());
        assertThat(paypal.query(charge)).isEqualTo(new Standing.Closed());
        assertThat(paypal.close(charge)).isEqualTo(new Closing.Done());
        assertThat(paypal.capture(charge, held.trade(), PRICE))
                .isInstanceOf(Capturing.Refused.class);
    }

    @Test
    void refundsInParts() throws InterruptedException {
        PayPalScene.Paid paid = scene.paid(PRICE);
        Refunds.Return first = paid.refund(Money.of("USD", 4000));
        assertThat(paypal.queryRefund(first)).isEqualTo(new Refunding.NotThere());

        Refunding.Done done = expect(Refunding.Done.class, paypal.refund(first));
        assertThat(scene.heard(first.reference()))
                .isEqualTo(new Told.Refunded(first.reference(), done, first.amount()));
        assertThat(paypal.refund(first)).isEqualTo(done);
        assertThat(paypal.queryRefund(first)).isEqualTo(done);
        assertThat(paypal.queryRefund(PayPalScene.Paid.again(first, done.handle())))
                .isEqualTo(done);

        Refunding.Refused tooMuch =
                expect(Refunding.Refused.class, paypal.refund(paid.refund(Money.of("USD", 6000))));
        assertThat(tooMuch.failure().message()).contains("REFUND_AMOUNT_EXCEEDED");
        assertThat(paypal.refund(paid.refund(Money.of("USD", 5900))))
                .isInstanceOf(Refunding.Done.class);
        assertThat(paypal.refund(paid.refund(Money.of("USD", 1))))
                .isInstanceOf(Refunding.Refused.class);
        assertThat(paypal.query(paid.charge())).isEqualTo(paid.standing());
    }

    @Test
    void findsARefundAlthoughTheOrdersNameWasLost() throws InterruptedException {
        PayPalScene.Paid paid = scene.paid(PRICE);
        Refunds.Return refund = paid.refund(Money.of("USD", 1000));
        Refunding done = paypal.refund(refund);
        Refunds.Return lost =
                new Refunds.Return(
                        PayPalScene.charge(PRICE),
                        refund.trade(),
                        refund.reference(),
                        refund.paid(),
                        refund.amount(),
                        refund.reason(),
                        null,
                        refund.startedAt());

        assertThat(paypal.queryRefund(lost)).isEqualTo(done);
    }

    @ParameterizedTest
    @CsvSource({"JPY, 1200, 500", "HUF, 120000, 50000", "TWD, 9900, 100", "EUR, 1, 1"})
    void takesCurrenciesAsPayPalHasThem(String currency, long minor, long back)
            throws InterruptedException {
        assertThat(paypal.takes(Currency.of(currency))).isTrue();
        PayPalScene.Paid paid = scene.paid(Money.of(currency, minor));

        assertThat(paid.standing().amount()).isEqualTo(Money.of(currency, minor));
        assertThat(paypal.refund(paid.refund(Money.of(currency, back))))
                .isInstanceOf(Refunding.Done.class);
    }

    @Test
    void refusesHalfAForint() {
        assertThat(paypal.start(PayPalScene.charge(Money.of("HUF", 9950)), Payer.UNKNOWN))
                .isInstanceOf(Started.Refused.class);
        assertThat(paypal.takes(Currency.of("CNY"))).isFalse();
    }

    @Test
    void sendsMoneyAndHearsOfIt() throws InterruptedException {
        Transfer transfer = transfer("receiver@example.com", "Thank you");
        Transferring.Accepted taken =
                expect(Transferring.Accepted.class, paypal.transfer(transfer));
        assertThat(paypal.transfer(transfer)).isEqualTo(taken);

        Told.Transferred told = expect(Told.Transferred.class, scene.heard(transfer.reference()));
        assertThat(told)
                .isEqualTo(
                        new Told.Transferred(
                                transfer.reference(),
                                new Transferring.Done(taken.handle()),
                                transfer.amount()));
        assertThat(paypal.queryTransfer(known(transfer, taken))).isEqualTo(told.transferring());
        assertThat(paypal.queryTransfer(transfer)).isEqualTo(taken);
    }

    @Test
    void moneyThatNobodyClaimsIsUnderWayAndOneThatFailsIsRefused() throws InterruptedException {
        Transfer unclaimed = transfer("unclaimed@example.com", "Thank you");
        Transferring.Accepted taken =
                expect(Transferring.Accepted.class, paypal.transfer(unclaimed));
        assertThat(
                        expect(Told.Transferred.class, scene.heard(unclaimed.reference()))
                                .transferring())
                .isEqualTo(taken);
        assertThat(paypal.queryTransfer(known(unclaimed, taken))).isEqualTo(taken);

        Transfer failing = transfer("receiver@example.com", "ERRPYO002");
        Transferring.Accepted begun = expect(Transferring.Accepted.class, paypal.transfer(failing));
        assertThat(expect(Told.Transferred.class, scene.heard(failing.reference())).transferring())
                .isInstanceOf(Transferring.Refused.class);
        assertThat(paypal.queryTransfer(known(failing, begun)))
                .isInstanceOf(Transferring.Refused.class);

        scene.sandbox.advance(Duration.ofDays(31));
        Transferring.Returned back =
                expect(
                        Transferring.Returned.class,
                        expect(Told.Transferred.class, scene.heard(unclaimed.reference()))
                                .transferring());
        assertThat(back.failure().code()).isEqualTo("returned");
        assertThat(paypal.queryTransfer(known(unclaimed, taken))).isEqualTo(back);
    }

    @Test
    void answersADisputeAndLosesAnother() throws InterruptedException {
        PayPalScene.Paid paid = scene.paid(PRICE);
        dispute(paid, Map.of("reason", "fraudulent"));
        Disputes.Dispute opened =
                expect(Told.Disputed.class, scene.heard(paid.charge().reference())).dispute();
        assertThat(opened.reference()).isEqualTo(paid.charge().reference());
        assertThat(opened.trade()).isEqualTo(paid.standing().trade());
        assertThat(opened.amount()).isEqualTo(PRICE);
        assertThat(opened.status()).isEqualTo(Disputes.Status.NEEDS_RESPONSE);
        assertThat(paypal.queryDispute(opened.id())).isEqualTo(new Stand.Known(opened));

        Map<String, String> evidence = Map.of("access_activity_log", "Read on 21 November");
        Stand.Known handedIn = expect(Stand.Known.class, paypal.submit(opened.id(), evidence));
        assertThat(handedIn.dispute().status()).isEqualTo(Disputes.Status.UNDER_REVIEW);
        assertThat(paypal.submit(opened.id(), evidence)).isEqualTo(handedIn);
        dispute(paid, Map.of("outcome", "won"));
        assertThat(
                        expect(Told.Disputed.class, scene.heard(paid.charge().reference()))
                                .dispute()
                                .status())
                .isEqualTo(Disputes.Status.WON);
        assertThat(paypal.submit(opened.id(), evidence)).isInstanceOf(Stand.Refused.class);

        PayPalScene.Paid other = scene.paid(PRICE);
        dispute(other, Map.of());
        String id =
                expect(Told.Disputed.class, scene.heard(other.charge().reference())).dispute().id();
        Stand.Known lost = expect(Stand.Known.class, paypal.accept(id));
        assertThat(lost.dispute().status()).isEqualTo(Disputes.Status.LOST);
        assertThat(paypal.accept(id)).isEqualTo(lost);
        assertThat(scene.heard(other.charge().reference()))
                .isEqualTo(new Told.Disputed(lost.dispute()));
        assertThat(paypal.queryDispute("PP-D-0")).isEqualTo(new Stand.NotThere());
    }

    private void dispute(PayPalScene.Paid paid, Map<String, String> how) {
        Map<String, String> body = new HashMap<>(how);
        body.put("reference", paid.charge().reference());
        scene.sandbox.post("/_control/dispute", body);
    }

    private static Transfer transfer(String payee, String remark) {
        return new Transfer(
                ChannelScene.reference(),
                Money.of("USD", 2500),
                payee,
                null,
                remark,
                Map.of(),
                null,
                Instant.now());
    }

    private static Transfer known(Transfer transfer, Transferring.Accepted taken) {
        return new Transfer(
                transfer.reference(),
                transfer.amount(),
                transfer.payee(),
                transfer.payeeName(),
                transfer.remark(),
                transfer.details(),
                taken.handle(),
                transfer.startedAt());
    }
}

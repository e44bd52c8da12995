package io.paideia.channels.paypal;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Captures.Capturing;
import io.paideia.channels.Channel;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault by name: nothing false is believed, and the truth is found afterwards. */
final class PayPalFaultsTest {

    private static final Money PRICE = Money.of("USD", 9900);

    private final PayPalScene scene = new PayPalScene();
    private final PayPal paypal = scene.paypal;

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit"})
    void anAnswerThatIsLostAtTheStartLeavesItUnknownAndTheOrderIsFoundAgain(String fault)
            throws InterruptedException {
        Charge charge = PayPalScene.charge(PRICE);
        meets(charge.reference(), fault, "create");

        assertThat(paypal.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(paypal.query(charge)).isEqualTo(new Standing.Waiting());
        Started.Waiting again = expect(Started.Waiting.class, paypal.start(charge, Payer.UNKNOWN));
        Charge known = charge.known(String.valueOf(again.handle()));
        scene.sandbox.pays(charge.reference());
        scene.heard(charge.reference());
        assertThat(scene.captured(known).amount()).isEqualTo(PRICE);
    }

    @Test
    void aProviderThatIsDownLeavesEverythingUnknown() throws InterruptedException {
        PayPalScene.Paid paid = scene.paid(PRICE);
        Charge charge = PayPalScene.charge(PRICE);
        scene.sandbox.meets(charge.reference(), "down");
        scene.sandbox.meets(paid.charge().reference(), "down");

        assertThat(paypal.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(paypal.query(charge)).isInstanceOf(Standing.Unknown.class);
        assertThat(paypal.close(charge)).isInstanceOf(Closing.Unknown.class);
        assertThat(paypal.query(paid.charge())).isInstanceOf(Standing.Unknown.class);
        Refunds.Return refund = paid.refund(PRICE);
        assertThat(paypal.refund(refund)).isInstanceOf(Refunding.Unknown.class);
        assertThat(paypal.queryRefund(refund)).isInstanceOf(Refunding.Unknown.class);
        assertThat(paypal.capture(paid.charge(), String.valueOf(paid.charge().handle()), PRICE))
                .isInstanceOf(Capturing.Unknown.class);
    }

    @Test
    void aSystemErrorIsUnknownAndTooManyCallsAreARefusal() {
        Charge failing = PayPalScene.charge(PRICE);
        scene.sandbox.meets(failing.reference(), "system_error");
        assertThat(paypal.start(failing, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(paypal.query(failing)).isEqualTo(new Standing.Waiting());

        Charge limited = PayPalScene.charge(PRICE);
        scene.sandbox.meets(limited.reference(), "rate_limited");
        Started.Refused busy = expect(Started.Refused.class, paypal.start(limited, Payer.UNKNOWN));
        assertThat(busy.failure().code()).isEqualTo("channel_busy");
        assertThat(busy.failure().retryable()).isTrue();
    }

    @Test
    void whoeverCannotBeReachedWasNotAsked() {
        try (PayPalScene unreachable =
                new PayPalScene(Map.of("gateway", "http://127.0.0.1:1/paypal"))) {
            Started.Refused refused =
                    expect(
                            Started.Refused.class,
                            unreachable.paypal.start(PayPalScene.charge(PRICE), Payer.UNKNOWN));
            assertThat(refused.failure().code()).isEqualTo("channel_unavailable");
            assertThat(refused.failure().retryable()).isTrue();
        }
    }

    @Test
    void aWrongSecretNeverReachesPayPalAsOurs() {
        try (PayPalScene stranger = new PayPalScene(Map.of("secret", "wrong-secret-of-ours"))) {
            Started.Refused refused =
                    expect(
                            Started.Refused.class,
                            stranger.paypal.start(PayPalScene.charge(PRICE), Payer.UNKNOWN));
            assertThat(refused.failure().code()).isEqualTo("channel_unavailable");
            assertThat(refused.toString()).doesNotContain("wrong-secret-of-ours");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit", "system_error", "rate_limited"})
    void aCaptureWithoutAnAnswerIsUnknownAndTakesTheMoneyOnce(String fault)
            throws InterruptedException {
        Charge charge = scene.agreed(PayPalScene.charge(PRICE));
        meets(charge.reference(), fault, "capture");

        assertThat(paypal.capture(charge, String.valueOf(charge.handle()), PRICE))
                .isInstanceOf(Capturing.Unknown.class);
        Capturing.Done done =
                expect(
                        Capturing.Done.class,
                        paypal.capture(charge, String.valueOf(charge.handle()), PRICE));
        assertThat(paypal.query(charge)).isEqualTo(done.paid());
        assertThat(scene.sandbox.trade(charge.reference()).at("/taken/amount").asLong())
                .isEqualTo(9900);
    }

    @Test
    void aHoldWithoutAnAnswerIsUnknownAndIsPlacedOnce() throws InterruptedException {
        Charge charge = scene.agreed(PayPalScene.later(PRICE));
        meets(charge.reference(), "error_after_commit", "capture");

        assertThat(paypal.query(charge)).isInstanceOf(Standing.Unknown.class);
        assertThat(paypal.query(charge)).isInstanceOf(Standing.Authorized.class);
    }

    @Test
    void aDeclinedInstrumentIsRefusedAndTheBuyerMayTryAnother() throws InterruptedException {
        Charge charge = scene.agreed(PayPalScene.charge(PRICE));
        meets(charge.reference(), "declined", "capture");

        Capturing.Refused refused =
                expect(
                        Capturing.Refused.class,
                        paypal.capture(charge, String.valueOf(charge.handle()), PRICE));
        assertThat(refused.failure().code()).isEqualTo("declined");
        assertThat(refused.failure().retryable()).isTrue();
    }

    @Test
    void aDeclinedStartMayGoToAnotherChannel() {
        Charge charge = PayPalScene.charge(PRICE);
        scene.sandbox.meets(charge.reference(), "declined");

        Started.Refused refused =
                expect(Started.Refused.class, paypal.start(charge, Payer.UNKNOWN));
        assertThat(refused.failure().code()).isEqualTo("declined");
        assertThat(refused.failure().retryable()).isTrue();
    }

    @Test
    void aStaleQueryIsBelievedOnlyUntilItKnows() throws InterruptedException {
        Charge charge = scene.started(PayPalScene.charge(PRICE));
        scene.sandbox.meets(charge.reference(), "stale_query");
        scene.sandbox.pays(charge.reference());
        scene.heard(charge.reference());

        for (int i = 0; i < 3; i++) {
            assertThat(paypal.query(charge)).isEqualTo(new Standing.Waiting());
        }
        assertThat(paypal.query(charge)).isInstanceOf(Standing.Authorized.class);
    }

    @Test
    void hearsOfConsentBeforeTheStartReturns() throws InterruptedException {
        Charge charge = PayPalScene.charge(PRICE);
        scene.sandbox.meets(charge.reference(), "early");
        Started started = paypal.start(charge, Payer.UNKNOWN);

        assertThat(started).isInstanceOf(Started.Waiting.class);
        assertThat(scene.heard(charge.reference()).reference()).isEqualTo(charge.reference());
    }

    @ParameterizedTest
    @ValueSource(strings = {"forged", "probe", "wrong_app"})
    void refusesWhatItDidNotSignForUs(String fault) throws InterruptedException {
        Charge charge = scene.started(PayPalScene.charge(PRICE));
        scene.sandbox.meets(charge.reference(), fault);
        scene.sandbox.pays(charge.reference());
        ChannelScene.Received untrue = scene.received(charge.reference());

        assertThat(untrue.reading()).isEqualTo(new NoticeReading.Refused("signature", null));
        assertThat(paypal.acknowledge(Channel.NoticeVerdict.REFUSED).status())
                .isGreaterThanOrEqualTo(400);
        scene.sandbox.advance(Duration.ofMinutes(2));
        assertThat(scene.heard(charge.reference())).isInstanceOf(Told.Charged.class);
    }

    @Test
    void refusesWhatIsForAnotherSellerAndNamesTheCharge() throws InterruptedException {
        ChannelScene.Received misaddressed = firstNotice("wrong_seller");

        NoticeReading.Refused refused = expect(NoticeReading.Refused.class, misaddressed.reading());
        assertThat(refused.why()).isEqualTo("seller");
        assertThat(refused.reference()).isNotNull();
    }

    @Test
    void aWrongAmountIsToldAsItIsSoThatSomebodyObjects() throws InterruptedException {
        Charge charge = scene.started(PayPalScene.charge(PRICE));
        scene.sandbox.meets(charge.reference(), "wrong_amount");
        scene.sandbox.pays(charge.reference());

        Told.Charged told = expect(Told.Charged.class, scene.heard(charge.reference()));
        Standing.Authorized agreed = expect(Standing.Authorized.class, told.standing());
        assertThat(agreed.amount()).isNotEqualTo(PRICE);
        assertThat(paypal.capture(charge, agreed.trade(), agreed.amount()))
                .isInstanceOf(Capturing.Refused.class);
    }

    @Test
    void readsWhatANewCertificateSigned() throws InterruptedException {
        assertThat(firstNotice("rotated_certificate").reading())
                .isInstanceOf(NoticeReading.Genuine.class);
    }

    @Test
    void readsTheSameNoticeTwice() throws InterruptedException {
        ChannelScene.Received first = firstNotice("duplicate");

        assertThat(scene.received(mention(first)).reading()).isEqualTo(first.reading());
        assertThat(scene.received(mention(first)).reading()).isEqualTo(first.reading());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit", "system_error", "rate_limited"})
    void aRefundWithoutAnAnswerIsUnknownAndGoesBackOnce(String fault) throws InterruptedException {
        PayPalScene.Paid paid = scene.paid(PRICE);
        meets(paid.charge().reference(), fault, "refund");
        Refunds.Return refund = paid.refund(Money.of("USD", 4000));

        assertThat(paypal.refund(refund)).isInstanceOf(Refunding.Unknown.class);
        Refunding done = paypal.refund(refund);
        assertThat(done).isInstanceOf(Refunding.Done.class);
        assertThat(paypal.queryRefund(refund)).isEqualTo(done);
        assertThat(scene.sandbox.trade(paid.charge().reference()).at("/refunded/amount").asLong())
                .isEqualTo(4000);
    }

    @Test
    void aPendingRefundIsAcceptedAndEndsLater() throws InterruptedException {
        PayPalScene.Paid paid = scene.paid(PRICE);
        scene.sandbox.meets(paid.charge().reference(), "refund_pending");
        Refunds.Return refund = paid.refund(PRICE);

        Refunding.Accepted accepted = expect(Refunding.Accepted.class, paypal.refund(refund));
        assertThat(paypal.queryRefund(refund)).isEqualTo(accepted);
        scene.sandbox.advance(Duration.ofSeconds(6));
        Refunding.Done done = new Refunding.Done(accepted.handle());
        assertThat(scene.heard(refund.reference()))
                .isEqualTo(new Told.Refunded(refund.reference(), done, refund.amount()));
        assertThat(paypal.queryRefund(refund)).isEqualTo(done);
    }

    @Test
    void aRefundThatFailsLaterIsRefusedAndTheMoneyIsRefundableAgain() throws InterruptedException {
        PayPalScene.Paid paid = scene.paid(PRICE);
        scene.sandbox.meets(paid.charge().reference(), "refund_fails");
        Refunds.Return refund = paid.refund(PRICE);
        expect(Refunding.Accepted.class, paypal.refund(refund));
        scene.sandbox.advance(Duration.ofSeconds(6));

        Told.Refunded told = expect(Told.Refunded.class, scene.heard(refund.reference()));
        assertThat(told.refunding()).isInstanceOf(Refunding.Refused.class);
        assertThat(paypal.queryRefund(refund)).isEqualTo(told.refunding());
        scene.sandbox.meets(paid.charge().reference());
        assertThat(paypal.refund(paid.refund(PRICE))).isInstanceOf(Refunding.Done.class);
    }

    @Test
    void refundsForWhichTheMoneyLacksMayBeTriedAgain() throws InterruptedException {
        PayPalScene.Paid paid = scene.paid(PRICE);
        meets(paid.charge().reference(), "declined", "refund");

        Refunding.Refused refused =
                expect(Refunding.Refused.class, paypal.refund(paid.refund(PRICE)));
        assertThat(refused.failure().code()).isEqualTo("insufficient_funds");
        assertThat(refused.failure().retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit", "system_error"})
    void aTransferWithoutAnAnswerIsUnknownAndIsSentOnce(String fault) throws InterruptedException {
        Transfer transfer =
                new Transfer(
                        ChannelScene.reference(),
                        Money.of("USD", 2500),
                        "receiver@example.com",
                        null,
                        "Thank you",
                        Map.of(),
                        null,
                        Instant.now());
        meets(transfer.reference(), fault, "payout");

        assertThat(paypal.transfer(transfer)).isInstanceOf(Transferring.Unknown.class);
        assertThat(paypal.queryTransfer(transfer)).isInstanceOf(Transferring.Accepted.class);
        assertThat(expect(Told.Transferred.class, scene.heard(transfer.reference())).transferring())
                .isInstanceOf(Transferring.Done.class);
    }

    /** PayPal forgets tokens, by time or otherwise. */
    @Test
    void replacesATokenThatPayPalNoLongerKnows() throws InterruptedException {
        Charge charge = scene.agreed(PayPalScene.charge(PRICE));
        scene.sandbox.advance(Duration.ofHours(10));

        assertThat(paypal.query(charge)).isInstanceOf(Standing.Authorized.class);
    }

    private static String mention(ChannelScene.Received first) {
        return expect(NoticeReading.Genuine.class, first.reading()).reference();
    }

    private ChannelScene.Received firstNotice(String fault) throws InterruptedException {
        Charge charge = scene.started(PayPalScene.charge(PRICE));
        scene.sandbox.meets(charge.reference(), fault);
        scene.sandbox.pays(charge.reference());
        return scene.received(charge.reference());
    }

    private void meets(String reference, String fault, String on) {
        Map<String, Object> one = new HashMap<>(Map.of("name", fault, "on", on));
        if (fault.equals("hang")) {
            one.put("seconds", 3);
        }
        scene.sandbox.meets(reference, one);
    }
}

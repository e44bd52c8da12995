package io.paideia.channels.stripe;

import static io.paideia.channels.ChannelScene.expect;
import static io.paideia.channels.stripe.StripeTest.back;
import static io.paideia.channels.stripe.StripeTest.by;
import static io.paideia.channels.stripe.StripeTest.withoutReturn;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Captures.Capturing;
import io.paideia.channels.Channel.NoticeVerdict;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Every way in which the sandbox's Stripe misbehaves, and what is made of it. */
final class StripeFaultsTest {

    private static final Money TEN = Money.of("USD", 1000);
    private static final Map<String, Object> HANG = Map.of("name", "hang", "seconds", 3);

    private final ChannelScene scene =
            new ChannelScene(new StripeProtocol(JsonMapper.shared(), Clock.systemUTC()), Map.of());
    private final Stripe stripe = (Stripe) scene.channel();

    @AfterEach
    void close() {
        scene.close();
    }

    /** The answer to the creation is lost: nobody has paid, and the intent is found again. */
    @Test
    void findsAnIntentWhoseCreationWasNotAnswered() {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(charge.reference(), HANG);

        Started.Unknown unknown =
                expect(Started.Unknown.class, stripe.start(charge, by("pm_card_visa")));

        assertThat(unknown.handle()).isNull();
        assertThat(stripe.query(charge)).isEqualTo(new Standing.Waiting());
        assertThat(stripe.close(charge)).isEqualTo(new Closing.Done());
        assertThat(stripe.query(charge)).isEqualTo(new Standing.Closed());
    }

    @Test
    void findsAPageWhoseCreationWasNotAnswered() {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(charge.reference(), HANG, "early");

        expect(Started.Unknown.class, stripe.start(charge, Payer.UNKNOWN));

        Standing.Paid paid = expect(Standing.Paid.class, stripe.query(charge));
        assertThat(paid.amount()).isEqualTo(TEN);
        assertThat(stripe.close(charge)).isEqualTo(new Closing.AlreadyPaid());
    }

    /** The answer to the charge is lost, in one way or another: the money moved once. */
    @ParameterizedTest
    @ValueSource(strings = {"hang", "error_after_commit"})
    void findsOutWhatAConfirmationThatWasNotAnsweredDid(String fault) {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(charge.reference(), Map.of("name", fault, "seconds", 3, "on", "capture"));

        Started.Unknown unknown =
                expect(Started.Unknown.class, stripe.start(charge, by("pm_card_visa")));

        Charge known = charge.known(String.valueOf(unknown.handle()));
        Standing.Paid paid = expect(Standing.Paid.class, stripe.query(known));
        assertThat(stripe.query(charge)).as("also without the handle").isEqualTo(paid);
        assertThat(stripe.start(charge, by("pm_card_visa")))
                .as("a second start takes nothing twice")
                .isNotInstanceOf(Started.Refused.class);
        assertThat(stripe.query(known)).isEqualTo(paid);
    }

    /** Stripe keeps its internal error under the key and repeats it; the search knows better. */
    @Test
    void searchesForWhatAKeptErrorHides() {
        Charge charge = withoutReturn(ChannelScene.charge("card", TEN));
        scene.meets(charge.reference(), "error_after_commit", "early");

        expect(Started.Unknown.class, stripe.start(charge, Payer.UNKNOWN));

        expect(Standing.Paid.class, stripe.query(charge));
    }

    @Test
    void believesThatNothingWasMadeWhereTheErrorCameFirst() {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(charge.reference(), "system_error");

        expect(Started.Unknown.class, stripe.start(charge, by("pm_card_visa")));

        assertThat(stripe.query(charge)).isEqualTo(new Standing.NotThere());
        assertThat(stripe.close(charge)).isEqualTo(new Closing.NotThere());
    }

    @Test
    void doesNotKnowWhileStripeIsDown() {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(charge.reference(), "down");

        expect(Started.Unknown.class, stripe.start(charge, by("pm_card_visa")));
        expect(Standing.Unknown.class, stripe.query(charge));
        expect(Closing.Unknown.class, stripe.close(charge));
        scene.meets(charge.reference());
        assertThat(stripe.query(charge)).isEqualTo(new Standing.Waiting());
    }

    @Test
    void tellsThatAnotherChannelMayHelp() {
        Charge busy = ChannelScene.charge("card", TEN);
        scene.meets(busy.reference(), "rate_limited");
        Charge declined = ChannelScene.charge("card", TEN);
        scene.meets(declined.reference(), "declined");

        Started.Refused first = expect(Started.Refused.class, stripe.start(busy, by("tok_visa")));
        Started.Refused second =
                expect(Started.Refused.class, stripe.start(declined, by("tok_visa")));

        assertThat(first.failure().code()).isEqualTo("channel_busy");
        assertThat(first.failure().retryable()).isTrue();
        assertThat(second.failure().code()).isEqualTo("declined");
        assertThat(second.failure().retryable()).isTrue();
    }

    @Test
    void knowsThatNothingWasSentWhereNobodyListens() {
        try (ChannelScene deaf =
                new ChannelScene(
                        new StripeProtocol(JsonMapper.shared(), Clock.systemUTC()),
                        Map.of("base", "http://127.0.0.1:9"))) {
            Started.Refused refused =
                    expect(
                            Started.Refused.class,
                            deaf.channel().start(ChannelScene.charge("card", TEN), by("tok_visa")));
            assertThat(refused.failure().code()).isEqualTo("channel_unavailable");
            assertThat(refused.failure().retryable()).isTrue();
        }
    }

    @Test
    void paysEarlyAndIsFoundPaid() throws InterruptedException {
        Charge charge = withoutReturn(ChannelScene.charge("card", TEN));
        scene.meets(charge.reference(), "early");

        Started.Waiting waiting =
                expect(Started.Waiting.class, stripe.start(charge, Payer.UNKNOWN));

        Standing.Paid paid =
                expect(
                        Standing.Paid.class,
                        stripe.query(charge.known(String.valueOf(waiting.handle()))));
        assertThat(next(charge.reference()))
                .isEqualTo(new NoticeReading.Genuine(new Told.Charged(charge.reference(), paid)));
    }

    @Test
    void waitsWhileQueriesAreBehind() {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(charge.reference(), Map.of("name", "stale_query", "times", 2));
        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_visa")));
        Charge known = charge.known(String.valueOf(once.handle()));

        assertThat(stripe.query(known)).isEqualTo(new Standing.Waiting());
        assertThat(stripe.query(known)).isEqualTo(new Standing.Waiting());
        assertThat(stripe.query(known)).isEqualTo(once.standing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"forged", "probe", "wrong_seller", "wrong_app"})
    void refusesWhatIsForgedOrForSomebodyElse(String fault) throws InterruptedException {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(charge.reference(), fault);
        stripe.start(charge, by("pm_card_visa"));

        NoticeReading.Refused refused =
                expect(NoticeReading.Refused.class, scene.notice().reading());

        switch (fault) {
            case "wrong_seller" ->
                    assertThat(refused)
                            .isEqualTo(new NoticeReading.Refused("account", charge.reference()));
            case "wrong_app" ->
                    assertThat(refused)
                            .isEqualTo(new NoticeReading.Refused("mode", charge.reference()));
            default -> assertThat(refused).isEqualTo(new NoticeReading.Refused("signature", null));
        }
        scene.advance(Duration.ofMinutes(6));
        expect(NoticeReading.Genuine.class, next(charge.reference()));
    }

    @Test
    void tellsTheAmountOfTheNoticeAsItIs() throws InterruptedException {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(charge.reference(), "wrong_amount");
        stripe.start(charge, by("pm_card_visa"));

        NoticeReading.Genuine genuine =
                expect(NoticeReading.Genuine.class, scene.notice().reading());

        Told.Charged charged = expect(Told.Charged.class, genuine.told());
        assertThat(expect(Standing.Paid.class, charged.standing()).amount())
                .as("whoever compares it with the charge sees that it is another")
                .isEqualTo(Money.of("USD", 1));
        scene.advance(Duration.ofMinutes(6));
    }

    @Test
    void readsDuplicatesLateOnesAndThoseOfTwoSecrets() throws InterruptedException {
        Charge charge = ChannelScene.charge("card", TEN);
        scene.meets(
                charge.reference(),
                Map.of("name", "duplicate", "times", 2),
                Map.of("name", "delay", "seconds", 60),
                "rotated_certificate");
        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_visa")));
        scene.advance(Duration.ofSeconds(61));

        ChannelScene.Received first = scene.notice();
        ChannelScene.Received second = scene.notice();

        assertThat(first.raw().headers().getOrDefault("stripe-signature", "").split("v1=", -1))
                .hasSize(3);
        assertThat(first.reading()).isEqualTo(second.reading());
        assertThat(expect(NoticeReading.Genuine.class, first.reading()).told())
                .isEqualTo(new Told.Charged(charge.reference(), once.standing()));
    }

    @Test
    void refusesANoticeThatIsPlayedBackLater() throws InterruptedException {
        Charge charge = ChannelScene.charge("card", TEN);
        stripe.start(charge, by("pm_card_visa"));
        RawNotice genuine = scene.notice().raw();
        // The sandbox's clock may be ahead of the real one by what other tests made it jump.
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(4000));
        try (ChannelScene afterwards =
                new ChannelScene(new StripeProtocol(JsonMapper.shared(), later), Map.of())) {
            assertThat(afterwards.channel().read(genuine))
                    .isEqualTo(new NoticeReading.Refused("signature", null));
        }
        assertThat(stripe.acknowledge(NoticeVerdict.TAKEN).status()).isEqualTo(200);
        assertThat(stripe.acknowledge(NoticeVerdict.REFUSED).status()).isEqualTo(400);
    }

    @Test
    void refundsOnceWhateverIsLost() {
        for (String fault : new String[] {"hang", "error_after_commit", "system_error"}) {
            Charge charge = ChannelScene.charge("card", TEN);
            Started.AtOnce once =
                    expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_visa")));
            Return refund =
                    back(
                            charge.known(String.valueOf(once.handle())),
                            expect(Standing.Paid.class, once.standing()),
                            400);
            scene.meets(charge.reference(), Map.of("name", fault, "seconds", 3, "on", "refund"));

            assertThat(stripe.refund(refund)).as(fault).isInstanceOf(Refunding.Unknown.class);
            Refunding asked = stripe.queryRefund(refund);
            if (fault.equals("system_error")) {
                assertThat(asked).isEqualTo(new Refunding.NotThere());
            } else {
                expect(Refunding.Done.class, asked);
            }
            expect(Refunding.Done.class, stripe.refund(refund));
            assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong())
                    .as(fault)
                    .isEqualTo(400);
        }
    }

    @Test
    void capturesOnceWhateverIsLost() {
        Charge charge = StripeTest.held(ChannelScene.charge("card", TEN));
        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_visa")));
        Charge known = charge.known(String.valueOf(once.handle()));
        String trade = expect(Standing.Authorized.class, once.standing()).trade();
        scene.meets(charge.reference(), Map.of("name", "error_after_commit", "on", "capture"));

        expect(Capturing.Unknown.class, stripe.capture(known, trade, TEN));

        assertThat(stripe.query(known)).isEqualTo(new Standing.Paid(TEN, trade));
    }

    private NoticeReading next(String reference) throws InterruptedException {
        while (true) {
            NoticeReading reading = scene.notice().reading();
            if (reading instanceof NoticeReading.Genuine genuine
                    && genuine.reference().equals(reference)) {
                return genuine;
            }
        }
    }
}

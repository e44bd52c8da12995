package io.paideia.channels.stripe;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Captures.Capturing;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Told;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The whole life of a card payment against the sandbox, without the rest of the house. */
final class StripeTest {

    private final ChannelScene scene =
            new ChannelScene(new StripeProtocol(JsonMapper.shared(), Clock.systemUTC()), Map.of());
    private final Stripe stripe = (Stripe) scene.channel();

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource({
        "card,pm_card_visa",
        "card,tok_mastercard",
        "apple_pay,tok_sandbox_apple_pay",
        "google_pay,'{\"id\":\"tok_sandbox_google_pay\",\"object\":\"token\"}'"
    })
    void takesATokenAtOnceHearsOfItAndGivesBackInParts(String method, String token)
            throws InterruptedException {
        Charge charge = ChannelScene.charge(method, Money.of("USD", 9900));

        Started.AtOnce once = expect(Started.AtOnce.class, stripe.start(charge, by(token)));
        Charge known = charge.known(String.valueOf(once.handle()));
        Standing.Paid paid = expect(Standing.Paid.class, once.standing());
        assertThat(paid.amount()).isEqualTo(Money.of("USD", 9900));
        assertThat(stripe.query(known)).isEqualTo(paid);
        assertThat(notice(charge.reference()).told())
                .isEqualTo(new Told.Charged(charge.reference(), paid));
        assertThat(stripe.close(known)).isEqualTo(new Closing.AlreadyPaid());

        Return some = back(known, paid, 4000);
        assertThat(stripe.queryRefund(some)).isEqualTo(new Refunding.NotThere());
        Refunding.Done done = expect(Refunding.Done.class, stripe.refund(some));
        assertThat(stripe.refund(some)).as("again").isEqualTo(done);
        assertThat(stripe.queryRefund(some)).isEqualTo(done);
        assertThat(stripe.queryRefund(named(some, done.handle()))).isEqualTo(done);
        assertThat(notice(some.reference()).told())
                .isEqualTo(new Told.Refunded(some.reference(), done, some.amount()));
        expect(Refunding.Done.class, stripe.refund(back(known, paid, 5900)));
        Refunding.Refused tooMuch =
                expect(Refunding.Refused.class, stripe.refund(back(known, paid, 1)));
        assertThat(tooMuch.failure().retryable()).isFalse();
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isEqualTo(9900);
    }

    @Test
    void handsAnAppWhatStripesLibraryNeeds() throws InterruptedException {
        Charge charge = withoutReturn(ChannelScene.charge("card", Money.of("EUR", 500)));

        Started.Waiting waiting =
                expect(Started.Waiting.class, stripe.start(charge, Payer.UNKNOWN));
        assertThat(waiting.action().kind()).isEqualTo("app_params");
        assertThat(waiting.action().fields())
                .containsKeys("client_secret", "publishable_key")
                .hasSize(2);
        Charge known = charge.known(String.valueOf(waiting.handle()));
        assertThat(stripe.query(known)).isEqualTo(new Standing.Waiting());
        scene.pays(charge.reference());
        Standing.Paid paid = expect(Standing.Paid.class, stripe.query(known));
        assertThat(notice(charge.reference()).told())
                .isEqualTo(new Told.Charged(charge.reference(), paid));
    }

    @Test
    void sendsABrowserToStripesOwnPage() throws Exception {
        Charge charge = ChannelScene.charge("card", Money.of("JPY", 1200));

        Started.Waiting waiting =
                expect(Started.Waiting.class, stripe.start(charge, Payer.UNKNOWN));
        Charge known = charge.known(String.valueOf(waiting.handle()));
        assertThat(waiting.action().kind()).isEqualTo("redirect");
        String page = String.valueOf(waiting.action().url());
        assertThat(browse(page, null).body()).contains("1,200").contains("name=\"number\"");
        assertThat(stripe.query(known)).isEqualTo(new Standing.Waiting());

        String card = "&expiry=12+%2F+34&code=123";
        assertThat(browse(page, "number=4242424242424241" + card).statusCode()).isEqualTo(422);
        assertThat(browse(page, "number=4000000000009995" + card).statusCode()).isEqualTo(402);
        assertThat(stripe.query(known))
                .as("another card may be tried on the page")
                .isEqualTo(new Standing.Waiting());
        HttpResponse<String> paidPage = browse(page, "number=4242424242424242" + card);
        assertThat(paidPage.headers().firstValue("Location")).contains(charge.returnUrl());
        Standing.Paid paid = expect(Standing.Paid.class, stripe.query(known));
        assertThat(paid.amount()).isEqualTo(Money.of("JPY", 1200));
        assertThat(paid.trade()).startsWith("pi_");
        expect(Refunding.Done.class, stripe.refund(back(known, paid, 200)));
        assertThat(stripe.close(known)).isEqualTo(new Closing.AlreadyPaid());
        assertThat(notice(charge.reference()).told())
                .isEqualTo(new Told.Charged(charge.reference(), paid));
    }

    @Test
    void asksTheBankByThreeDSecure() throws Exception {
        for (boolean proves : new boolean[] {true, false}) {
            Charge charge = ChannelScene.charge("card", Money.of("USD", 700));
            Started.Waiting waiting =
                    expect(
                            Started.Waiting.class,
                            stripe.start(charge, by("pm_card_authenticationRequired")));
            Charge known = charge.known(String.valueOf(waiting.handle()));
            assertThat(waiting.action().kind()).isEqualTo("redirect");
            assertThat(stripe.query(known)).isEqualTo(new Standing.Waiting());

            String step = String.valueOf(waiting.action().url());
            assertThat(browse(step, null).statusCode()).isEqualTo(200);
            HttpResponse<String> after = browse(step, "action=" + (proves ? "complete" : "fail"));
            assertThat(after.headers().firstValue("Location").orElse(""))
                    .startsWith(String.valueOf(charge.returnUrl()))
                    .contains("redirect_status=" + (proves ? "succeeded" : "failed"));
            if (proves) {
                expect(Standing.Paid.class, stripe.query(known));
            } else {
                Standing.Declined declined = expect(Standing.Declined.class, stripe.query(known));
                assertThat(declined.failure().code()).isEqualTo("authentication_failed");
                assertThat(notice(charge.reference()).told())
                        .isEqualTo(new Told.Charged(charge.reference(), declined));
                assertThat(stripe.close(known)).isEqualTo(new Closing.Done());
            }
        }
    }

    @Test
    void holdsMoneyAndTakesAPart() throws InterruptedException {
        Charge charge = held(ChannelScene.charge("card", Money.of("GBP", 10_000)));
        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_visa")));
        Charge known = charge.known(String.valueOf(once.handle()));
        Standing.Authorized held = expect(Standing.Authorized.class, once.standing());
        assertThat(held.amount()).isEqualTo(charge.amount());
        assertThat(stripe.query(known)).isEqualTo(held);
        assertThat(notice(charge.reference()).told())
                .isEqualTo(new Told.Charged(charge.reference(), held));

        expect(
                Capturing.Refused.class,
                stripe.capture(known, held.trade(), Money.of("GBP", 10_001)));
        Capturing.Done done =
                expect(
                        Capturing.Done.class,
                        stripe.capture(known, held.trade(), Money.of("GBP", 6000)));
        assertThat(done.paid().amount()).isEqualTo(Money.of("GBP", 6000));
        assertThat(stripe.capture(known, held.trade(), Money.of("GBP", 6000)))
                .as("again")
                .isEqualTo(done);
        expect(Capturing.Refused.class, stripe.capture(known, held.trade(), Money.of("GBP", 7000)));
        assertThat(stripe.query(known)).isEqualTo(done.paid());
        assertThat(notice(charge.reference()).told())
                .isEqualTo(new Told.Charged(charge.reference(), done.paid()));
    }

    @Test
    void letsGoWhatItHeldAndClosesWhatNobodyPaid() {
        Charge held = held(ChannelScene.charge("card", Money.of("USD", 100)));
        Started.AtOnce once = expect(Started.AtOnce.class, stripe.start(held, by("pm_card_visa")));
        Charge app = withoutReturn(ChannelScene.charge("google_pay", Money.of("USD", 100)));
        Started.Waiting waiting = expect(Started.Waiting.class, stripe.start(app, Payer.UNKNOWN));
        Charge page = ChannelScene.charge("card", Money.of("USD", 100));
        Started.Waiting open = expect(Started.Waiting.class, stripe.start(page, Payer.UNKNOWN));

        for (Charge charge :
                new Charge[] {
                    held.known(String.valueOf(once.handle())),
                    app.known(String.valueOf(waiting.handle())),
                    page.known(String.valueOf(open.handle()))
                }) {
            assertThat(stripe.close(charge)).isEqualTo(new Closing.Done());
            assertThat(stripe.close(charge)).as("again").isEqualTo(new Closing.Done());
            assertThat(stripe.query(charge)).isEqualTo(new Standing.Closed());
        }
        assertThat(stripe.query(page.known("pi_3" + "0".repeat(22))))
                .isEqualTo(new Standing.NotThere());
        assertThat(stripe.close(page.known("cs_test_none"))).isEqualTo(new Closing.NotThere());
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined,declined,true",
        "pm_card_visa_chargeDeclined,declined,true",
        "tok_chargeDeclinedInsufficientFunds,insufficient_funds,false",
        "pm_card_chargeDeclinedExpiredCard,expired_card,false",
        "pm_card_chargeDeclinedIncorrectCvc,card_invalid,false",
        "pm_card_chargeDeclinedProcessingError,declined,true",
        "pm_card_visa_chargeDeclinedStolenCard,declined,false",
        "pm_card_visa_chargeDeclinedVelocityLimitExceeded,limit_exceeded,false",
        "pm_card_nothing,channel_refused,false"
    })
    void saysWhyACardWasRefused(String token, String code, boolean retryable) {
        Charge charge = ChannelScene.charge("card", Money.of("USD", 100));

        Started.Refused refused = expect(Started.Refused.class, stripe.start(charge, by(token)));

        assertThat(refused.failure().code()).isEqualTo(code);
        assertThat(refused.failure().retryable()).isEqualTo(retryable);
        assertThat(scene.trade(charge.reference()).path("status").asString()).isEqualTo("waiting");
    }

    @Test
    void hearsThatARefundFailedLongAfterItSucceeded() throws InterruptedException {
        Charge charge = ChannelScene.charge("card", Money.of("USD", 100));
        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_refundFail")));
        Standing.Paid paid = expect(Standing.Paid.class, once.standing());
        Return refund = back(charge.known(String.valueOf(once.handle())), paid, 100);

        Refunding.Done done = expect(Refunding.Done.class, stripe.refund(refund));
        assertThat(notice(refund.reference()).told())
                .isEqualTo(new Told.Refunded(refund.reference(), done, refund.amount()));
        scene.advance(Duration.ofSeconds(10));

        Told.Refunded failed = expect(Told.Refunded.class, notice(refund.reference()).told());
        Refunding.Refused refused = expect(Refunding.Refused.class, failed.refunding());
        assertThat(refused.failure().code()).isEqualTo("refund_failed");
        assertThat(stripe.queryRefund(named(refund, done.handle()))).isEqualTo(refused);
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isZero();
    }

    @Test
    void waitsForARefundThatIsPending() throws InterruptedException {
        Charge charge = ChannelScene.charge("card", Money.of("USD", 100));
        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_pendingRefund")));
        Standing.Paid paid = expect(Standing.Paid.class, once.standing());
        Return refund = back(charge.known(String.valueOf(once.handle())), paid, 60);

        Refunding.Accepted accepted = expect(Refunding.Accepted.class, stripe.refund(refund));
        assertThat(stripe.queryRefund(refund)).isEqualTo(accepted);
        scene.advance(Duration.ofSeconds(10));
        assertThat(notice(refund.reference()).told())
                .isEqualTo(
                        new Told.Refunded(
                                refund.reference(),
                                new Refunding.Done(accepted.handle()),
                                refund.amount()));
        expect(Refunding.Done.class, stripe.queryRefund(refund));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KWD 12340", "ISK 500", "UGX 5", "MGA 1200", "KRW 9900"})
    void countsAsStripeCounts(String amount) {
        String[] words = amount.split(" ", -1);
        Charge charge = ChannelScene.charge("card", Money.of(words[0], Long.parseLong(words[1])));

        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_visa")));

        assertThat(expect(Standing.Paid.class, once.standing()).amount())
                .isEqualTo(charge.amount());
        assertThat(scene.trade(charge.reference()).at("/amount/amount").asLong())
                .isEqualTo(charge.amount().minor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"KWD 12345", "MGA 1250"})
    void refusesWhatStripeCannotCount(String amount) {
        String[] words = amount.split(" ", -1);
        Charge charge = ChannelScene.charge("card", Money.of(words[0], Long.parseLong(words[1])));

        assertThat(
                        expect(Started.Refused.class, stripe.start(charge, by("pm_card_visa")))
                                .failure()
                                .code())
                .isEqualTo("amount_unsupported");
    }

    private NoticeReading.Genuine notice(String reference) throws InterruptedException {
        while (true) {
            NoticeReading reading = scene.notice().reading();
            if (reading instanceof NoticeReading.Genuine genuine
                    && genuine.reference().equals(reference)) {
                return genuine;
            }
        }
    }

    static Payer by(String token) {
        return new Payer("127.0.0.1", null, null, token);
    }

    static Return back(Charge charge, Standing.Paid paid, long minor) {
        return new Return(
                charge,
                paid.trade(),
                TypeId.format("a", TypeId.next()).substring(2),
                charge.amount(),
                new Money(charge.amount().currency(), minor),
                "not wanted",
                null,
                charge.startedAt());
    }

    private static Return named(Return refund, @Nullable String handle) {
        return new Return(
                refund.charge(),
                refund.trade(),
                refund.reference(),
                refund.paid(),
                refund.amount(),
                refund.reason(),
                handle,
                refund.startedAt());
    }

    static Charge held(Charge charge) {
        return new Charge(
                charge.reference(),
                charge.method(),
                charge.amount(),
                charge.subject(),
                charge.returnUrl(),
                charge.startedAt(),
                charge.expiresAt(),
                null,
                Charge.Taking.ON_CAPTURE);
    }

    static Charge withoutReturn(Charge charge) {
        return new Charge(
                charge.reference(),
                charge.method(),
                charge.amount(),
                charge.subject(),
                null,
                charge.startedAt(),
                charge.expiresAt(),
                null,
                charge.taking());
    }

    /** A browser gets a page, or posts a form. */
    static HttpResponse<String> browse(String address, @Nullable String form)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (form != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}

package io.paideia.channels.paypal;

import static io.paideia.channels.ChannelScene.expect;

import io.paideia.channels.Captures.Capturing;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** PayPal's folder against the sandbox, and the steps that tests repeat. */
final class PayPalScene implements AutoCloseable {

    final ChannelScene sandbox;
    final PayPal paypal;

    PayPalScene() {
        this(Map.of());
    }

    PayPalScene(Map<String, String> further) {
        this.sandbox =
                new ChannelScene(
                        new PayPalProtocol(JsonMapper.shared(), Clock.systemUTC()), further);
        this.paypal = (PayPal) sandbox.channel();
    }

    static Charge charge(Money amount) {
        return ChannelScene.charge("paypal", amount);
    }

    static Charge later(Money amount) {
        Charge charge = charge(amount);
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

    /** Begins, and knows PayPal's name of the order from then on. */
    Charge started(Charge charge) {
        Started.Waiting waiting =
                expect(Started.Waiting.class, paypal.start(charge, Payer.UNKNOWN));
        return charge.known(String.valueOf(waiting.handle()));
    }

    /** A charge that the buyer agreed to, and whose notice was heard. */
    Charge agreed(Charge charge) throws InterruptedException {
        Charge started = started(charge);
        sandbox.pays(charge.reference());
        heard(charge.reference());
        return started;
    }

    Standing.Paid captured(Charge charge) {
        Standing.Authorized held = expect(Standing.Authorized.class, paypal.query(charge));
        return expect(Capturing.Done.class, paypal.capture(charge, held.trade(), charge.amount()))
                .paid();
    }

    /** A charge whose money was taken, and all of whose notices were heard. */
    Paid paid(Money amount) throws InterruptedException {
        Charge charge = agreed(charge(amount));
        Standing.Paid paid = captured(charge);
        heard(charge.reference());
        return new Paid(charge, paid);
    }

    record Paid(Charge charge, Standing.Paid standing) {

        Refunds.Return refund(Money amount) {
            return refund(amount, null);
        }

        Refunds.Return refund(Money amount, @Nullable String handle) {
            return again(
                    new Refunds.Return(
                            charge,
                            standing.trade(),
                            ChannelScene.reference(),
                            charge.amount(),
                            amount,
                            "A part of it",
                            null,
                            Instant.now()),
                    handle);
        }

        static Refunds.Return again(Refunds.Return refund, @Nullable String handle) {
            return new Refunds.Return(
                    refund.charge(),
                    refund.trade(),
                    refund.reference(),
                    refund.paid(),
                    refund.amount(),
                    refund.reason(),
                    handle,
                    refund.startedAt());
        }
    }

    /** What the next notice that mentions it tells; it must be genuine. */
    Told heard(String mention) throws InterruptedException {
        return expect(NoticeReading.Genuine.class, received(mention).reading()).told();
    }

    /** The next notice that mentions it; PayPal also repeats those of tests that are over. */
    ChannelScene.Received received(String mention) throws InterruptedException {
        ChannelScene.Received next = sandbox.notice();
        while (!next.raw().body().contains(mention)) {
            next = sandbox.notice();
        }
        return next;
    }

    @Override
    public void close() {
        sandbox.close();
    }
}

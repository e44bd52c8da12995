package io.paideia.channels.stripe;

import io.paideia.channels.Captures.Capturing;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Failure;
import io.paideia.channels.Standing;
import io.paideia.channels.stripe.StripeApi.Answer;
import io.paideia.money.Money;
import java.util.Map;
import java.util.OptionalLong;

/** Takes what is held, or lets it go, and closes what was not paid. */
final class StripeTaking {

    private static final String UNEXPECTED = "payment_intent_unexpected_state";

    private final StripeSettings settings;
    private final StripeApi api;

    StripeTaking(StripeSettings settings, StripeApi api) {
        this.settings = settings;
        this.api = api;
    }

    Capturing capture(Charge charge, String trade, Money amount) {
        OptionalLong minor = StripeAmounts.minor(amount);
        if (minor.isEmpty()) {
            return new Capturing.Refused(
                    new Failure("amount_unsupported", "Stripe cannot count " + amount, false));
        }
        Map<String, String> fields = Map.of("amount_to_capture", Long.toString(minor.getAsLong()));
        // The amount is a part of the key, so that a wrong one that was refused stands in no way.
        String key = charge.reference() + "-capture-" + minor.getAsLong();
        String path = intent(trade) + "/capture";
        return switch (api.postAnew(path, fields, key)) {
            case Answer.Given given ->
                    captured(charge, trade, new StripeIntent(given.body()), amount);
            case Answer.Refused refused when refused.code().equals(UNEXPECTED) ->
                    again(charge, trade, refused, amount);
            case Answer.Refused refused when refused.status() == 429 ->
                    new Capturing.Unknown(StripeFailures.of(refused).message());
            case Answer.Refused refused -> new Capturing.Refused(StripeFailures.of(refused));
            case Answer.OtherUse use -> new Capturing.Unknown("The key was used otherwise");
            case Answer.NoAnswer none -> new Capturing.Unknown(none.why());
            case Answer.NotSent none -> new Capturing.Unknown(none.why());
        };
    }

    Closing close(StripeIntent found) {
        return switch (found.standing()) {
            case Standing.Closed closed -> new Closing.Done();
            case Standing.Paid paid -> new Closing.AlreadyPaid();
            default ->
                    found.isSession() && found.status().equals("open")
                            ? expire(found)
                            : found.intent()
                                    .map(this::cancel)
                                    .orElseGet(() -> new Closing.Unknown("Nothing to close"));
        };
    }

    private Closing cancel(StripeIntent intent) {
        return switch (api.post(intent(intent.id()) + "/cancel", Map.of(), null)) {
            case Answer.Given given -> closed(new StripeIntent(given.body()), intent.id());
            case Answer.Refused refused when refused.code().equals(UNEXPECTED) ->
                    closed(new StripeIntent(refused.error().path("payment_intent")), intent.id());
            case Answer.Refused refused when refused.notThere() -> new Closing.NotThere();
            case Answer.Refused refused ->
                    new Closing.Unknown(StripeFailures.of(refused).message());
            case Answer.OtherUse use -> new Closing.Unknown("A key without a key");
            case Answer.NoAnswer none -> new Closing.Unknown(none.why());
            case Answer.NotSent none -> new Closing.Unknown(none.why());
        };
    }

    /** If the buyer completes it at this moment, Stripe refuses, and the next look tells. */
    private Closing expire(StripeIntent session) {
        String path = StripeStarting.SESSIONS + "/" + StripeApi.segment(session.id()) + "/expire";
        return switch (api.post(path, Map.of(), null)) {
            case Answer.Given given -> closed(new StripeIntent(given.body()), session.id());
            case Answer.Refused refused when refused.notThere() -> new Closing.NotThere();
            case Answer.Refused refused ->
                    new Closing.Unknown(StripeFailures.of(refused).message());
            case Answer.OtherUse use -> new Closing.Unknown("A key without a key");
            case Answer.NoAnswer none -> new Closing.Unknown(none.why());
            case Answer.NotSent none -> new Closing.Unknown(none.why());
        };
    }

    private static Closing closed(StripeIntent after, String id) {
        if (!after.id().equals(id)) {
            return new Closing.Unknown("The answer names another charge");
        }
        return switch (after.standing()) {
            case Standing.Closed closed -> new Closing.Done();
            case Standing.Paid paid -> new Closing.AlreadyPaid();
            default -> new Closing.Unknown("Status " + after.status());
        };
    }

    private Capturing captured(Charge charge, String trade, StripeIntent intent, Money amount) {
        if (!intent.isOf(charge, settings.live()) || !intent.id().equals(trade)) {
            return new Capturing.Unknown("The answer names another charge");
        }
        return intent.standing() instanceof Standing.Paid paid && paid.amount().equals(amount)
                ? new Capturing.Done(paid)
                : new Capturing.Unknown("Intent status " + intent.status());
    }

    /** Captured before, perhaps by a call whose answer was lost; or let go. */
    private Capturing again(Charge charge, String trade, Answer.Refused refused, Money amount) {
        StripeIntent intent = new StripeIntent(refused.error().path("payment_intent"));
        return switch (captured(charge, trade, intent, amount)) {
            case Capturing.Done done -> done;
            case Capturing.Refused other -> other;
            case Capturing.Unknown unknown ->
                    new Capturing.Refused(
                            new Failure(
                                    "capture_refused",
                                    StripeFailures.of(refused).message(),
                                    false));
        };
    }

    private static String intent(String id) {
        return StripeStarting.INTENTS + "/" + StripeApi.segment(id);
    }
}

package io.paideia.channels.stripe;

import io.paideia.channels.Charge;
import io.paideia.channels.Standing;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A PaymentIntent, or a Checkout Session with one inside, as Stripe describes it. What cannot be
 * read is unknown.
 */
record StripeIntent(JsonNode body) {

    /** In the metadata: our reference. */
    static final String REFERENCE = "reference";

    /**
     * In the metadata: whether the buyer may try another card by the same intent, as on a page or
     * in an app, so that one declined try ends nothing.
     */
    static final String TRIES = "tries";

    static final String MANY = "many";
    static final String ONE = "one";

    String id() {
        return body.path("id").asString("");
    }

    String status() {
        return body.path("status").asString("");
    }

    String reference() {
        return body.at("/metadata/" + REFERENCE).asString("");
    }

    boolean isSession() {
        return body.path("object").asString("").equals("checkout.session");
    }

    /** Whether it is what we ask about: our reference, and the mode that our key is for. */
    boolean isOf(Charge charge, boolean live) {
        return reference().equals(charge.reference()) && isOfMode(live) && !id().isEmpty();
    }

    boolean isOfMode(boolean live) {
        return body.path("livemode").isBoolean() && body.path("livemode").asBoolean() == live;
    }

    /** The intent that carries the money; a session has none before the buyer pays. */
    Optional<StripeIntent> intent() {
        if (!isSession()) {
            return Optional.of(this);
        }
        JsonNode inside = body.path("payment_intent");
        return inside.isObject() ? Optional.of(new StripeIntent(inside)) : Optional.empty();
    }

    Standing standing() {
        return isSession() ? sessionStanding() : intentStanding();
    }

    private Standing sessionStanding() {
        return switch (status()) {
            case "open" -> new Standing.Waiting();
            case "expired" -> new Standing.Closed();
            case "complete" ->
                    intent().map(StripeIntent::intentStanding)
                            .orElseGet(() -> new Standing.Unknown("A session without an intent"));
            default -> new Standing.Unknown("Session status " + status());
        };
    }

    private Standing intentStanding() {
        return switch (status()) {
            case "succeeded" ->
                    StripeAmounts.money(body.path("amount_received"), body.path("currency"))
                            .<Standing>map(amount -> new Standing.Paid(amount, id()))
                            .orElseGet(() -> new Standing.Unknown("An amount that is none"));
            case "requires_capture" ->
                    StripeAmounts.money(body.path("amount_capturable"), body.path("currency"))
                            .<Standing>map(amount -> new Standing.Authorized(amount, id()))
                            .orElseGet(() -> new Standing.Unknown("An amount that is none"));
            case "requires_payment_method" -> {
                JsonNode error = body.path("last_payment_error");
                yield error.isObject() && !mayTryAgain()
                        ? new Standing.Declined(StripeFailures.of(error))
                        : new Standing.Waiting();
            }
            case "requires_confirmation", "requires_action", "processing" -> new Standing.Waiting();
            case "canceled" -> new Standing.Closed();
            default -> new Standing.Unknown("Intent status " + status());
        };
    }

    private boolean mayTryAgain() {
        return body.at("/metadata/" + TRIES).asString("").equals(MANY);
    }
}

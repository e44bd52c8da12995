package io.paideia.channels.stripe;

import io.paideia.channels.Charge;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Payer;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.stripe.StripeApi.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Begins a charge. An intent is created without the card, so that the same creation can be repeated
 * under its key by somebody who has no token; then the token confirms it. A browser without a token
 * gets Stripe's own page, which offers the wallets too, and an app what Stripe's library needs. All
 * creations of a charge go by one key, and Stripe says if it was used for the other kind.
 */
final class StripeStarting {

    static final String INTENTS = "/v1/payment_intents";
    static final String SESSIONS = "/v1/checkout/sessions";

    /** Stripe takes no page that ends within half an hour of its creation. */
    private static final Duration SHORTEST_PAGE = Duration.ofMinutes(32);

    private final StripeSettings settings;
    private final StripeApi api;
    private final JsonMapper mapper;

    StripeStarting(StripeSettings settings, StripeApi api, JsonMapper mapper) {
        this.settings = settings;
        this.api = api;
        this.mapper = mapper;
    }

    Started start(Charge charge, Payer payer) {
        if (StripeAmounts.minor(charge.amount()).isEmpty()) {
            return new Started.Refused(
                    new Failure(
                            "amount_unsupported", "Stripe cannot count " + charge.amount(), true));
        }
        String token = payer.token();
        boolean page = token == null && charge.returnUrl() != null;
        return switch (page ? createSession(charge) : createIntent(charge)) {
            case Answer.NotSent none ->
                    new Started.Refused(new Failure("channel_unavailable", none.why(), true));
            case Answer.NoAnswer none -> new Started.Unknown(none.why());
            case Answer.OtherUse use -> new Started.Unknown("The key was used for another charge");
            case Answer.Refused refused -> new Started.Refused(StripeFailures.of(refused));
            case Answer.Given given -> {
                StripeIntent created = new StripeIntent(given.body());
                if (!created.isOf(charge, settings.live())) {
                    yield new Started.Unknown("The answer names another charge");
                }
                if (page) {
                    yield visit(charge, created);
                }
                yield token == null ? handOut(charge, created) : confirm(charge, created, token);
            }
        };
    }

    Answer createIntent(Charge charge) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("amount", minor(charge));
        fields.put("currency", currency(charge));
        fields.put("payment_method_types[0]", "card");
        fields.put("capture_method", captureMethod(charge));
        fields.put("description", charge.subject());
        fields.put("metadata[" + StripeIntent.REFERENCE + "]", charge.reference());
        // Without an address to come back to, an app leads the buyer, and lets him try again.
        fields.put(
                "metadata[" + StripeIntent.TRIES + "]",
                charge.returnUrl() == null ? StripeIntent.MANY : StripeIntent.ONE);
        return api.post(INTENTS, fields, charge.reference());
    }

    Answer createSession(Charge charge) {
        String back = charge.returnUrl() == null ? "" : charge.returnUrl();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("mode", "payment");
        fields.put("payment_method_types[0]", "card");
        fields.put("client_reference_id", charge.reference());
        fields.put("metadata[" + StripeIntent.REFERENCE + "]", charge.reference());
        fields.put("line_items[0][quantity]", "1");
        fields.put("line_items[0][price_data][currency]", currency(charge));
        fields.put("line_items[0][price_data][unit_amount]", minor(charge));
        fields.put("line_items[0][price_data][product_data][name]", charge.subject());
        fields.put("payment_intent_data[capture_method]", captureMethod(charge));
        fields.put("payment_intent_data[description]", charge.subject());
        fields.put(
                "payment_intent_data[metadata][" + StripeIntent.REFERENCE + "]",
                charge.reference());
        fields.put("payment_intent_data[metadata][" + StripeIntent.TRIES + "]", StripeIntent.MANY);
        fields.put("success_url", back);
        fields.put("cancel_url", back);
        fields.put("expires_at", Long.toString(pageEnds(charge).getEpochSecond()));
        return api.post(SESSIONS, fields, charge.reference());
    }

    private Started visit(Charge charge, StripeIntent session) {
        String url = session.body().path("url").asString("");
        return isAddress(url)
                ? new Started.Waiting(NextAction.redirect(url, charge.expiresAt()), session.id())
                : new Started.Unknown("A page without an address", session.id());
    }

    private Started handOut(Charge charge, StripeIntent intent) {
        return new Started.Waiting(
                NextAction.appParams(
                        Map.of(
                                "client_secret",
                                intent.body().path("client_secret").asString(""),
                                "publishable_key",
                                settings.publishableKey()),
                        charge.expiresAt()),
                intent.id());
    }

    private Started confirm(Charge charge, StripeIntent intent, String token) {
        Map<String, String> fields = new LinkedHashMap<>(means(token));
        if (charge.returnUrl() != null) {
            fields.put("return_url", charge.returnUrl());
        }
        String path = INTENTS + "/" + StripeApi.segment(intent.id()) + "/confirm";
        return switch (api.post(path, fields, charge.reference() + "-confirm")) {
            // The intent stands there without a card, and nobody else has its secret.
            case Answer.NotSent none ->
                    new Started.Refused(new Failure("channel_unavailable", none.why(), true));
            case Answer.NoAnswer none -> new Started.Unknown(none.why(), intent.id());
            case Answer.OtherUse use ->
                    new Started.Unknown("It was confirmed by another card", intent.id());
            case Answer.Refused refused
                    when refused.code().equals("payment_intent_unexpected_state") ->
                    new Started.Unknown("It was confirmed before", intent.id());
            case Answer.Refused refused -> new Started.Refused(StripeFailures.of(refused));
            case Answer.Given given -> confirmed(charge, intent, new StripeIntent(given.body()));
        };
    }

    private Started confirmed(Charge charge, StripeIntent created, StripeIntent intent) {
        if (!intent.isOf(charge, settings.live()) || !intent.id().equals(created.id())) {
            return new Started.Unknown("The answer names another charge", created.id());
        }
        return switch (intent.status()) {
            case "requires_action" -> authenticate(charge, intent);
            case "processing" -> new Started.Waiting(NextAction.NONE, intent.id());
            case "requires_payment_method" ->
                    new Started.Refused(
                            StripeFailures.of(intent.body().path("last_payment_error")));
            default ->
                    switch (intent.standing()) {
                        case Standing.Paid paid -> new Started.AtOnce(paid, intent.id());
                        case Standing.Authorized held -> new Started.AtOnce(held, intent.id());
                        default ->
                                new Started.Unknown(
                                        "Intent status " + intent.status(), intent.id());
                    };
        };
    }

    /** The step of 3-D Secure: an address to go to, or a task for Stripe's library in an app. */
    private Started authenticate(Charge charge, StripeIntent intent) {
        String url = intent.body().at("/next_action/redirect_to_url/url").asString("");
        return isAddress(url)
                ? new Started.Waiting(NextAction.redirect(url, charge.expiresAt()), intent.id())
                : handOut(charge, intent);
    }

    /**
     * A PaymentMethod by its id, or a token: Stripe's libraries turn what Apple Pay gives into one,
     * and Google Pay wraps one in JSON.
     */
    private Map<String, String> means(String token) {
        if (token.startsWith("pm_")) {
            return Map.of("payment_method", token);
        }
        return Map.of(
                "payment_method_data[type]",
                "card",
                "payment_method_data[card][token]",
                token.startsWith("{") ? unwrapped(token) : token);
    }

    private String unwrapped(String json) {
        try {
            return mapper.readTree(json).path("id").asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    private static Instant pageEnds(Charge charge) {
        Instant shortest = charge.startedAt().plus(SHORTEST_PAGE);
        return charge.expiresAt().isAfter(shortest) ? charge.expiresAt() : shortest;
    }

    private static String captureMethod(Charge charge) {
        return charge.taking() == Charge.Taking.ON_CAPTURE ? "manual" : "automatic";
    }

    private static String minor(Charge charge) {
        OptionalLong minor = StripeAmounts.minor(charge.amount());
        return Long.toString(minor.orElseThrow());
    }

    private static String currency(Charge charge) {
        return charge.amount().currency().code().toLowerCase(Locale.ROOT);
    }

    private static boolean isAddress(@Nullable String url) {
        return url != null && (url.startsWith("https://") || url.startsWith("http://"));
    }
}

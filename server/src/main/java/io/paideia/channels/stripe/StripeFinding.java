package io.paideia.channels.stripe;

import io.paideia.channels.Charge;
import io.paideia.channels.stripe.StripeApi.Answer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Finds what was begun: by its handle, else by repeating the creation under its key, else by
 * searching for our reference. Stripe forgets keys after a day, and its search lags up to a minute
 * behind.
 */
final class StripeFinding {

    private static final Duration KEY_LIVES = Duration.ofHours(23);

    private final StripeSettings settings;
    private final StripeApi api;
    private final StripeStarting starting;
    private final Clock clock;

    StripeFinding(StripeSettings settings, StripeApi api, StripeStarting starting, Clock clock) {
        this.settings = settings;
        this.api = api;
        this.starting = starting;
        this.clock = clock;
    }

    /** What was found. */
    sealed interface Found {

        /** As it stands now. */
        record There(StripeIntent intent) implements Found {}

        record NotThere() implements Found {}

        record Unknown(String why) implements Found {}
    }

    Found find(Charge charge) {
        String handle = charge.handle();
        if (handle != null) {
            return fetch(charge, handle);
        }
        if (clock.instant().isAfter(charge.startedAt().plus(KEY_LIVES))) {
            return search(charge);
        }
        Answer first = starting.createIntent(charge);
        // Then the key was used for a page.
        return repeated(
                charge,
                first instanceof Answer.OtherUse && charge.returnUrl() != null
                        ? starting.createSession(charge)
                        : first);
    }

    /** A repeated creation gives the answer of the first; how it stands now is asked for. */
    private Found repeated(Charge charge, Answer answer) {
        return switch (answer) {
            case Answer.Given given -> fetch(charge, given.body().path("id").asString(""));
            case Answer.OtherUse use -> search(charge);
            // An error that is kept under the key says nothing of what became of it.
            case Answer.NoAnswer none when none.replayed() -> search(charge);
            case Answer.NoAnswer none -> new Found.Unknown(none.why());
            case Answer.NotSent none -> new Found.Unknown(none.why());
            case Answer.Refused refused when refused.status() == 400 -> new Found.NotThere();
            case Answer.Refused refused -> new Found.Unknown(StripeFailures.of(refused).message());
        };
    }

    private Found fetch(Charge charge, String id) {
        boolean session = id.startsWith("cs_");
        String path =
                (session ? StripeStarting.SESSIONS : StripeStarting.INTENTS)
                        + "/"
                        + StripeApi.segment(id);
        Map<String, String> query =
                session ? Map.of("expand[0]", "payment_intent") : Map.<String, String>of();
        return switch (api.get(path, query)) {
            case Answer.Given given -> {
                StripeIntent intent = new StripeIntent(given.body());
                yield intent.id().equals(id) && intent.isOf(charge, settings.live())
                        ? new Found.There(intent)
                        : new Found.Unknown("The answer names another charge");
            }
            case Answer.Refused refused when refused.notThere() -> new Found.NotThere();
            case Answer.Refused refused -> new Found.Unknown(StripeFailures.of(refused).message());
            case Answer.OtherUse use -> new Found.Unknown("A key without a key");
            case Answer.NoAnswer none -> new Found.Unknown(none.why());
            case Answer.NotSent none -> new Found.Unknown(none.why());
        };
    }

    private Found search(Charge charge) {
        String query = "metadata['" + StripeIntent.REFERENCE + "']:'" + charge.reference() + "'";
        return switch (api.get(StripeStarting.INTENTS + "/search", Map.of("query", query))) {
            case Answer.Given given -> {
                for (JsonNode one : given.body().path("data")) {
                    StripeIntent intent = new StripeIntent(one);
                    if (intent.isOf(charge, settings.live())) {
                        // The search's copy may be old.
                        yield fetch(charge, intent.id());
                    }
                }
                yield new Found.NotThere();
            }
            case Answer.Refused refused -> new Found.Unknown(StripeFailures.of(refused).message());
            case Answer.OtherUse use -> new Found.Unknown("A key without a key");
            case Answer.NoAnswer none -> new Found.Unknown(none.why());
            case Answer.NotSent none -> new Found.Unknown(none.why());
        };
    }
}

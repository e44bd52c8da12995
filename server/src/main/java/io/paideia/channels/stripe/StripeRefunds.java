package io.paideia.channels.stripe;

import io.paideia.channels.Failure;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.stripe.StripeApi.Answer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * Gives back. A refund is found by its id, or among those of its intent by our reference, which
 * that list shows at once. Thread-safe.
 */
final class StripeRefunds {

    private static final String PATH = "/v1/refunds";
    private static final Duration KEY_LIVES = Duration.ofHours(23);

    /** An intent has at most a few; more than this is no list of ours. */
    private static final int MOST_PAGES = 50;

    private final StripeApi api;
    private final Clock clock;

    StripeRefunds(StripeApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    Refunding refund(Return refund) {
        // Stripe forgets keys after a day; from then on only the list keeps a repeat harmless.
        if (clock.instant().isAfter(refund.startedAt().plus(KEY_LIVES))) {
            Refunding standing = query(refund);
            return standing instanceof Refunding.NotThere
                    ? ask(refund, refund.reference() + "-late")
                    : standing;
        }
        return ask(refund, refund.reference());
    }

    Refunding query(Return refund) {
        String handle = refund.handle();
        if (handle == null) {
            return search(refund);
        }
        return switch (api.get(PATH + "/" + StripeApi.segment(handle), Map.of())) {
            case Answer.Given given ->
                    given.body().path("id").asString("").equals(handle)
                            ? standing(refund, given.body())
                            : new Refunding.Unknown("The answer names another refund");
            case Answer.Refused refused when refused.notThere() -> new Refunding.NotThere();
            default -> unknown();
        };
    }

    private Refunding ask(Return refund, String key) {
        OptionalLong minor = StripeAmounts.minor(refund.amount());
        if (minor.isEmpty()) {
            return new Refunding.Refused(
                    new Failure(
                            "amount_unsupported", "Stripe cannot count " + refund.amount(), false));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("payment_intent", refund.trade());
        fields.put("amount", Long.toString(minor.getAsLong()));
        fields.put("metadata[" + StripeIntent.REFERENCE + "]", refund.reference());
        if (!refund.reason().isBlank()) {
            fields.put("metadata[reason]", refund.reason());
        }
        return switch (api.post(PATH, fields, key)) {
            case Answer.Given given -> standing(refund, given.body());
            case Answer.Refused refused when refused.status() == 429 ->
                    new Refunding.Unknown(StripeFailures.of(refused).message());
            // It may be what is left after a refund whose key was forgotten.
            case Answer.Refused refused ->
                    switch (search(refund)) {
                        case Refunding.NotThere none ->
                                new Refunding.Refused(StripeFailures.of(refused));
                        case Refunding.Done done -> done;
                        case Refunding.Accepted accepted -> accepted;
                        case Refunding.Refused failed -> failed;
                        case Refunding.Unknown unknown -> unknown;
                    };
            case Answer.NoAnswer none when none.replayed() -> anew(refund, key, none);
            case Answer.OtherUse use -> new Refunding.Unknown("The key was used otherwise");
            case Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case Answer.NotSent none -> new Refunding.Unknown(none.why());
        };
    }

    /**
     * Stripe keeps an internal error under its key and will say it for ever. It is over, so the
     * list tells whether money moved; if not, another key asks again, once.
     */
    private Refunding anew(Return refund, String key, Answer.NoAnswer kept) {
        Refunding standing = search(refund);
        return standing instanceof Refunding.NotThere && !key.endsWith("-anew")
                ? ask(refund, key + "-anew")
                : standing instanceof Refunding.NotThere
                        ? new Refunding.Unknown(kept.why())
                        : standing;
    }

    private Refunding search(Return refund) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("payment_intent", refund.trade());
        query.put("limit", "100");
        for (int page = 0; page < MOST_PAGES; page++) {
            if (!(api.get(PATH, query) instanceof Answer.Given given)) {
                return unknown();
            }
            JsonNode last = null;
            for (JsonNode one : given.body().path("data")) {
                if (reference(one).equals(refund.reference())) {
                    return standing(refund, one);
                }
                last = one;
            }
            if (!given.body().path("data").isArray()) {
                return unknown();
            }
            if (last == null || !given.body().path("has_more").asBoolean(false)) {
                return new Refunding.NotThere();
            }
            query.put("starting_after", last.path("id").asString(""));
        }
        return unknown();
    }

    private static Refunding standing(Return refund, JsonNode body) {
        if (!reference(body).equals(refund.reference())
                || !body.path("payment_intent").asString("").equals(refund.trade())) {
            return new Refunding.Unknown("The answer names another refund");
        }
        boolean fits =
                StripeAmounts.money(body.path("amount"), body.path("currency"))
                        .equals(Optional.of(refund.amount()));
        return fits ? standing(body) : new Refunding.Unknown("The answer names another amount");
    }

    /** From the fields that answers and notices share. */
    static Refunding standing(JsonNode body) {
        String id = body.path("id").asString("");
        return switch (body.path("status").asString("")) {
            case "succeeded" -> new Refunding.Done(id);
            case "pending", "requires_action" -> new Refunding.Accepted(id);
            case "failed", "canceled" ->
                    new Refunding.Refused(
                            new Failure(
                                    "refund_failed",
                                    "Stripe's refund "
                                            + id
                                            + " failed ("
                                            + body.path("failure_reason")
                                                    .asString(body.path("status").asString(""))
                                            + ")",
                                    false));
            default -> new Refunding.Unknown("Refund status " + body.path("status"));
        };
    }

    static String reference(JsonNode body) {
        return body.at("/metadata/" + StripeIntent.REFERENCE).asString("");
    }

    private static Refunding unknown() {
        return new Refunding.Unknown("Stripe does not tell of the refund");
    }
}

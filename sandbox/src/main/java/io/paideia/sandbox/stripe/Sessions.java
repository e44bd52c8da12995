package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/checkout/sessions} of the mode payment with one line. The intent inside comes to be
 * when the buyer first tries a card. Source: docs.stripe.com/api/checkout/sessions.
 */
final class Sessions {

    static final String PAGE_PATH = "/stripe/pay/";

    /** Stands in an address for the session's name. */
    static final String TEMPLATE = "{CHECKOUT_SESSION_ID}";

    private static final Duration SHORTEST = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Engine engine;
    private final Book book;
    private final Intents intents;

    Sessions(Engine engine, Book book, Intents intents) {
        this.engine = engine;
        this.book = book;
        this.intents = intents;
    }

    ObjectNode create(Call call) {
        if (!call.required("mode").equals("payment")) {
            throw ApiError.invalid("", "The sandbox knows the mode payment only.", "mode");
        }
        String line = "line_items[0][price_data]";
        long quantity = call.number("line_items[0][quantity]");
        Amount amount =
                Minor.amount(
                        Math.multiplyExact(quantity, call.number(line + "[unit_amount]")),
                        Minor.currency(call.required(line + "[currency]")),
                        line + "[unit_amount]");
        Map<String, String> details = new HashMap<>();
        details.put("kind", "session");
        details.put(
                "capture_method",
                Intents.captureMethod(
                        call.field("payment_intent_data[capture_method]").orElse(null)));
        details.put("metadata", Shapes.write(call.below("payment_intent_data[metadata]")));
        details.put("session_metadata", Shapes.write(call.below("metadata")));
        for (String kept : new String[] {"success_url", "cancel_url", "client_reference_id"}) {
            call.field(kept).ifPresent(value -> details.put(kept, value));
        }
        call.field("payment_intent_data[description]")
                .ifPresent(text -> details.put("description", text));
        URI back = address(call.required("success_url"));
        String own = "cs_" + Book.letters(24, engine.random());
        Optional<Trade> before = intents.before(call, reference(call).orElse(own));
        if (before.isPresent()) {
            return IntentShapes.session(before.get(), url(before.get()), false, false);
        }
        Trade made =
                intents.place(
                        call,
                        reference(call).orElse(own),
                        own,
                        amount,
                        call.required(line + "[product_data][name]"),
                        back,
                        expiry(call),
                        details,
                        null);
        engine.notices().later(made.order().expiresAt(), () -> expired(made));
        return IntentShapes.session(made, url(made), false, false);
    }

    ObjectNode retrieve(Call call) {
        Trade trade = book.bySession(call.id());
        boolean hidden = engine.scenarios().hidesPayment(trade, engine.clock().instant());
        return IntentShapes.session(trade, url(trade), call.expands("payment_intent"), hidden);
    }

    ObjectNode expire(Call call) {
        Trade after =
                book.change(
                        book.bySession(call.id()),
                        stored -> {
                            if (stored.status() != Trade.Status.ORDERED
                                    && stored.status() != Trade.Status.WAITING) {
                                throw ApiError.invalid(
                                        "",
                                        "Only Checkout Sessions with a status in [\"open\"] can be"
                                                + " expired.");
                            }
                            return stored.closed(engine.clock().instant());
                        });
        expired(after);
        return IntentShapes.session(after, url(after), false, false);
    }

    String url(Trade trade) {
        return engine.base().get().resolve(PAGE_PATH + Book.session(trade)).toString();
    }

    private void expired(Trade trade) {
        Trade now = book.again(trade);
        if (now.status() == Trade.Status.CLOSED) {
            engine.notices()
                    .announce(now, new Topic(Topic.Kind.CLOSED, now.order().reference(), ""));
        }
    }

    private Instant expiry(Call call) {
        Instant now = engine.clock().instant();
        if (call.field("expires_at").isEmpty()) {
            return now.plus(LONGEST);
        }
        // The merchant's clock knows nothing of the virtual one, so its deadline moves along.
        Instant wanted =
                Instant.ofEpochSecond(call.number("expires_at")).plus(engine.clock().offset());
        // A minute for clocks that differ.
        if (wanted.isBefore(now.plus(SHORTEST).minusSeconds(60))
                || wanted.isAfter(now.plus(LONGEST).plusSeconds(60))) {
            throw ApiError.invalid(
                    "",
                    "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours"
                            + " from Checkout Session creation.",
                    "expires_at");
        }
        return wanted;
    }

    private static Optional<String> reference(Call call) {
        return call.field("payment_intent_data[metadata][reference]")
                .or(() -> call.field("client_reference_id"));
    }

    private static URI address(String given) {
        try {
            // The template is filled in when the buyer comes back.
            URI address = URI.create(given.replace(TEMPLATE, "none"));
            if (address.isAbsolute()) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            throw ApiError.invalid("url_invalid", "Not a valid URL", "success_url");
        }
        throw ApiError.invalid("url_invalid", "Not a valid URL", "success_url");
    }
}

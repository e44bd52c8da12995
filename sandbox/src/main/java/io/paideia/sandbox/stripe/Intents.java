package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/payment_intents}. Source: docs.stripe.com/api/payment_intents. */
final class Intents {

    /** An intent waits for ever; this is long enough. */
    private static final Duration FOR_EVER = Duration.ofDays(20_000);

    private static final Pattern BY_METADATA =
            Pattern.compile("metadata\\[['\"](\\w+)['\"]\\]:\\s*['\"]([^'\"]*)['\"]");

    private final Engine engine;
    private final Book book;
    private final Charging charging;

    Intents(Engine engine, Book book, Charging charging) {
        this.engine = engine;
        this.book = book;
        this.charging = charging;
    }

    ObjectNode create(Call call) {
        Amount amount =
                Minor.amount(
                        call.number("amount"), Minor.currency(call.required("currency")), "amount");
        Map<String, String> details = new HashMap<>();
        details.put("kind", "intent");
        details.put("capture_method", captureMethod(call.field("capture_method").orElse(null)));
        details.put("metadata", Shapes.write(call.below("metadata")));
        call.field("description").ifPresent(text -> details.put("description", text));
        String id = Book.newIntent(engine.random());
        Optional<Trade> before = before(call, call.below("metadata").getOrDefault("reference", id));
        if (before.isPresent()) {
            return IntentShapes.intent(before.get(), false);
        }
        Trade made =
                place(
                        call,
                        call.below("metadata").getOrDefault("reference", id),
                        id,
                        amount,
                        call.field("description").orElse("Payment " + id),
                        null,
                        engine.clock().instant().plus(FOR_EVER),
                        details,
                        id);
        if (call.field("confirm").orElse("").equals("true")) {
            return confirm(new Call(id, call.fields(), call.key()));
        }
        return IntentShapes.intent(made, false);
    }

    ObjectNode retrieve(Call call) {
        return describe(call, book.byIntent(call.id()));
    }

    /** The newest first; a listing that nobody should walk through in a test. */
    ObjectNode list(Call call) {
        List<ObjectNode> found =
                engine.trades()
                        .all()
                        .filter(trade -> trade.order().channel().equals(StripeChannel.NAME))
                        .filter(Trade::isKnown)
                        .map(trade -> IntentShapes.intent(trade, false))
                        .toList();
        return Pages.of(call, "/v1/payment_intents", found);
    }

    ObjectNode search(Call call) {
        Matcher query = BY_METADATA.matcher(call.required("query"));
        if (!query.matches()) {
            throw ApiError.invalid(
                    "", "The sandbox searches for one metadata field only.", "query");
        }
        List<ObjectNode> found =
                engine.trades()
                        .all()
                        .filter(trade -> trade.order().channel().equals(StripeChannel.NAME))
                        .filter(Trade::isKnown)
                        .map(trade -> IntentShapes.intent(trade, false))
                        .filter(
                                intent ->
                                        intent.path("metadata")
                                                .path(query.group(1))
                                                .asString("")
                                                .equals(query.group(2)))
                        .toList();
        ObjectNode result = Shapes.list("/v1/payment_intents/search", found, false);
        result.put("object", "search_result");
        result.putNull("next_page");
        return result;
    }

    ObjectNode confirm(Call call) {
        Trade trade = book.byIntent(call.id());
        String means = means(call, trade);
        TestCards.Card card =
                TestCards.byId(means).orElseThrow(() -> ApiError.missing("PaymentMethod", means));
        String id = means.startsWith("pm_") ? means : newMeans(card);
        Trade after = charging.charge(trade, card, id, call.field("return_url").orElse(null));
        return IntentShapes.intent(after, false);
    }

    ObjectNode capture(Call call) {
        Trade trade = book.byIntent(call.id());
        Trade after =
                book.change(
                        trade,
                        stored -> {
                            if (stored.status() != Trade.Status.AUTHORIZED) {
                                throw unexpected(stored, "capture");
                            }
                            Amount all = stored.order().amount();
                            Amount wanted =
                                    call.field("amount_to_capture").isEmpty()
                                            ? all
                                            : Minor.amount(
                                                    call.number("amount_to_capture"),
                                                    all.currency(),
                                                    "amount_to_capture");
                            if (wanted.exceeds(all)) {
                                throw ApiError.invalid(
                                        "amount_too_large",
                                        "You cannot capture more than was authorized.",
                                        "amount_to_capture");
                            }
                            return stored.captured(wanted, engine.clock().instant());
                        });
        engine.notices().announce(after, Topic.paid(after.order().reference()));
        charging.settled(after);
        return IntentShapes.intent(after, false);
    }

    ObjectNode cancel(Call call) {
        Trade after =
                book.change(
                        book.byIntent(call.id()),
                        stored -> {
                            if (stored.status() == Trade.Status.PAID
                                    || stored.status() == Trade.Status.CLOSED) {
                                throw unexpected(stored, "cancel");
                            }
                            return stored.knowing(
                                            "canceled",
                                            call.field("cancellation_reason")
                                                    .orElse("requested_by_customer"))
                                    .closed(engine.clock().instant());
                        });
        engine.notices()
                .announce(after, new Topic(Topic.Kind.CLOSED, after.order().reference(), ""));
        return IntentShapes.intent(after, false);
    }

    /**
     * Places an order under the merchant's reference, or under another name if it is taken: Stripe
     * does not mind two intents with the same metadata.
     *
     * @param number of the intent, null if it comes later
     */
    Trade place(
            Call call,
            String reference,
            String otherwise,
            Amount amount,
            String subject,
            @Nullable URI returnUrl,
            Instant expiresAt,
            Map<String, String> details,
            @Nullable String number) {
        Map<String, String> kept = new HashMap<>(details);
        kept.put("key", call.key());
        boolean taken = engine.trades().find(StripeChannel.NAME, reference).isPresent();
        Instant now = engine.clock().instant();
        Order order =
                new Order(
                        StripeChannel.NAME,
                        taken ? otherwise : reference,
                        Book.letters(32, engine.random()),
                        amount,
                        subject,
                        engine.webhooks().of(StripeChannel.NAME).orElse(null),
                        returnUrl,
                        now,
                        expiresAt,
                        kept);
        Trade fresh = number == null ? Trade.of(order) : Trade.of(order).opened(number, now);
        return engine.trades()
                .decide(
                        StripeChannel.NAME,
                        order.reference(),
                        stored -> Decision.change(fresh, fresh));
    }

    /** What the same key made before a restart, which forgets all answers but not the trades. */
    Optional<Trade> before(Call call, String reference) {
        return call.key().isEmpty()
                ? Optional.empty()
                : engine.trades()
                        .find(StripeChannel.NAME, reference)
                        .filter(trade -> trade.order().detail("key").orElse("").equals(call.key()));
    }

    /** What cannot be done to an intent of this status. */
    static ApiError unexpected(Trade trade, String verb) {
        String status = IntentShapes.status(trade);
        return ApiError.invalid(
                        "payment_intent_unexpected_state",
                        "You cannot "
                                + verb
                                + " this PaymentIntent because it has a status of "
                                + status
                                + ".")
                .with(error -> error.set("payment_intent", IntentShapes.intent(trade, false)));
    }

    static String captureMethod(@Nullable String given) {
        String method = given == null ? "automatic_async" : given;
        if (!List.of("automatic", "automatic_async", "manual").contains(method)) {
            throw ApiError.invalid("", "Invalid capture_method: " + method, "capture_method");
        }
        return method;
    }

    private ObjectNode describe(Call call, Trade trade) {
        boolean hidden = engine.scenarios().hidesPayment(trade, engine.clock().instant());
        ObjectNode intent = IntentShapes.intent(trade, hidden);
        if (call.expands("latest_charge") && !intent.path("latest_charge").isNull()) {
            intent.set("latest_charge", Shapes.charge(trade));
        }
        return intent;
    }

    private String newMeans(TestCards.Card card) {
        return TestCards.newId("pm", card, engine.random());
    }

    private static String means(Call call, Trade trade) {
        return call.field("payment_method")
                .or(() -> call.field("payment_method_data[card][token]"))
                .or(() -> call.field("payment_method_data[card][number]").map(Intents::numbered))
                .or(() -> trade.fact(Shapes.MEANS))
                .orElseThrow(
                        () ->
                                ApiError.invalid(
                                        "parameter_missing",
                                        "You cannot confirm this PaymentIntent because it's missing"
                                                + " a payment method.",
                                        "payment_method"));
    }

    private static String numbered(String number) {
        return TestCards.byNumber(number)
                .map(card -> "pm_card_" + card.name())
                .orElseThrow(
                        () ->
                                ApiError.card(
                                        new TestCards.Decline(
                                                "card_declined", "test_mode_live_card")));
    }
}

package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Trade;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Every path of the API that the sandbox has, with what it does. */
final class Verbs {

    private static final List<String> NAMED =
            List.of("pi_", "cs_", "ch_", "re_", "du_", "dp_", "pm_", "tok_");

    /** What a path does. */
    record Verb(String name, Operation operation, Function<Call, ObjectNode> action) {}

    private final Engine engine;
    private final Book book;
    private final Map<String, Verb> verbs;

    Verbs(
            Engine engine,
            Book book,
            Intents intents,
            Sessions sessions,
            Refunding refunding,
            Disputing disputing,
            Balance balance) {
        this.engine = engine;
        this.book = book;
        this.verbs =
                Map.ofEntries(
                        verb("POST /payment_intents", Operation.CREATE, intents::create),
                        verb("GET /payment_intents", Operation.QUERY, intents::list),
                        verb("GET /payment_intents/search", Operation.QUERY, intents::search),
                        verb("GET /payment_intents/*", Operation.QUERY, intents::retrieve),
                        verb(
                                "POST /payment_intents/*/confirm",
                                Operation.CAPTURE,
                                intents::confirm),
                        verb(
                                "POST /payment_intents/*/capture",
                                Operation.CAPTURE,
                                intents::capture),
                        verb("POST /payment_intents/*/cancel", Operation.CLOSE, intents::cancel),
                        verb("POST /checkout/sessions", Operation.CREATE, sessions::create),
                        verb("GET /checkout/sessions/*", Operation.QUERY, sessions::retrieve),
                        verb("POST /checkout/sessions/*/expire", Operation.CLOSE, sessions::expire),
                        verb("POST /refunds", Operation.REFUND, refunding::create),
                        verb("GET /refunds", Operation.QUERY, refunding::list),
                        verb("GET /refunds/*", Operation.QUERY, refunding::retrieve),
                        verb("GET /disputes/*", Operation.QUERY, disputing::retrieve),
                        verb("POST /disputes/*", Operation.REFUND, disputing::update),
                        verb("POST /disputes/*/close", Operation.REFUND, disputing::close),
                        verb("GET /balance_transactions", Operation.BILL, balance::list),
                        verb("GET /charges/*", Operation.QUERY, this::charge),
                        verb("POST /payment_methods", Operation.CREATE, this::newMeans),
                        verb("GET /payment_methods/*", Operation.QUERY, this::means));
    }

    Verb of(String method, String path) {
        String id = id(path);
        String shape = id.isEmpty() ? path : path.replace("/" + id, "/*");
        Verb verb = verbs.get(method + " " + shape.substring("/v1".length()));
        if (verb == null) {
            throw ApiError.of(
                    404,
                    "invalid_request_error",
                    "",
                    "Unrecognized request URL (" + method + ": " + path + ").");
        }
        return verb;
    }

    /** The part of the path that names something, empty if none does. */
    static String id(String path) {
        for (String part : path.split("/", -1)) {
            if (NAMED.stream().anyMatch(part::startsWith)) {
                return part;
            }
        }
        return "";
    }

    /** Scenarios go by the merchant's number, and calls by Stripe's. */
    String reference(Verb verb, Call call) {
        try {
            if (verb.name().startsWith("POST /payment_intents") && call.id().isEmpty()) {
                return call.field("metadata[reference]").orElse("");
            }
            if (verb.name().equals("POST /checkout/sessions")) {
                return call.field("payment_intent_data[metadata][reference]").orElse("");
            }
            return trade(call).order().reference();
        } catch (ApiError nothing) {
            return "";
        }
    }

    private Trade trade(Call call) {
        String id = call.id();
        if (id.isEmpty()) {
            return book.byIntent(call.field("payment_intent").orElse(""));
        }
        return switch (id.substring(0, 3)) {
            case "cs_" -> book.bySession(id);
            case "ch_" -> book.byCharge(id);
            case "re_" -> book.byRefund(id);
            case "du_", "dp_" -> book.byDispute(id);
            default -> book.byIntent(id);
        };
    }

    private ObjectNode charge(Call call) {
        return Shapes.charge(book.byCharge(call.id()));
    }

    private ObjectNode newMeans(Call call) {
        TestCards.Card card =
                call.field("card[token]")
                        .flatMap(TestCards::byId)
                        .or(() -> call.field("card[number]").flatMap(TestCards::byNumber))
                        .orElseThrow(
                                () -> ApiError.card(new TestCards.Decline("incorrect_number", "")));
        return Shapes.means(
                TestCards.newId("pm", card, engine.random()), card, engine.clock().instant());
    }

    private ObjectNode means(Call call) {
        TestCards.Card card =
                TestCards.byId(call.id())
                        .orElseThrow(() -> ApiError.missing("PaymentMethod", call.id()));
        return Shapes.means(call.id(), card, engine.clock().instant());
    }

    private static Map.Entry<String, Verb> verb(
            String name, Operation operation, Function<Call, ObjectNode> action) {
        return Map.entry(name, new Verb(name, operation, action));
    }
}

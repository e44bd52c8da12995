package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/disputes}. Evidence that says {@code winning_evidence} or {@code losing_evidence} ends
 * a dispute at once, as in Stripe's test mode. Source: docs.stripe.com/api/disputes.
 */
final class Disputing {

    private final Engine engine;
    private final Book book;

    Disputing(Engine engine, Book book) {
        this.engine = engine;
        this.book = book;
    }

    ObjectNode retrieve(Call call) {
        return describe(call, book.byDispute(call.id()));
    }

    ObjectNode update(Call call) {
        Map<String, String> given = call.below("evidence");
        boolean submit = !call.field("submit").orElse("true").equals("false");
        return change(
                call,
                dispute -> {
                    if (given.isEmpty()) {
                        return dispute;
                    }
                    Map<String, String> evidence = new HashMap<>(dispute.evidence());
                    evidence.putAll(given);
                    Dispute handedIn = dispute.with(evidence);
                    if (!submit) {
                        return handedIn.as(Dispute.Status.OPEN);
                    }
                    return switch (given.getOrDefault("uncategorized_text", "")) {
                        case "winning_evidence" -> handedIn.as(Dispute.Status.WON);
                        case "losing_evidence" -> handedIn.as(Dispute.Status.LOST);
                        default -> handedIn;
                    };
                });
    }

    ObjectNode close(Call call) {
        return change(call, dispute -> dispute.as(Dispute.Status.LOST));
    }

    private ObjectNode change(Call call, UnaryOperator<Dispute> change) {
        Trade after =
                book.change(
                        book.byDispute(call.id()),
                        stored -> {
                            Dispute open = Objects.requireNonNull(stored.dispute());
                            if (open.status() != Dispute.Status.OPEN) {
                                throw ApiError.invalid(
                                        "", "This dispute is already closed or under review.");
                            }
                            return stored.disputed(change.apply(open));
                        });
        switch (Objects.requireNonNull(after.dispute()).status()) {
            case OPEN -> {}
            case UNDER_REVIEW -> announce(after, Topic.Kind.DISPUTE_CHANGED);
            case WON, LOST -> announce(after, Topic.Kind.DISPUTE_ENDED);
        }
        return describe(call, after);
    }

    private void announce(Trade trade, Topic.Kind kind) {
        String id = Objects.requireNonNull(trade.dispute()).id();
        engine.notices().announce(trade, new Topic(kind, trade.order().reference(), id));
    }

    private static ObjectNode describe(Call call, Trade trade) {
        return Shapes.dispute(
                trade, Objects.requireNonNull(trade.dispute()), call.expands("payment_intent"));
    }
}

package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stripe's objects in the version 2026-07-29.dahlia, as far as a payment has them. */
final class Shapes {

    static final String CARD = "card";
    static final String MEANS = "pm";
    static final String STEP = "step";
    static final String ERROR = "error";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration EVIDENCE_IN = Duration.ofDays(9);

    private Shapes() {}

    static ObjectNode object(String id, String kind) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", id);
        node.put("object", kind);
        return node;
    }

    static ObjectNode list(String url, List<ObjectNode> page, boolean more) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("object", "list");
        ArrayNode data = node.putArray("data");
        page.forEach(data::add);
        node.put("has_more", more);
        node.put("url", url);
        return node;
    }

    static ObjectNode charge(Trade trade) {
        Amount amount = trade.order().amount();
        Amount taken = trade.taken();
        Dispute dispute = trade.dispute();
        ObjectNode node = object(Book.charge(trade), "charge");
        node.put("amount", Minor.of(amount));
        node.put("amount_captured", taken == null ? 0 : Minor.of(taken));
        node.put("amount_refunded", Minor.of(trade.refundedAmount()));
        node.put("balance_transaction", taken == null ? null : Book.transaction(trade, "pay"));
        node.put("captured", taken != null);
        seconds(node, "created", trade.paidAt());
        node.put("currency", currency(amount));
        node.put("description", trade.order().detail("description").orElse(null));
        node.put("disputed", dispute != null);
        JsonNode error = json(trade.fact(ERROR).orElse(""));
        node.put("failure_code", error.path("code").asString(null));
        node.put("failure_message", error.path("message").asString(null));
        node.put("livemode", false);
        node.set("metadata", json(detail(trade, "metadata")));
        node.put("paid", paidOrHeld(trade));
        node.put("payment_intent", Book.intent(trade));
        node.put("payment_method", trade.fact(MEANS).orElse(null));
        ObjectNode details = node.putObject("payment_method_details");
        details.put("type", "card");
        details.set("card", card(cardOf(trade)));
        node.put("refunded", trade.isFullyRefunded());
        node.put("status", paidOrHeld(trade) ? "succeeded" : "failed");
        return node;
    }

    static ObjectNode refund(Trade trade, Refund refund) {
        ObjectNode node = object(refund.number(), "refund");
        node.put("amount", Minor.of(refund.amount()));
        node.put("balance_transaction", Book.transaction(trade, suffix(refund)));
        node.put("charge", Book.charge(trade));
        seconds(node, "created", refund.refundedAt());
        node.put("currency", currency(refund.amount()));
        if (refund.status() == Refund.Status.FAILED) {
            node.put("failure_balance_transaction", Book.transaction(trade, suffix(refund) + "f"));
            node.put("failure_reason", "expired_or_canceled_card");
        }
        node.set("metadata", json(trade.fact("refund " + refund.number()).orElse("{}")));
        node.put("payment_intent", Book.intent(trade));
        node.put("reason", refund.reason().isEmpty() ? null : refund.reason());
        nulls(node, "receipt_number", "source_transfer_reversal", "transfer_reversal");
        node.put("status", refund.status().name().toLowerCase(Locale.ROOT));
        return node;
    }

    static ObjectNode dispute(Trade trade, Dispute dispute, boolean expanded) {
        boolean over =
                dispute.status() == Dispute.Status.WON || dispute.status() == Dispute.Status.LOST;
        ObjectNode node = object(dispute.id(), "dispute");
        node.put("amount", Minor.of(dispute.amount()));
        node.putArray("balance_transactions");
        node.put("charge", Book.charge(trade));
        seconds(node, "created", dispute.openedAt());
        node.put("currency", currency(dispute.amount()));
        ObjectNode evidence = node.putObject("evidence");
        dispute.evidence().forEach(evidence::put);
        node.putObject("evidence_details")
                .put("due_by", dispute.openedAt().plus(EVIDENCE_IN).getEpochSecond())
                .put("has_evidence", !dispute.evidence().isEmpty())
                .put("past_due", false)
                .put("submission_count", dispute.evidence().isEmpty() ? 0 : 1);
        node.put("is_charge_refundable", false);
        node.put("livemode", false);
        node.set("metadata", json(trade.fact("dispute metadata").orElse("{}")));
        if (expanded) {
            node.set("payment_intent", IntentShapes.intent(trade, false));
        } else {
            node.put("payment_intent", Book.intent(trade));
        }
        node.put("reason", dispute.reason());
        node.put(
                "status",
                over || dispute.status() == Dispute.Status.UNDER_REVIEW
                        ? dispute.status().name().toLowerCase(Locale.ROOT)
                        : "needs_response");
        return node;
    }

    static ObjectNode means(String id, TestCards.Card card, Instant now) {
        ObjectNode node = object(id, "payment_method");
        node.put("allow_redisplay", "unspecified");
        node.putObject("billing_details");
        node.set("card", card(card));
        node.put("created", now.getEpochSecond());
        nulls(node, "customer");
        node.put("livemode", false);
        node.putObject("metadata");
        node.put("type", "card");
        return node;
    }

    static ObjectNode card(TestCards.Card card) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("brand", card.brand());
        node.put("country", "US");
        node.put("display_brand", card.brand());
        node.put("exp_month", 12);
        node.put("exp_year", 2034);
        node.put("fingerprint", "sandbox" + card.index());
        node.put("funding", card.funding());
        node.put("last4", card.lastFour());
        Optional<String> wallet = card.wallet();
        if (wallet.isPresent()) {
            ObjectNode inside = node.putObject("wallet");
            inside.put("dynamic_last4", card.lastFour());
            inside.put("type", wallet.get());
            inside.putObject(wallet.get());
        } else {
            node.putNull("wallet");
        }
        return node;
    }

    static TestCards.Card cardOf(Trade trade) {
        return trade.fact(CARD)
                .flatMap(TestCards::byName)
                .or(() -> TestCards.byName("visa"))
                .orElseThrow();
    }

    static boolean paidOrHeld(Trade trade) {
        return trade.status() == Trade.Status.PAID || trade.status() == Trade.Status.AUTHORIZED;
    }

    static String suffix(Refund refund) {
        return "r" + refund.number().substring(refund.number().length() - 3);
    }

    static String currency(Amount amount) {
        return amount.currency().toLowerCase(Locale.ROOT);
    }

    static String write(Map<String, String> fields) {
        return JSON.writeValueAsString(fields);
    }

    static JsonNode json(String text) {
        return text.isEmpty() ? JsonNodeFactory.instance.nullNode() : JSON.readTree(text);
    }

    static void seconds(ObjectNode node, String name, @Nullable Instant at) {
        if (at == null) {
            node.putNull(name);
        } else {
            node.put(name, at.getEpochSecond());
        }
    }

    static void nulls(ObjectNode node, String... names) {
        for (String name : names) {
            node.putNull(name);
        }
    }

    static String detail(Trade trade, String name) {
        return trade.order().detail(name).orElse("");
    }
}

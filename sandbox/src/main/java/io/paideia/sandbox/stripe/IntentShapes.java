package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Trade;
import tools.jackson.databind.node.ObjectNode;

/** PaymentIntents and Checkout Sessions as Stripe shows them. */
final class IntentShapes {

    private IntentShapes() {}

    /** A trade as it is, or as it looks to queries that are behind. */
    static ObjectNode intent(Trade trade, boolean hidden) {
        Amount amount = trade.order().amount();
        String status = hidden ? "processing" : status(trade);
        ObjectNode node = Shapes.object(Book.intent(trade), "payment_intent");
        node.put("amount", Minor.of(amount));
        node.put("amount_capturable", status.equals("requires_capture") ? Minor.of(amount) : 0);
        node.putObject("amount_details").putObject("tip");
        Amount taken = trade.taken();
        node.put("amount_received", hidden || taken == null ? 0 : Minor.of(taken));
        Shapes.nulls(node, "application", "application_fee_amount", "automatic_payment_methods");
        Shapes.seconds(node, "canceled_at", status.equals("canceled") ? trade.closedAt() : null);
        node.put("cancellation_reason", trade.fact("canceled").orElse(null));
        node.put("capture_method", Shapes.detail(trade, "capture_method"));
        node.put("client_secret", secret(trade));
        node.put("confirmation_method", "automatic");
        Shapes.seconds(node, "created", trade.order().createdAt());
        node.put("currency", Shapes.currency(amount));
        Shapes.nulls(node, "customer", "excluded_payment_method_types");
        node.put("description", trade.order().detail("description").orElse(null));
        node.set("last_payment_error", Shapes.json(trade.fact(Shapes.ERROR).orElse("")));
        node.put("latest_charge", tried(trade) && !hidden ? Book.charge(trade) : null);
        node.put("livemode", false);
        node.set("metadata", Shapes.json(Shapes.detail(trade, "metadata")));
        node.set("next_action", Shapes.json(status.equals("requires_action") ? step(trade) : ""));
        Shapes.nulls(node, "on_behalf_of");
        node.put("payment_method", trade.fact(Shapes.MEANS).orElse(null));
        node.putObject("payment_method_options")
                .putObject("card")
                .putNull("installments")
                .putNull("mandate_options")
                .putNull("network")
                .put("request_three_d_secure", "automatic");
        node.putArray("payment_method_types").add("card");
        Shapes.nulls(
                node, "processing", "receipt_email", "review", "setup_future_usage", "shipping");
        Shapes.nulls(node, "source", "statement_descriptor", "statement_descriptor_suffix");
        node.put("status", status);
        Shapes.nulls(node, "transfer_data", "transfer_group");
        return node;
    }

    static String status(Trade trade) {
        return switch (trade.status()) {
            case PAID -> "succeeded";
            case AUTHORIZED -> "requires_capture";
            case CLOSED -> "canceled";
            case ORDERED, WAITING -> {
                if (!step(trade).isEmpty()) {
                    yield "requires_action";
                }
                yield trade.fact(Shapes.MEANS).isPresent()
                                && trade.fact(Shapes.ERROR).orElse("").isEmpty()
                        ? "requires_confirmation"
                        : "requires_payment_method";
            }
        };
    }

    static ObjectNode session(Trade trade, String url, boolean expanded, boolean hidden) {
        boolean done = Shapes.paidOrHeld(trade) && !hidden;
        boolean expired = trade.status() == Trade.Status.CLOSED;
        ObjectNode node = Shapes.object(Book.session(trade), "checkout.session");
        node.put("amount_subtotal", Minor.of(trade.order().amount()));
        node.put("amount_total", Minor.of(trade.order().amount()));
        node.put("cancel_url", trade.order().detail("cancel_url").orElse(null));
        node.put("client_reference_id", trade.order().detail("client_reference_id").orElse(null));
        Shapes.seconds(node, "created", trade.order().createdAt());
        node.put("currency", Shapes.currency(trade.order().amount()));
        Shapes.nulls(node, "customer", "customer_details", "customer_email");
        Shapes.seconds(node, "expires_at", trade.order().expiresAt());
        node.put("livemode", false);
        node.put("locale", "auto");
        node.set("metadata", Shapes.json(Shapes.detail(trade, "session_metadata")));
        node.put("mode", "payment");
        if (done && expanded) {
            node.set("payment_intent", intent(trade, false));
        } else {
            node.put("payment_intent", done ? Book.intent(trade) : null);
        }
        node.putArray("payment_method_types").add("card");
        node.put(
                "payment_status",
                trade.status() == Trade.Status.PAID && !hidden ? "paid" : "unpaid");
        node.put("status", done ? "complete" : expired ? "expired" : "open");
        node.put("success_url", trade.order().detail("success_url").orElse(null));
        node.put("ui_mode", "hosted_page");
        node.put("url", done || expired ? null : url);
        return node;
    }

    static String secret(Trade trade) {
        return Book.intent(trade) + "_secret_" + trade.order().token();
    }

    private static boolean tried(Trade trade) {
        return Shapes.paidOrHeld(trade) || !trade.fact(Shapes.ERROR).orElse("").isEmpty();
    }

    private static String step(Trade trade) {
        return trade.fact(Shapes.STEP).orElse("");
    }
}

package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/balance_transactions}: what moved on the account, the newest first. The account keeps
 * every currency, so nothing is exchanged; the fee is 2.9 % and 30 of the smallest unit. Source:
 * docs.stripe.com/api/balance_transactions.
 */
final class Balance {

    private static final Duration SETTLES_IN = Duration.ofDays(2);
    private static final long DISPUTE_FEE = 1500;

    private final Engine engine;

    Balance(Engine engine) {
        this.engine = engine;
    }

    ObjectNode list(Call call) {
        boolean expanded = call.expands("data.source");
        List<ObjectNode> all = new ArrayList<>();
        engine.trades()
                .all()
                .filter(trade -> trade.order().channel().equals(StripeChannel.NAME))
                .filter(trade -> trade.status() == Trade.Status.PAID)
                .forEach(trade -> of(trade, expanded, all));
        if (call.field("type").isPresent()) {
            all.removeIf(one -> !one.path("type").asString("").equals(call.required("type")));
        }
        Comparator<ObjectNode> byAge =
                Comparator.comparingLong(one -> one.path("created").asLong());
        all.sort(byAge.reversed().thenComparing(one -> one.path("id").asString("")));
        return Pages.of(call, "/v1/balance_transactions", all);
    }

    private void of(Trade trade, boolean expanded, List<ObjectNode> all) {
        Amount taken = Objects.requireNonNull(trade.taken());
        Instant paidAt = Objects.requireNonNull(trade.paidAt());
        if (!on(Fault.Kind.BILL_MISSING, trade)) {
            long amount = Minor.of(taken) + (on(Fault.Kind.BILL_CHANGED, trade) ? 1 : 0);
            all.add(
                    entry(
                            Book.transaction(trade, "pay"),
                            "charge",
                            amount,
                            Math.round(amount * 0.029) + 30,
                            paidAt,
                            Shapes.charge(trade),
                            expanded));
        }
        if (on(Fault.Kind.BILL_EXTRA, trade)) {
            all.add(stranger(trade, paidAt, expanded));
        }
        for (Refund refund : trade.refunds()) {
            refund(trade, refund, expanded, all);
        }
        Dispute dispute = trade.dispute();
        if (dispute != null) {
            ObjectNode source = Shapes.dispute(trade, dispute, false);
            String id = Book.transaction(trade, "dis");
            long amount = Minor.of(dispute.amount());
            all.add(
                    entry(
                            id,
                            "adjustment",
                            -amount,
                            DISPUTE_FEE,
                            dispute.openedAt(),
                            source,
                            expanded));
        }
    }

    private static void refund(Trade trade, Refund refund, boolean expanded, List<ObjectNode> all) {
        ObjectNode source = Shapes.refund(trade, refund);
        String id = Book.transaction(trade, Shapes.suffix(refund));
        long amount = Minor.of(refund.amount());
        all.add(entry(id, "refund", -amount, 0, refund.refundedAt(), source, expanded));
        Instant endedAt = refund.endedAt();
        if (refund.status() == Refund.Status.FAILED && endedAt != null) {
            all.add(entry(id + "f", "refund_failure", amount, 0, endedAt, source, expanded));
        }
    }

    /** A payment of which the merchant knows nothing. */
    private static ObjectNode stranger(Trade trade, Instant at, boolean expanded) {
        ObjectNode source = Shapes.charge(trade);
        String id = Book.transaction(trade, "ext");
        source.put("id", id.replace("txn_", "ch_"));
        source.put("payment_intent", id.replace("txn_", "pi_"));
        source.putObject("metadata").put("reference", "unknown" + id.substring(5, 12));
        return entry(id, "charge", 4200, 152, at, source, expanded);
    }

    private static ObjectNode entry(
            String id,
            String type,
            long amount,
            long fee,
            Instant at,
            ObjectNode source,
            boolean expanded) {
        ObjectNode node = Shapes.object(id, "balance_transaction");
        node.put("amount", amount);
        node.put("available_on", at.plus(SETTLES_IN).getEpochSecond());
        node.put("balance_type", "payments");
        node.put("created", at.getEpochSecond());
        node.put("currency", source.path("currency").asString(""));
        node.putNull("description");
        node.putNull("exchange_rate");
        node.put("fee", fee);
        node.putArray("fee_details");
        node.put("net", amount - fee);
        node.put(
                "reporting_category",
                source.path("object").asString("").equals("dispute") ? "dispute" : type);
        if (expanded) {
            node.set("source", source);
        } else {
            node.put("source", source.path("id").asString(""));
        }
        node.put("status", "pending");
        node.put("type", type);
        return node;
    }

    private boolean on(Fault.Kind kind, Trade trade) {
        return engine.scenarios()
                .on(kind, StripeChannel.NAME, trade.order().reference())
                .isPresent();
    }
}

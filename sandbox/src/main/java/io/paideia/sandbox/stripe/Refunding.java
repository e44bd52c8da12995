package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/refunds}. Source: docs.stripe.com/api/refunds and docs.stripe.com/refunds. */
final class Refunding {

    private static final int USUAL_SECONDS = 5;

    private final Engine engine;
    private final Book book;

    Refunding(Engine engine, Book book) {
        this.engine = engine;
        this.book = book;
    }

    ObjectNode create(Call call) {
        Trade trade = trade(call);
        // What the same key made before a restart, which forgets all answers but not the trades.
        Optional<Refund> before =
                trade.fact("key " + call.key()).flatMap(id -> Book.refund(trade, id));
        if (before.isPresent()) {
            return Shapes.refund(trade, before.get());
        }
        Optional<Fault> fails = strikes(Fault.Kind.REFUND_FAILS, trade);
        Optional<Fault> waits = strikes(Fault.Kind.REFUND_PENDING, trade);
        String effect = Shapes.cardOf(trade).refund().orElse("");
        boolean pending = waits.isPresent() || effect.equals("pending");
        Map<String, String> metadata = call.below("metadata");
        Trade after = book.change(trade, stored -> refunded(call, stored, metadata, pending));
        Refund made = after.refunds().getLast();
        if (pending) {
            later(after, made, Refund.Status.SUCCEEDED, waits);
        } else {
            announce(after, made);
        }
        if (fails.isPresent() || effect.equals("fails")) {
            later(after, made, Refund.Status.FAILED, fails);
        }
        return Shapes.refund(after, made);
    }

    ObjectNode retrieve(Call call) {
        Trade trade = book.byRefund(call.id());
        return Shapes.refund(trade, Book.refund(trade, call.id()).orElseThrow());
    }

    /** Those of one intent or charge, the newest first. */
    ObjectNode list(Call call) {
        Trade trade = trade(call);
        List<ObjectNode> all =
                trade.refunds().reversed().stream()
                        .map(refund -> Shapes.refund(trade, refund))
                        .toList();
        return Pages.of(call, "/v1/refunds", all);
    }

    private Trade refunded(Call call, Trade trade, Map<String, String> metadata, boolean pending) {
        if (trade.status() != Trade.Status.PAID) {
            throw ApiError.invalid(
                    "", "This PaymentIntent does not have a successful charge to refund.");
        }
        if (trade.dispute() != null) {
            throw ApiError.invalid(
                    "charge_disputed",
                    "Charge "
                            + Book.charge(trade)
                            + " has been charged back; cannot issue a refund.");
        }
        Amount left = trade.refundable();
        if (left.minor() == 0) {
            throw ApiError.invalid(
                    "charge_already_refunded",
                    "Charge " + Book.charge(trade) + " has already been refunded.");
        }
        Amount wanted =
                call.field("amount").isEmpty()
                        ? left
                        : Minor.amount(call.number("amount"), left.currency(), "amount");
        if (wanted.exceeds(left)) {
            throw ApiError.invalid(
                    "",
                    "Refund amount ("
                            + wanted.decimal()
                            + ") is greater than unrefunded amount on charge ("
                            + left.decimal()
                            + ")",
                    "amount");
        }
        String id = Book.refund(trade);
        String named = metadata.getOrDefault("reference", id);
        String number = trade.refund(named).isPresent() ? id : named;
        Instant now = engine.clock().instant();
        Refund refund = Refund.pending(number, id, wanted, call.field("reason").orElse(""), now);
        return trade.refunded(pending ? refund : refund.ended(Refund.Status.SUCCEEDED, now))
                .knowing("refund " + id, Shapes.write(metadata))
                .knowing(call.key().isEmpty() ? "no key" : "key " + call.key(), id);
    }

    private void later(Trade trade, Refund refund, Refund.Status end, Optional<Fault> fault) {
        int seconds = fault.map(Fault::seconds).orElse(USUAL_SECONDS);
        // A refund that waits and then fails must not end in the other order.
        int more = end == Refund.Status.FAILED ? 1 : 0;
        engine.notices()
                .later(
                        engine.clock().instant().plusSeconds(seconds + more),
                        () -> {
                            Trade after =
                                    book.change(
                                            trade,
                                            stored ->
                                                    stored.refundedNow(
                                                            Book.refund(stored, refund.number())
                                                                    .orElseThrow()
                                                                    .ended(
                                                                            end,
                                                                            engine.clock()
                                                                                    .instant())));
                            announce(after, Book.refund(after, refund.number()).orElseThrow());
                        });
    }

    private void announce(Trade trade, Refund refund) {
        engine.notices().announce(trade, Topic.of(trade, refund));
    }

    private Optional<Fault> strikes(Fault.Kind kind, Trade trade) {
        return engine.scenarios()
                .strike(kind, Operation.REFUND, StripeChannel.NAME, trade.order().reference());
    }

    private Trade trade(Call call) {
        Optional<String> charge = call.field("charge");
        return charge.isPresent()
                ? book.byCharge(charge.get())
                : book.byIntent(call.required("payment_intent"));
    }
}

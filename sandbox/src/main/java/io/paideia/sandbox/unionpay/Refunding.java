package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Refunds (04/00) and voids of the same settlement day (31/00): money goes back. */
final class Refunding {

    private static final String VOID = "31";

    private final Book book;
    private final Engine engine;

    Refunding(Book book, Engine engine) {
        this.book = book;
        this.engine = engine;
        // What was pending when the last process ended has waited long enough.
        book.all()
                .forEach(
                        trade ->
                                trade.refunds().stream()
                                        .filter(refund -> refund.status() == Refund.Status.PENDING)
                                        .forEach(
                                                refund ->
                                                        later(
                                                                trade,
                                                                refund,
                                                                0,
                                                                Refund.Status.SUCCEEDED)));
    }

    private record Outcome(Answer answer, Optional<Trade> after) {}

    /** Takes the order; the answer says no more than that, the rest tell notice and query. */
    Answer back(Call call) {
        String queryId = call.required("origQryId");
        Optional<Trade> found = book.paidAs(queryId);
        String order = call.order();
        if (found.isEmpty()) {
            return notRefundable();
        }
        String sale = found.get().order().reference();
        Optional<Fault> pending = strike(Fault.Kind.REFUND_PENDING, sale);
        Optional<Fault> fails = strike(Fault.Kind.REFUND_FAILS, sale);
        Outcome outcome =
                book.trades()
                        .decide(
                                UnionPayChannel.NAME,
                                sale,
                                stored ->
                                        decide(
                                                call,
                                                stored.orElseThrow(),
                                                pending.or(() -> fails).isPresent()));
        outcome.after()
                .ifPresent(
                        trade -> {
                            Refund refund = trade.refund(order).orElseThrow();
                            if (refund.status() == Refund.Status.PENDING) {
                                later(
                                        trade,
                                        refund,
                                        pending.or(() -> fails).orElseThrow().seconds(),
                                        fails.isPresent()
                                                ? Refund.Status.FAILED
                                                : Refund.Status.SUCCEEDED);
                            } else {
                                engine.notices().announce(trade, Topic.of(trade, refund));
                            }
                        });
        return outcome.answer();
    }

    private Decision<Outcome> decide(Call call, Trade trade, boolean waits) {
        Amount amount = call.amount();
        String order = call.order();
        String type = call.required("txnType");
        String txnTime = call.txnTime();
        String backUrl = call.address("backUrl").toString();
        Instant now = engine.clock().instant();
        if (trade.status() != Trade.Status.PAID) {
            return refused(notRefundable());
        }
        if (trade.refund(order).isPresent()) {
            return refused(Answer.repeated());
        }
        boolean whole = amount.equals(trade.order().amount()) && trade.refunds().isEmpty();
        Instant paidAt = Objects.requireNonNull(trade.paidAt());
        if (type.equals(VOID)
                && (!whole || !SettlementDay.of(paidAt).equals(SettlementDay.of(now)))) {
            return refused(notRefundable());
        }
        if (amount.exceeds(trade.refundable())) {
            return refused(Answer.refused("33", "交易金额超限[5100033]"));
        }
        if (!book.claim(order, trade.order().reference())) {
            return refused(Answer.repeated());
        }
        Refund taken =
                Refund.pending(
                        order, UnionPayChannel.queryId(now, engine.random()), amount, "", now);
        Refund refund = waits ? taken : taken.ended(Refund.Status.SUCCEEDED, now);
        Trade after =
                trade.refunded(refund)
                        .knowing(Book.fact(order), txnTime + " " + type + " " + backUrl);
        return Decision.change(
                new Outcome(
                        Answer.done(
                                Map.of(
                                        "queryId", refund.number(),
                                        "origQryId", trade.tradeNumber().orElseThrow())),
                        Optional.of(after)),
                after);
    }

    private void later(Trade trade, Refund refund, int seconds, Refund.Status how) {
        engine.notices()
                .later(
                        engine.clock().instant().plusSeconds(seconds),
                        () -> end(trade, refund.requestNumber(), how));
    }

    private void end(Trade trade, String order, Refund.Status how) {
        Trade after =
                book.trades()
                        .decide(
                                UnionPayChannel.NAME,
                                trade.order().reference(),
                                stored -> {
                                    Trade now = stored.orElseThrow();
                                    Refund ended =
                                            now.refund(order)
                                                    .orElseThrow()
                                                    .ended(how, engine.clock().instant());
                                    Trade next = now.refundedNow(ended);
                                    return Decision.change(next, next);
                                });
        engine.notices().announce(after, Topic.of(after, after.refund(order).orElseThrow()));
    }

    private Optional<Fault> strike(Fault.Kind kind, String sale) {
        return engine.scenarios().strike(kind, Operation.REFUND, UnionPayChannel.NAME, sale);
    }

    private static Decision<Outcome> refused(Answer answer) {
        return Decision.keep(new Outcome(answer, Optional.empty()));
    }

    private static Answer notRefundable() {
        return Answer.refused("35", "原交易不存在或状态不正确[5100035]");
    }
}

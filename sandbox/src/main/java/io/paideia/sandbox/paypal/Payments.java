package io.paideia.sandbox.paypal;

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
import java.util.Optional;

/** Payments v2: authorizations, captures and refunds. */
final class Payments {

    private final Engine engine;
    private final Book book;
    private final View view;
    private final Orders orders;

    Payments(Engine engine, Book book, View view, Orders orders) {
        this.engine = engine;
        this.book = book;
        this.view = view;
        this.orders = orders;
    }

    Answer authorization(Call call) {
        return book.of(call.id())
                .filter(trade -> isNamed(trade, Book.AUTHORIZATION, call))
                .map(trade -> Answer.of(200, view.authorization(trade)))
                .orElseGet(Answer::notFound);
    }

    Answer captureHeld(Call call) {
        Answer answer =
                book.decide(
                        call.id(),
                        trade -> {
                            if (!isNamed(trade, Book.AUTHORIZATION, call)) {
                                return Decision.keep(Answer.notFound());
                            }
                            return switch (trade.status()) {
                                case AUTHORIZED -> captureHeld(call, trade);
                                case PAID ->
                                        Decision.keep(
                                                trade.fact("capture_request")
                                                                .equals(
                                                                        Optional.of(
                                                                                call.requestId()))
                                                        ? Answer.of(201, view.capture(trade))
                                                        : Answer.refused(
                                                                "AUTHORIZATION_ALREADY_CAPTURED",
                                                                "Authorization has previously been"
                                                                        + " captured."));
                                default ->
                                        Decision.keep(
                                                Answer.refused(
                                                        "AUTHORIZATION_VOIDED",
                                                        "A voided authorization cannot be captured"
                                                                + " or reauthorized."));
                            };
                        });
        if (answer.isDone()) {
            orders.tell(call.id());
        }
        return answer;
    }

    private Decision<Answer> captureHeld(Call call, Trade trade) {
        Amount whole = trade.order().amount();
        Amount amount = call.body().has("amount") ? call.amount("/amount", "currency_code") : whole;
        if (!amount.currency().equals(whole.currency())) {
            return Decision.keep(
                    Answer.refused(
                            "AUTH_CAPTURE_CURRENCY_MISMATCH",
                            "Currency of capture must be the same as currency of authorization."));
        } else if (amount.exceeds(whole)) {
            return Decision.keep(
                    Answer.refused(
                            "MAX_CAPTURE_AMOUNT_EXCEEDED",
                            "Capture amount exceeds allowable limit."));
        }
        Trade paid = orders.captured(trade, amount, call.requestId());
        return Decision.change(Answer.of(201, view.capture(paid)), paid);
    }

    Answer voidHeld(Call call) {
        return book.decide(
                call.id(),
                trade -> {
                    if (!isNamed(trade, Book.AUTHORIZATION, call)) {
                        return Decision.keep(Answer.notFound());
                    }
                    return switch (trade.status()) {
                        case AUTHORIZED -> {
                            Trade closed =
                                    trade.closed(engine.clock().instant())
                                            .knowing(Book.VOIDED, "true");
                            yield Decision.change(
                                    Answer.of(200, view.authorization(closed)), closed);
                        }
                        case PAID ->
                                Decision.keep(
                                        Answer.refused(
                                                "PREVIOUSLY_CAPTURED",
                                                "Authorization has been previously captured and"
                                                        + " hence cannot be voided."));
                        default ->
                                Decision.keep(
                                        Answer.refused(
                                                "PREVIOUSLY_VOIDED",
                                                "Authorization has been previously voided and hence"
                                                        + " cannot be voided again."));
                    };
                });
    }

    Answer capture(Call call) {
        return book.of(call.id())
                .filter(trade -> isNamed(trade, Book.CAPTURE, call))
                .map(trade -> Answer.of(200, view.capture(trade)))
                .orElseGet(Answer::notFound);
    }

    /** The same request id finds the same refund. */
    Answer refund(Call call) {
        String request = call.requestId().isEmpty() ? book.newId() : call.requestId();
        Answer answer =
                book.decide(
                        call.id(),
                        trade -> {
                            if (!isNamed(trade, Book.CAPTURE, call)) {
                                return Decision.keep(Answer.notFound());
                            }
                            Optional<Refund> earlier = trade.refund(request);
                            if (earlier.isPresent()) {
                                return Decision.keep(
                                        Answer.of(200, view.refund(trade, earlier.get())));
                            }
                            Amount amount =
                                    call.body().has("amount")
                                            ? call.amount("/amount", "currency_code")
                                            : trade.refundable();
                            return objection(trade, amount)
                                    .<Decision<Answer>>map(Decision::keep)
                                    .orElseGet(() -> refunded(call, trade, request, amount));
                        });
        if (answer.status() == 201) {
            Trade trade = book.of(call.id()).orElseThrow();
            Refund refund = trade.refund(request).orElseThrow();
            if (refund.status() == Refund.Status.SUCCEEDED) {
                engine.notices().announce(trade, Topic.of(trade, refund));
            } else {
                endLater(trade, refund);
            }
        }
        return answer;
    }

    Answer refundOf(Call call) {
        return book.of(call.id())
                .flatMap(
                        trade ->
                                trade.refunds().stream()
                                        .filter(refund -> refund.number().equals(call.id()))
                                        .findFirst()
                                        .map(refund -> Answer.of(200, view.refund(trade, refund))))
                .orElseGet(Answer::notFound);
    }

    private static Optional<Answer> objection(Trade trade, Amount amount) {
        if (!amount.currency().equals(trade.order().amount().currency())) {
            return Optional.of(
                    Answer.refused(
                            "REFUND_CAPTURE_CURRENCY_MISMATCH",
                            "Refund must be in the same currency as the capture"));
        } else if (trade.isFullyRefunded()) {
            return Optional.of(
                    Answer.refused(
                            "CAPTURE_FULLY_REFUNDED",
                            "The capture has already been fully refunded"));
        } else if (amount.exceeds(trade.refundable())) {
            return Optional.of(
                    Answer.refused(
                            "REFUND_AMOUNT_EXCEEDED",
                            "The refund amount must be less than or equal to the capture amount"
                                    + " that has not yet been refunded."));
        }
        return Optional.empty();
    }

    private Decision<Answer> refunded(Call call, Trade trade, String request, Amount amount) {
        Instant now = engine.clock().instant();
        String id = book.newId();
        Refund pending =
                Refund.pending(request, id, amount, call.text("/note_to_payer").orElse(""), now);
        boolean waits =
                strikes(Fault.Kind.REFUND_PENDING, trade).isPresent()
                        || engine.scenarios()
                                .on(
                                        Fault.Kind.REFUND_FAILS,
                                        PayPalChannel.NAME,
                                        trade.order().reference())
                                .isPresent();
        Refund refund = waits ? pending : pending.ended(Refund.Status.SUCCEEDED, now);
        Trade next = trade.refunded(refund);
        Optional<String> custom = call.text("/custom_id");
        Optional<String> invoice = call.text("/invoice_id");
        next = custom.isPresent() ? next.knowing("custom:" + id, custom.get()) : next;
        next = invoice.isPresent() ? next.knowing("invoice:" + id, invoice.get()) : next;
        return Decision.change(Answer.of(201, view.refund(next, refund)), next);
    }

    /** A pending refund ends some time later; one way or the other, as the scenario says. */
    void endLater(Trade trade, Refund refund) {
        Optional<Fault> fails = strikes(Fault.Kind.REFUND_FAILS, trade);
        int seconds =
                fails.or(() -> on(Fault.Kind.REFUND_PENDING, trade)).map(Fault::seconds).orElse(5);
        Refund.Status how = fails.isPresent() ? Refund.Status.FAILED : Refund.Status.SUCCEEDED;
        engine.notices()
                .later(
                        refund.refundedAt().plusSeconds(seconds),
                        () -> end(trade.order().reference(), refund, how));
    }

    private void end(String reference, Refund refund, Refund.Status how) {
        Refund ended = refund.ended(how, engine.clock().instant());
        book.decideNew(
                reference,
                stored -> {
                    Trade next = stored.orElseThrow().refundedNow(ended);
                    return Decision.change(Answer.of(200, Map.of()), next);
                });
        Trade trade = book.named(reference).orElseThrow();
        engine.notices().announce(trade, Topic.of(trade, ended));
    }

    private Optional<Fault> strikes(Fault.Kind kind, Trade trade) {
        return engine.scenarios()
                .strike(kind, Operation.REFUND, PayPalChannel.NAME, trade.order().reference());
    }

    private Optional<Fault> on(Fault.Kind kind, Trade trade) {
        return engine.scenarios().on(kind, PayPalChannel.NAME, trade.order().reference());
    }

    private static boolean isNamed(Trade trade, String fact, Call call) {
        return trade.fact(fact).equals(Optional.of(call.id()));
    }
}

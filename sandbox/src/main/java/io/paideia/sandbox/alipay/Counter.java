package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trade;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Carries out calls that have passed the door, whichever version of the protocol brought them, or
 * misbehaves as the scenarios say.
 */
final class Counter {

    private final Map<String, Verb> verbs;
    private final Book book;
    private final Scenarios scenarios;
    private final Buyer buyer;

    /** What a method does. */
    record Verb(Operation operation, Function<Call, Answer> action) {}

    /** What the caller gets to see. */
    sealed interface Outcome {

        /** An answer, about this order if it is about one. */
        record Told(Answer answer, String reference) implements Outcome {}

        /** Nobody is there, and nothing was done. */
        record Down() implements Outcome {}

        /** It was done, but the caller will not know. */
        record Broken() implements Outcome {}
    }

    Counter(Map<String, Verb> verbs, Book book, Scenarios scenarios, Buyer buyer) {
        this.verbs = Map.copyOf(verbs);
        this.book = book;
        this.scenarios = scenarios;
        this.buyer = buyer;
    }

    boolean knows(String method) {
        return verbs.containsKey(method);
    }

    Outcome serve(Call call) {
        Verb verb = verbs.get(call.method());
        if (verb == null) {
            throw new IllegalArgumentException(call.method());
        }
        String reference = reference(call);
        if (strikes(Fault.Kind.DOWN, verb, reference).isPresent()) {
            return new Outcome.Down();
        }
        Optional<Answer> refusal = refusal(verb, reference);
        if (refusal.isPresent()) {
            return new Outcome.Told(refusal.get(), reference);
        }
        Answer answer = act(call, verb);
        if (answer instanceof Answer.Done
                && strikes(Fault.Kind.EARLY, verb, reference).isPresent()) {
            buyer.payEarly(AlipayChannel.NAME, reference);
        }
        strikes(Fault.Kind.HANG, verb, reference).ifPresent(Fault::hang);
        return strikes(Fault.Kind.ERROR_AFTER_COMMIT, verb, reference).isPresent()
                ? new Outcome.Broken()
                : new Outcome.Told(answer, reference);
    }

    private Optional<Answer> refusal(Verb verb, String reference) {
        if (strikes(Fault.Kind.SYSTEM_ERROR, verb, reference).isPresent()) {
            return Optional.of(Answer.systemError());
        }
        if (strikes(Fault.Kind.RATE_LIMITED, verb, reference).isPresent()) {
            return Optional.of(Answer.limited());
        }
        return strikes(Fault.Kind.DECLINED, verb, reference)
                .map(
                        fault ->
                                switch (verb.operation()) {
                                    case REFUND ->
                                            Answer.failed(
                                                    "ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足");
                                    case PAYOUT ->
                                            Answer.failed("PAYER_BALANCE_NOT_ENOUGH", "付款方余额不足");
                                    default ->
                                            Answer.failed("ACQ.PAYMENT_REQUEST_HAS_RISK", "支付有风险");
                                });
    }

    private static Answer act(Call call, Verb verb) {
        try {
            return verb.action().apply(call);
        } catch (Call.Rejected rejected) {
            return rejected.answer();
        }
    }

    private Optional<Fault> strikes(Fault.Kind kind, Verb verb, String reference) {
        return scenarios.strike(kind, verb.operation(), AlipayChannel.NAME, reference);
    }

    /** A call may name only Alipay's number, but scenarios go by the merchant's. */
    private String reference(Call call) {
        return call.tradeNumber().isPresent()
                ? book.named(call).map(Trade::order).map(order -> order.reference()).orElse("")
                : call.reference().or(() -> call.field("out_biz_no")).orElse("");
    }
}

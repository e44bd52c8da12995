package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import java.util.Map;
import java.util.Optional;

/** How calls go wrong, as the scenarios say. */
final class Trouble {

    private final Engine engine;

    Trouble(Engine engine) {
        this.engine = engine;
    }

    boolean isDown(Operation on, String reference) {
        return strikes(Fault.Kind.DOWN, on, reference).isPresent();
    }

    /** What is answered instead of carrying the call out. */
    Optional<Answer> before(Operation on, String reference) {
        if (strikes(Fault.Kind.SYSTEM_ERROR, on, reference).isPresent()) {
            return Optional.of(Answer.systemError());
        } else if (strikes(Fault.Kind.RATE_LIMITED, on, reference).isPresent()) {
            return Optional.of(Answer.rateLimited());
        } else if (strikes(Fault.Kind.DECLINED, on, reference).isPresent()) {
            return Optional.of(
                    switch (on) {
                        case CAPTURE ->
                                Answer.refused(
                                        "INSTRUMENT_DECLINED",
                                        "The instrument presented was either declined by the"
                                                + " processor or bank, or it can't be used for this"
                                                + " payment.");
                        case REFUND ->
                                Answer.refused(
                                        "REFUND_FAILED_INSUFFICIENT_FUNDS",
                                        "Capture could not be refunded due to insufficient funds.");
                        case PAYOUT ->
                                Answer.problem(
                                        422,
                                        "INSUFFICIENT_FUNDS",
                                        "Sender does not have sufficient funds. Please add funds"
                                                + " and retry.",
                                        Map.of());
                        default ->
                                Answer.refused(
                                        "COMPLIANCE_VIOLATION",
                                        "Transaction cannot be processed due to a possible"
                                                + " compliance violation.");
                    });
        }
        return Optional.empty();
    }

    /** What becomes of the answer of a call that was carried out. */
    Answer after(Operation on, String reference, Answer answer) {
        if (answer.isDone() && strikes(Fault.Kind.EARLY, on, reference).isPresent()) {
            engine.buyer().payEarly(PayPalChannel.NAME, reference);
        }
        strikes(Fault.Kind.HANG, on, reference).ifPresent(Fault::hang);
        return strikes(Fault.Kind.ERROR_AFTER_COMMIT, on, reference).isPresent()
                ? Answer.systemError()
                : answer;
    }

    private Optional<Fault> strikes(Fault.Kind kind, Operation on, String reference) {
        return engine.scenarios().strike(kind, on, PayPalChannel.NAME, reference);
    }
}

package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import java.util.Optional;

/** What the scenarios do to calls. */
final class Trouble {

    private final Engine engine;

    Trouble(Engine engine) {
        this.engine = engine;
    }

    boolean strikes(Fault.Kind kind, Verb verb, String reference) {
        return strike(kind, verb, reference).isPresent();
    }

    boolean isRotated(String reference) {
        return engine.scenarios()
                .on(Fault.Kind.ROTATED_CERTIFICATE, WechatChannel.NAME, reference)
                .isPresent();
    }

    /** A refusal in place of what was asked for; nothing is carried out. */
    Optional<Answer> instead(Verb verb, String reference) {
        if (strikes(Fault.Kind.SYSTEM_ERROR, verb, reference)) {
            return Optional.of(Answer.systemError());
        }
        if (strikes(Fault.Kind.RATE_LIMITED, verb, reference)) {
            return Optional.of(Answer.rateLimited());
        }
        if (strikes(Fault.Kind.DECLINED, verb, reference)) {
            return Optional.of(
                    verb.operation() == Operation.CREATE
                            ? new Answer.Failed(403, "RULE_LIMIT", "业务规则限制")
                            : new Answer.Failed(403, "NOT_ENOUGH", "资金不足"));
        }
        return Optional.empty();
    }

    void hang(Verb verb, String reference) {
        strike(Fault.Kind.HANG, verb, reference).ifPresent(Fault::hang);
    }

    /**
     * The buyer is faster than the merchant's network: the notice has been answered before this
     * call is.
     */
    void payEarly(String reference) {
        engine.buyer().payEarly(WechatChannel.NAME, reference);
    }

    private Optional<Fault> strike(Fault.Kind kind, Verb verb, String reference) {
        return engine.scenarios().strike(kind, verb.operation(), WechatChannel.NAME, reference);
    }
}

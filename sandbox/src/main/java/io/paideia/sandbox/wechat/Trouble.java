package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.http.Refused;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the scenarios do to calls. */
final class Trouble {

    private static final int EARLY_LIMIT_SECONDS = 15;

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
        Optional<Fault> hang = strike(Fault.Kind.HANG, verb, reference);
        if (hang.isPresent()) {
            try {
                TimeUnit.SECONDS.sleep(hang.get().seconds());
            } catch (InterruptedException closing) {
                throw stopped();
            }
        }
    }

    /**
     * The buyer is faster than the merchant's network: the notice has been answered before this
     * call is.
     */
    void payEarly(String reference) {
        if (engine.buyer().pay(WechatChannel.NAME, reference) instanceof Buyer.Payment.Paid paid) {
            try {
                paid.told().get(EARLY_LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException slow) {
                return;
            } catch (ExecutionException failed) {
                throw new IllegalStateException("the early notice failed", failed);
            } catch (InterruptedException closing) {
                throw stopped();
            }
        }
    }

    private Optional<Fault> strike(Fault.Kind kind, Verb verb, String reference) {
        return engine.scenarios().strike(kind, verb.operation(), WechatChannel.NAME, reference);
    }

    private static Refused stopped() {
        Thread.currentThread().interrupt();
        return new Refused(500, "the sandbox stops");
    }
}

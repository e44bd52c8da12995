package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Payouts.Decision;
import io.paideia.sandbox.http.Refused;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * Money that goes out: one transfer a message, pain.001.001.03 or .10, answered by pain.002. A
 * message's id counts once; the same again is answered with how it stands. A transfer that fails
 * was settled and comes back from the payee's bank; one that is also slow is rejected before it
 * left.
 */
final class Payments {

    private static final String PAYMENT = "CstmrCdtTrfInitn/PmtInf";
    private static final String TRANSFER = PAYMENT + "/CdtTrfTxInf";

    /** Under which number a transfer came back, and when it had been sent. */
    static final String RETURNED = "returned";

    static final String SENT_AT = "sent_at";

    private final Engine engine;
    private final GivenBack givenBack;

    Payments(Engine engine) {
        this.engine = engine;
        this.givenBack = new GivenBack(engine.trades());
    }

    Door.Task order(String method, String last, String body) {
        Element root =
                Message.read(body)
                        .filter(
                                message ->
                                        String.valueOf(message.getNamespaceURI())
                                                .matches(
                                                        Message.ISO + "pain\\.001\\.001\\.(03|10)"))
                        .orElseThrow(() -> new Refused(400, "not pain.001.001.03 or .10"));
        String message = Message.at(root, "CstmrCdtTrfInitn/GrpHdr/MsgId");
        String endToEnd = Message.at(root, TRANSFER + "/PmtId/EndToEndId");
        return new Door.Task(
                message.startsWith("R") ? Operation.REFUND : Operation.PAYOUT,
                endToEnd,
                decline -> ordered(root, message, endToEnd, decline));
    }

    Door.Task status(String method, String last, String body) {
        String reference = last.isEmpty() ? "" : last.substring(1);
        return new Door.Task(
                Operation.QUERY,
                reference,
                decline ->
                        engine.payouts()
                                .find(BankChannel.NAME, reference)
                                .filter(
                                        payout ->
                                                payout.detail("message").equals(Optional.of(last)))
                                .map(this::report)
                                .orElseGet(() -> Door.Answer.status(404)));
    }

    private Door.Answer ordered(Element root, String message, String endToEnd, boolean decline) {
        String currency = currency(root);
        Optional<Amount> amount =
                Amount.isCurrency(currency)
                        ? Amount.parse(Message.at(root, TRANSFER + "/Amt/InstdAmt"), currency)
                        : Optional.empty();
        boolean ours = Message.at(root, PAYMENT + "/DbtrAcct/Id/IBAN").equals(Account.IBAN);
        if (amount.isEmpty() || amount.get().minor() < 1 || !ours || endToEnd.isEmpty()) {
            return Door.Answer.xml(
                    Pain002.of(message, endToEnd, "RJCT", ours ? "AM09" : "AC02", id(), now()));
        }
        Operation operation = message.startsWith("R") ? Operation.REFUND : Operation.PAYOUT;
        boolean slow = strikes(Fault.Kind.REFUND_PENDING, operation, endToEnd);
        boolean failing = strikes(Fault.Kind.REFUND_FAILS, operation, endToEnd);
        Payout fresh = payout(root, message, endToEnd, amount.get(), decline);
        Payout kept =
                engine.payouts()
                        .decide(
                                BankChannel.NAME,
                                endToEnd,
                                stored ->
                                        stored.map(Decision::<Payout>keep)
                                                .orElseGet(() -> first(fresh, slow)));
        if (kept.number().equals(fresh.number())) {
            givenBack.show(kept);
            if (kept.status() == Payout.Status.PENDING) {
                later(
                        failing ? Fault.Kind.REFUND_FAILS : Fault.Kind.REFUND_PENDING,
                        endToEnd,
                        failing
                                ? kept.ended(Payout.Status.FAILED, now())
                                : kept.ended(Payout.Status.SUCCEEDED, now()));
            } else if (failing && kept.status() == Payout.Status.SUCCEEDED) {
                later(Fault.Kind.REFUND_FAILS, endToEnd, comesBack(kept));
            }
        }
        return report(kept);
    }

    /** Instant transfers settle at once; what cannot be right is refused at once. */
    private Decision<Payout> first(Payout fresh, boolean later) {
        Payout decided = fresh;
        if (fresh.detail("reason").isPresent()) {
            decided = fresh.ended(Payout.Status.FAILED, now());
        } else if (!later) {
            decided = fresh.ended(Payout.Status.SUCCEEDED, now());
        }
        return Decision.change(decided, decided);
    }

    /** After the fault's seconds it has become this, and the merchant hears of it. */
    private void later(Fault.Kind fault, String reference, Payout next) {
        engine.notices()
                .later(
                        now().plusSeconds(seconds(fault, reference)),
                        () -> {
                            Payout ended = next.ended(next.status(), now());
                            engine.payouts()
                                    .decide(
                                            BankChannel.NAME,
                                            reference,
                                            stored -> Decision.change(true, ended));
                            givenBack.show(ended);
                            engine.notices().announce(ended);
                        });
    }

    private Payout comesBack(Payout sent) {
        Map<String, String> details = new HashMap<>(sent.details());
        details.put(RETURNED, "SR" + Long.toHexString(engine.random().nextLong()));
        details.put(SENT_AT, String.valueOf(sent.endedAt()));
        return new Payout(
                sent.channel(),
                sent.reference(),
                sent.number(),
                sent.amount(),
                sent.payee(),
                Payout.Status.FAILED,
                sent.notifyUrl(),
                sent.createdAt(),
                sent.endedAt(),
                details);
    }

    private Payout payout(
            Element root, String message, String endToEnd, Amount amount, boolean decline) {
        String iban = Message.at(root, TRANSFER + "/CdtrAcct/Id/IBAN");
        String payee = iban.isEmpty() ? Message.at(root, TRANSFER + "/CdtrAcct/Id/Othr/Id") : iban;
        Map<String, String> details = new HashMap<>();
        details.put("message", message);
        details.put("name", Message.at(root, TRANSFER + "/Cdtr/Nm"));
        details.put("text", Message.at(root, TRANSFER + "/RmtInf/Ustrd"));
        details.put("bic", Message.at(root, TRANSFER + "/CdtrAgt/FinInstnId/BICFI"));
        if (decline) {
            details.put("reason", "AC06");
        } else if (!iban.isEmpty() && !Account.isIban(iban)) {
            details.put("reason", "AC01");
        }
        return new Payout(
                BankChannel.NAME,
                endToEnd,
                "SO" + Long.toHexString(engine.random().nextLong()),
                amount,
                payee,
                Payout.Status.PENDING,
                engine.webhooks().of(BankChannel.NAME).orElse(null),
                now(),
                null,
                details);
    }

    private boolean strikes(Fault.Kind kind, Operation operation, String reference) {
        return engine.scenarios().strike(kind, operation, BankChannel.NAME, reference).isPresent();
    }

    private int seconds(Fault.Kind kind, String reference) {
        return engine.scenarios()
                .on(kind, BankChannel.NAME, reference)
                .map(Fault::seconds)
                .orElse(0);
    }

    private Door.Answer report(Payout payout) {
        return Door.Answer.xml(Pain002.of(payout, id(), now()));
    }

    private static String currency(Element root) {
        return Message.element(root, TRANSFER + "/Amt/InstdAmt")
                .map(amount -> amount.getAttribute("Ccy"))
                .orElse("");
    }

    private String id() {
        return "PS" + Long.toHexString(engine.random().nextLong());
    }

    private Instant now() {
        return engine.clock().instant();
    }
}

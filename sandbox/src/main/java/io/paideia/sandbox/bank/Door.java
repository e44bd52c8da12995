package io.paideia.sandbox.bank;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.RsaSignature;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.http.Refused;
import java.io.IOException;
import java.util.Optional;

/** Lets in what the merchant signed, signs what goes out, and misbehaves as the scenarios say. */
final class Door implements Endpoint {

    /** Has the signature, SHA256withRSA in Base64. */
    static final String HEADER = "Bank-Signature";

    private final Account account;
    private final Engine engine;
    private final Desk desk;

    Door(Account account, Engine engine, Desk desk) {
        this.account = account;
        this.engine = engine;
        this.desk = desk;
    }

    /** What is behind the door; it says what it would do, and does it when it may. */
    interface Desk {
        Task task(String method, String last, String body);
    }

    /** One request, understood but not carried out. */
    interface Work {
        Answer carryOut(boolean decline);
    }

    /**
     * What is asked for.
     *
     * @param reference the merchant's, by which scenarios go
     */
    record Task(Operation operation, String reference, Work work) {}

    /** What goes back. */
    record Answer(int status, String type, String text) {

        static Answer xml(String text) {
            return new Answer(200, "application/xml; charset=utf-8", text);
        }

        static Answer status(int status) {
            return new Answer(status, "text/plain; charset=utf-8", "");
        }
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        String body = new String(exchange.body(), UTF_8);
        String signed = exchange.method() + " " + exchange.path() + "\n" + body;
        if (!RsaSignature.verifies(signed, exchange.header(HEADER), account.merchantKey())) {
            throw new Refused(401, "the signature is not the merchant's");
        }
        String last = exchange.path().substring(exchange.path().lastIndexOf('/') + 1);
        Task task = desk.task(exchange.method(), last, body);
        if (strikes(Fault.Kind.DOWN, task).isPresent()) {
            exchange.answer(502, "text/html", "<html><body>502 Bad Gateway</body></html>");
            return;
        }
        if (strikes(Fault.Kind.SYSTEM_ERROR, task).isPresent()) {
            exchange.answer(503, "text/plain", "the system failed");
            return;
        }
        if (strikes(Fault.Kind.RATE_LIMITED, task).isPresent()) {
            exchange.answer(429, "text/plain", "too many requests");
            return;
        }
        Answer answer = task.work().carryOut(strikes(Fault.Kind.DECLINED, task).isPresent());
        if (strikes(Fault.Kind.EARLY, task).isPresent()) {
            engine.buyer().payEarly(BankChannel.NAME, task.reference());
        }
        strikes(Fault.Kind.HANG, task).ifPresent(Fault::hang);
        if (strikes(Fault.Kind.ERROR_AFTER_COMMIT, task).isPresent()) {
            exchange.answer(500, "text/plain", "internal server error");
            return;
        }
        exchange.answerHeader(HEADER, RsaSignature.sign(answer.text(), account.bankKey()));
        exchange.answer(answer.status(), answer.type(), answer.text());
    }

    private Optional<Fault> strikes(Fault.Kind kind, Task task) {
        return engine.scenarios()
                .strike(kind, task.operation(), BankChannel.NAME, task.reference());
    }
}

package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything below {@code /v3/}: verifies a call, carries it out and signs the answer, or
 * misbehaves as the scenarios say. A body is written once and signed exactly as it is sent.
 */
final class Gate implements Endpoint {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TYPE = "application/json; charset=utf-8";
    private static final String PAGE = "text/html";

    private final Account account;
    private final Engine engine;
    private final Door door;
    private final String prefix;
    private final List<Verb> verbs;
    private final Trouble trouble;

    Gate(Account account, Engine engine, String prefix, List<Verb> verbs) {
        this.account = account;
        this.engine = engine;
        this.door = new Door(account, engine.clock(), prefix);
        this.prefix = prefix;
        this.verbs = verbs;
        this.trouble = new Trouble(engine);
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        Optional<Answer.Failed> refused = door.refuse(exchange);
        if (refused.isPresent()) {
            // Nobody is known to be there, so nothing is signed.
            exchange.answer(
                    refused.get().status(), TYPE, JSON.writeValueAsString(refused.get().members()));
            return;
        }
        String path = exchange.path().substring(prefix.length());
        for (Verb verb : verbs) {
            Matcher matcher = verb.path().matcher(path);
            if (verb.method().equals(exchange.method()) && matcher.matches()) {
                String name = matcher.groupCount() > 0 ? matcher.group(1) : "";
                carryOut(exchange, verb, path, name);
                return;
            }
        }
        String serial = exchange.header("Wechatpay-Serial");
        answer(
                exchange,
                account.platform().sealFor(serial),
                new Answer.Failed(404, "RESOURCE_NOT_EXISTS", "无法将请求的URL映射到资源"));
    }

    private void carryOut(Exchange exchange, Verb verb, String path, String name)
            throws IOException {
        String serial = exchange.header("Wechatpay-Serial");
        Optional<JsonNode> body = body(exchange);
        if (body.isEmpty()) {
            answer(exchange, account.platform().sealFor(serial), Answer.parameter("请求体不是合法的JSON"));
            return;
        }
        Call call = new Call(path, name, exchange.query(), body.get(), serial);
        String reference = verb.reference().apply(call);
        if (trouble.strikes(Fault.Kind.DOWN, verb, reference)) {
            exchange.answer(502, PAGE, "<html><body>502 Bad Gateway</body></html>");
            return;
        }
        Answer answer = trouble.instead(verb, reference).orElseGet(() -> act(verb, call));
        boolean done = !(answer instanceof Answer.Failed);
        if (done && trouble.strikes(Fault.Kind.EARLY, verb, reference)) {
            trouble.payEarly(reference);
        }
        trouble.hang(verb, reference);
        if (done && trouble.strikes(Fault.Kind.ERROR_AFTER_COMMIT, verb, reference)) {
            exchange.answer(500, PAGE, "<html><body>500 Internal Server Error</body></html>");
            return;
        }
        answer(
                exchange,
                trouble.isRotated(reference)
                        ? account.platform().rotate()
                        : account.platform().sealFor(serial),
                answer);
    }

    private static Answer act(Verb verb, Call call) {
        try {
            return verb.action().apply(call);
        } catch (Answer.Rejected rejected) {
            return rejected.answer();
        }
    }

    private static Optional<JsonNode> body(Exchange exchange) throws IOException {
        try {
            byte[] bytes = exchange.body();
            return Optional.of(bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes))
                    .filter(JsonNode::isObject);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private void answer(Exchange exchange, Platform.Seal seal, Answer answer) throws IOException {
        exchange.answerHeader("Request-ID", UUID.randomUUID().toString());
        if (answer instanceof Answer.File file) {
            exchange.answer(200, "text/plain; charset=utf-8", file.content());
            return;
        }
        String body = answer.members().isEmpty() ? "" : JSON.writeValueAsString(answer.members());
        Instant real = engine.clock().instant().minus(engine.clock().offset());
        seal.stamp(
                exchange::answerHeader, UUID.randomUUID().toString().replace("-", ""), real, body);
        exchange.answer(answer.status(), TYPE, body);
    }
}

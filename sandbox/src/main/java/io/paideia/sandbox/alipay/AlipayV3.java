package io.paideia.sandbox.alipay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.alipay.Counter.Outcome;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /v3/alipay/…}: the same calls by version 3, each with a path of its own. Good answers are
 * signed in a header over the body as it is sent; refusals are not signed at all. Time stamps are
 * of the real clock, for the merchant compares them with his.
 */
final class AlipayV3 implements Endpoint {

    /** Where it answers; the real one has it on the gateway's host too. */
    static final String PATH = "/v3/alipay/";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TYPE = "application/json;charset=UTF-8";

    private final Account account;
    private final Counter counter;
    private final V3Door door;

    AlipayV3(Account account, Counter counter) {
        this.account = account;
        this.counter = counter;
        this.door = new V3Door(account);
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        exchange.answerHeader("alipay-trace-id", UUID.randomUUID().toString().replace("-", ""));
        String method = exchange.path().substring("/v3/".length()).replace('/', '.');
        if (Ordering.isPage(method) || !counter.knows(method)) {
            refuse(exchange, 404, "invalid-method", "不存在的方法名");
            return;
        }
        switch (door.check(exchange, method)) {
            case V3Door.Opened.Closed(int status, String code, String why) ->
                    refuse(exchange, status, code, why);
            case V3Door.Opened.Admitted(Call call) -> answer(exchange, call, counter.serve(call));
        }
    }

    private void answer(Exchange exchange, Call call, Outcome outcome) throws IOException {
        switch (outcome) {
            case Outcome.Down() -> exchange.answer(502, "text/html", "502 Bad Gateway");
            case Outcome.Broken() -> exchange.answer(500, "text/html", "500 Internal Error");
            case Outcome.Told(Answer.Done done, String reference) ->
                    write(exchange, call, done, reference);
            case Outcome.Told(Answer.Failed failed, String reference) ->
                    refuse(exchange, status(failed), code(failed), failed.subMessage());
        }
    }

    private void write(Exchange exchange, Call call, Answer.Done done, String reference)
            throws IOException {
        byte[] body = JSON.writeValueAsBytes(done.fields());
        String timestamp = Long.toString(System.currentTimeMillis());
        String nonce = UUID.randomUUID().toString();
        String content = timestamp + "\n" + nonce + "\n" + new String(body, UTF_8) + "\n";
        exchange.answerHeader("alipay-timestamp", timestamp);
        exchange.answerHeader("alipay-nonce", nonce);
        exchange.answerHeader("alipay-signature", account.seal().sign(content, reference));
        if (call.isCertified()) {
            exchange.answerHeader("alipay-sn", account.seal().number(reference));
        }
        exchange.answer(200, TYPE, body);
    }

    private static int status(Answer.Failed failed) {
        return switch (failed.code()) {
            case "20000" -> 500;
            case "40005" -> 429;
            case "40006" -> 403;
            default -> 400;
        };
    }

    /** Version 3 leaves out where a code comes from, but for the acquirer's. */
    private static String code(Answer.Failed failed) {
        return failed.subCode().equals(Billing.NO_BILL)
                ? "BILL_NOT_EXIST"
                : failed.subCode().replaceFirst("^is[vp]\\.", "");
    }

    private static void refuse(Exchange exchange, int status, String code, String why)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", code);
        body.put("message", why);
        body.put(
                "links",
                List.of(
                        Map.of(
                                "link",
                                "https://opendocs.alipay.com/open-v3/054kaq",
                                "desc",
                                "解决方案")));
        exchange.answer(status, TYPE, JSON.writeValueAsBytes(body));
    }
}

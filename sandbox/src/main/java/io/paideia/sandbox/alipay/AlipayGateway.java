package io.paideia.sandbox.alipay;

import io.paideia.sandbox.alipay.Counter.Outcome;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.pages.Words;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /alipay/gateway.do}, version 2: verifies a call, has it carried out and signs the answer.
 * The signature covers the response object exactly as it is written, so it is written once and then
 * only pasted.
 */
final class AlipayGateway implements Endpoint {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HTML = "text/html;charset=utf-8";

    private final Account account;
    private final Verification verification;
    private final Counter counter;

    AlipayGateway(Account account, Counter counter) {
        this.account = account;
        this.verification = new Verification(account);
        this.counter = counter;
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("POST")) {
            throw exchange.methodRefused("GET, POST");
        }
        switch (verification.verify(exchange.fields())) {
            case Verification.Outcome.Turned turned -> answerUnsigned(exchange, turned);
            case Verification.Outcome.Admitted(Call call) -> {
                if (counter.knows(call.method())) {
                    answer(exchange, call, counter.serve(call));
                } else {
                    answerUnsigned(exchange, Verification.turned("method", "不存在的方法名"));
                }
            }
        }
    }

    private void answer(Exchange exchange, Call call, Outcome outcome) throws IOException {
        switch (outcome) {
            case Outcome.Down() ->
                    exchange.answer(502, HTML, "<html><body>502 Bad Gateway</body></html>");
            case Outcome.Broken() ->
                    exchange.answer(
                            500, HTML, "<html><body>500 Internal Server Error</body></html>");
            case Outcome.Told told -> {
                if (Ordering.isPage(call.method())) {
                    show(exchange, told.answer());
                } else {
                    write(exchange, call, told);
                }
            }
        }
    }

    private static void show(Exchange exchange, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Done done ->
                    exchange.seeOther(String.valueOf(done.fields().get("cashier")));
            case Answer.Failed failed ->
                    exchange.page(
                            400,
                            GatewayPage.of(words(exchange), failed.subCode(), failed.subMessage()));
        }
    }

    private void write(Exchange exchange, Call call, Outcome.Told told) throws IOException {
        String response = JSON.writeValueAsString(told.answer().members());
        String name = call.method().replace('.', '_') + "_response";
        String number =
                call.isCertified()
                        ? ",\"alipay_cert_sn\":\"" + account.seal().number(told.reference()) + "\""
                        : "";
        String sign = account.seal().sign(response, told.reference());
        exchange.answer(
                200,
                HTML,
                "{\"" + name + "\":" + response + number + ",\"sign\":\"" + sign + "\"}");
    }

    private static void answerUnsigned(Exchange exchange, Verification.Outcome.Turned turned)
            throws IOException {
        if (Ordering.isPage(exchange.fields().getOrDefault("method", ""))) {
            exchange.page(
                    400, GatewayPage.of(words(exchange), turned.subCode(), turned.subMessage()));
            return;
        }
        Answer.Failed failed =
                new Answer.Failed(
                        turned.code(), turned.message(), turned.subCode(), turned.subMessage());
        exchange.answer(
                200,
                HTML,
                "{\"error_response\":" + JSON.writeValueAsString(failed.members()) + "}");
    }

    private static Words words(Exchange exchange) {
        return exchange.prefersChinese() ? Words.chinese() : Words.english();
    }
}

package io.paideia.sandbox.alipay;

import io.paideia.sandbox.alipay.Verification.Outcome;
import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.http.Refused;
import io.paideia.sandbox.pages.Words;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /alipay/gateway.do}: verifies a call, carries it out and signs the answer, or misbehaves
 * as the scenarios say. The signature covers the response object exactly as it is written, so it is
 * written once and then only pasted.
 */
final class AlipayGateway implements Endpoint {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HTML = "text/html;charset=utf-8";
    private static final int EARLY_LIMIT_SECONDS = 15;

    private final Account account;
    private final Verification verification;
    private final Map<String, Verb> verbs;
    private final Book book;
    private final Scenarios scenarios;
    private final Buyer buyer;

    private record Verb(Operation operation, Function<Call, Answer> action) {}

    AlipayGateway(
            Account account,
            Book book,
            Ordering ordering,
            Querying querying,
            Closing closing,
            Refunding refunding,
            Scenarios scenarios,
            Buyer buyer) {
        this.account = account;
        this.verification = new Verification(account);
        this.book = book;
        this.scenarios = scenarios;
        this.buyer = buyer;
        this.verbs =
                Map.of(
                        "alipay.trade.precreate",
                        new Verb(Operation.CREATE, ordering::precreate),
                        Ordering.PAGE_PAY,
                        new Verb(Operation.CREATE, ordering::pageOrWapPay),
                        Ordering.WAP_PAY,
                        new Verb(Operation.CREATE, ordering::pageOrWapPay),
                        "alipay.trade.query",
                        new Verb(Operation.QUERY, querying::query),
                        "alipay.trade.close",
                        new Verb(Operation.CLOSE, closing::close),
                        "alipay.trade.cancel",
                        new Verb(Operation.CLOSE, closing::cancel),
                        "alipay.trade.refund",
                        new Verb(Operation.REFUND, refunding::refund),
                        "alipay.trade.fastpay.refund.query",
                        new Verb(Operation.QUERY, refunding::query));
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("POST")) {
            throw exchange.methodRefused("GET, POST");
        }
        switch (verification.verify(exchange.fields())) {
            case Outcome.Turned turned -> answerUnsigned(exchange, turned);
            case Outcome.Admitted(Call call) -> {
                Verb verb = verbs.get(call.method());
                if (verb == null) {
                    answerUnsigned(exchange, Verification.turned("method", "不存在的方法名"));
                } else {
                    carryOut(exchange, call, verb);
                }
            }
        }
    }

    private void carryOut(Exchange exchange, Call call, Verb verb) throws IOException {
        String reference = reference(call);
        if (strikes(Fault.Kind.DOWN, verb, reference).isPresent()) {
            exchange.answer(502, HTML, "<html><body>502 Bad Gateway</body></html>");
            return;
        }
        if (strikes(Fault.Kind.SYSTEM_ERROR, verb, reference).isPresent()) {
            answer(exchange, call, Answer.systemError());
            return;
        }
        Answer answer = act(call, verb);
        if (answer instanceof Answer.Done
                && strikes(Fault.Kind.EARLY, verb, reference).isPresent()) {
            payEarly(reference);
        }
        Optional<Fault> hang = strikes(Fault.Kind.HANG, verb, reference);
        if (hang.isPresent()) {
            hang(hang.get().seconds());
        }
        if (strikes(Fault.Kind.ERROR_AFTER_COMMIT, verb, reference).isPresent()) {
            exchange.answer(500, HTML, "<html><body>500 Internal Server Error</body></html>");
            return;
        }
        answer(exchange, call, answer);
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
                : call.reference().orElse("");
    }

    /**
     * The buyer is faster than the merchant's network: the notice has been answered before this
     * call is.
     */
    private void payEarly(String reference) {
        if (buyer.pay(AlipayChannel.NAME, reference) instanceof Buyer.Payment.Paid paid) {
            try {
                paid.told().get(EARLY_LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException slow) {
                // The merchant does not answer; the creating call must not wait for ever, the
                // schedule goes on.
                return;
            } catch (ExecutionException failed) {
                throw new IllegalStateException("the early notice failed", failed);
            } catch (InterruptedException closing) {
                throw stopped();
            }
        }
    }

    private static void hang(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException closing) {
            throw stopped();
        }
    }

    private static Refused stopped() {
        Thread.currentThread().interrupt();
        return new Refused(500, "the sandbox stops");
    }

    private void answer(Exchange exchange, Call call, Answer answer) throws IOException {
        if (call.method().equals(Ordering.PAGE_PAY) || call.method().equals(Ordering.WAP_PAY)) {
            switch (answer) {
                case Answer.Done done ->
                        exchange.seeOther(String.valueOf(done.fields().get("cashier")));
                case Answer.Failed failed ->
                        exchange.page(
                                400,
                                GatewayPage.of(
                                        words(exchange), failed.subCode(), failed.subMessage()));
            }
            return;
        }
        String response = JSON.writeValueAsString(answer.members());
        String name = call.method().replace('.', '_') + "_response";
        String sign = Rsa2.sign(response, account.alipayKey());
        exchange.answer(200, HTML, "{\"" + name + "\":" + response + ",\"sign\":\"" + sign + "\"}");
    }

    private static void answerUnsigned(Exchange exchange, Outcome.Turned turned)
            throws IOException {
        String method = exchange.fields().getOrDefault("method", "");
        if (method.equals(Ordering.PAGE_PAY) || method.equals(Ordering.WAP_PAY)) {
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

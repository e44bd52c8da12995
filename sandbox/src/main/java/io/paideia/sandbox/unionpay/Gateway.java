package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.pages.Page;
import io.paideia.sandbox.pages.Words;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One of UnionPay's addresses: verifies a form, carries it out and answers {@code k=v&k=v} without
 * encoding, signed; or misbehaves as the scenarios say.
 */
final class Gateway implements Endpoint {

    private static final String HTML = "text/html;charset=UTF-8";

    /** What answers repeat of their questions. */
    private static final List<String> ECHOED =
            List.of(
                    "accessType",
                    "bizType",
                    "orderId",
                    "origQryId",
                    "txnAmt",
                    "txnSubType",
                    "txnTime",
                    "txnType",
                    "settleDate",
                    "fileType");

    private final Reader reader;
    private final Map<String, Verb> verbs;
    private final Signing signing;
    private final UnionPayChannel channel;
    private final Book book;
    private final Engine engine;

    /** Who reads the answers: a program, or a browser, which is sent on. */
    enum Reader {
        PROGRAM,
        BROWSER
    }

    /** What a kind of call does, by {@link Call#kind}. */
    record Verb(Operation operation, Function<Call, Answer> action) {}

    Gateway(
            Reader reader,
            Map<String, Verb> verbs,
            Signing signing,
            UnionPayChannel channel,
            Book book,
            Engine engine) {
        this.reader = reader;
        this.verbs = Map.copyOf(verbs);
        this.signing = signing;
        this.channel = channel;
        this.book = book;
        this.engine = engine;
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        if (!exchange.method().equals("POST")) {
            throw exchange.methodRefused("POST");
        }
        Call call = new Call(exchange.fields());
        Optional<Answer> refusal = refusal(call);
        Verb verb = verbs.get(call.kind());
        if (refusal.isPresent()) {
            answer(exchange, call, refusal.get());
        } else if (verb == null) {
            answer(exchange, call, Answer.malformed("txnType"));
        } else {
            carryOut(exchange, call, verb);
        }
    }

    private Optional<Answer> refusal(Call call) {
        for (String name : List.of("version", "encoding", "certId", "signature", "merId")) {
            if (call.field(name).isEmpty()) {
                return Optional.of(Answer.refused("13", "报文交易要素缺失[" + name + "]"));
            }
        }
        if (!call.required("version").equals("5.1.0")
                || !call.field("signMethod").orElse("").equals("01")
                || !call.required("encoding").equalsIgnoreCase("UTF-8")) {
            return Optional.of(Answer.malformed("version"));
        }
        if (!call.required("merId").equals(UnionPayChannel.MERCHANT)) {
            return Optional.of(Answer.refused("31", "商户状态不正确[5100031]"));
        }
        return signing.isMerchants(call.fields())
                ? Optional.empty()
                : Optional.of(Answer.refused("11", "验证签名失败[9100004]"));
    }

    private void carryOut(Exchange exchange, Call call, Verb verb) throws IOException {
        String sale = sale(call);
        if (strikes(Fault.Kind.DOWN, verb, sale).isPresent()) {
            exchange.answer(502, HTML, "<html><body>502 Bad Gateway</body></html>");
            return;
        }
        if (strikes(Fault.Kind.SYSTEM_ERROR, verb, sale).isPresent()) {
            answer(exchange, call, Answer.refused("06", "系统繁忙，请稍后再提交[5100006]"));
            return;
        }
        if (strikes(Fault.Kind.RATE_LIMITED, verb, sale).isPresent()) {
            answer(exchange, call, Answer.refused("37", "操作过于频繁[5100037]"));
            return;
        }
        // A browser's order is declined when its buyer is there.
        if (reader == Reader.PROGRAM && strikes(Fault.Kind.DECLINED, verb, sale).isPresent()) {
            answer(exchange, call, Answer.refused("30", "交易未通过[5100030]"));
            return;
        }
        Answer answer = act(call, verb);
        if (answer.isDone() && strikes(Fault.Kind.EARLY, verb, sale).isPresent()) {
            engine.buyer().payEarly(UnionPayChannel.NAME, sale);
        }
        strikes(Fault.Kind.HANG, verb, sale).ifPresent(Fault::hang);
        if (strikes(Fault.Kind.ERROR_AFTER_COMMIT, verb, sale).isPresent()) {
            exchange.answer(500, HTML, "<html><body>500 Internal Server Error</body></html>");
            return;
        }
        answer(exchange, call, answer);
    }

    private static Answer act(Call call, Verb verb) {
        try {
            return verb.action().apply(call);
        } catch (Answer.Rejected rejected) {
            return rejected.answer();
        }
    }

    /** Scenarios go by the sale, which a refund names by its queryId. */
    private String sale(Call call) {
        return call.field("origQryId")
                .flatMap(book::paidAs)
                .map(Trade::order)
                .map(order -> order.reference())
                .orElseGet(() -> call.field("orderId").map(book::saleOf).orElse(""));
    }

    private Optional<Fault> strikes(Fault.Kind kind, Verb verb, String sale) {
        return engine.scenarios().strike(kind, verb.operation(), UnionPayChannel.NAME, sale);
    }

    private void answer(Exchange exchange, Call call, Answer answer) throws IOException {
        if (reader == Reader.BROWSER) {
            if (answer.isDone()) {
                exchange.seeOther(String.valueOf(answer.more().get("cashier")));
            } else {
                exchange.page(400, page(exchange, answer));
            }
            return;
        }
        Map<String, String> fields = new TreeMap<>();
        for (String name : ECHOED) {
            call.field(name).ifPresent(value -> fields.put(name, value));
        }
        fields.put("version", "5.1.0");
        fields.put("encoding", "UTF-8");
        fields.put("signMethod", "01");
        fields.put("merId", UnionPayChannel.MERCHANT);
        fields.putAll(answer.more());
        fields.put("respCode", answer.code());
        fields.put("respMsg", answer.message());
        exchange.answer(
                200,
                HTML,
                signing.signed(fields, channel.seal(sale(call))).entrySet().stream()
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining("&")));
    }

    private static String page(Exchange exchange, Answer answer) {
        Words words = exchange.prefersChinese() ? Words.chinese() : Words.english();
        return Page.narrow(
                words,
                words.refused(),
                Page.sandboxNote(words)
                        + """
                        <section class="card"><p class="state">%s</p><p class="plain"><code>%s</code> %s</p></section>
                        """
                                .formatted(
                                        Page.escape(words.refused()),
                                        Page.escape(answer.code()),
                                        Page.escape(answer.message())));
    }
}

package io.paideia.sandbox.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.http.Refused;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /paypal/…}: finds the call, checks its token and carries it out. A {@code
 * PayPal-Mock-Response} is answered as PayPal's sandbox does.
 */
final class Gateway implements Endpoint {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String JSON_TYPE = "application/json";
    private static final String CERTIFICATES = "/v1/notifications/certs/";
    private static final Pattern INPUT =
            Pattern.compile("name=\"input\".*?\r\n\r\n(.*?)\r\n--", Pattern.DOTALL);

    private final Engine engine;
    private final Book book;
    private final Tokens tokens;
    private final Seal seal;
    private final Trouble trouble;
    private final List<Route> routes;

    private record Route(
            String method, Pattern path, Operation operation, Function<Call, Answer> action) {

        static Route of(
                String method, String path, Operation operation, Function<Call, Answer> action) {
            return new Route(
                    method,
                    Pattern.compile(path.replace("{id}", "([A-Za-z0-9-]{1,60})")),
                    operation,
                    action);
        }
    }

    Gateway(
            Engine engine,
            Book book,
            Tokens tokens,
            Seal seal,
            Orders orders,
            Payments payments,
            Sending sending,
            Reports reports,
            Disputing disputing) {
        this.engine = engine;
        this.book = book;
        this.tokens = tokens;
        this.seal = seal;
        this.trouble = new Trouble(engine);
        String order = "/v2/checkout/orders";
        String held = "/v2/payments/authorizations/{id}";
        String capture = "/v2/payments/captures/{id}";
        String payouts = "/v1/payments/payouts";
        String dispute = "/v1/customer/disputes/{id}";
        this.routes =
                List.of(
                        Route.of("POST", order, Operation.CREATE, orders::create),
                        Route.of("GET", order + "/{id}", Operation.QUERY, orders::get),
                        Route.of(
                                "POST",
                                order + "/{id}/authorize",
                                Operation.CAPTURE,
                                orders::authorize),
                        Route.of(
                                "POST",
                                order + "/{id}/capture",
                                Operation.CAPTURE,
                                orders::capture),
                        Route.of("GET", held, Operation.QUERY, payments::authorization),
                        Route.of(
                                "POST",
                                held + "/capture",
                                Operation.CAPTURE,
                                payments::captureHeld),
                        Route.of("POST", held + "/void", Operation.CLOSE, payments::voidHeld),
                        Route.of("GET", capture, Operation.QUERY, payments::capture),
                        Route.of("POST", capture + "/refund", Operation.REFUND, payments::refund),
                        Route.of(
                                "GET",
                                "/v2/payments/refunds/{id}",
                                Operation.QUERY,
                                payments::refundOf),
                        Route.of("POST", payouts, Operation.PAYOUT, sending::create),
                        Route.of("GET", payouts + "/{id}", Operation.QUERY, sending::get),
                        Route.of(
                                "GET", "/v1/reporting/transactions", Operation.BILL, reports::list),
                        Route.of("GET", dispute, Operation.QUERY, disputing::get),
                        Route.of(
                                "POST",
                                dispute + "/provide-evidence",
                                Operation.CLOSE,
                                disputing::provideEvidence),
                        Route.of(
                                "POST",
                                dispute + "/accept-claim",
                                Operation.CLOSE,
                                disputing::acceptClaim));
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        String path = exchange.path().substring(PayPal.PATH.length());
        if (path.startsWith(CERTIFICATES)) {
            String pem =
                    seal.chainPem(path.substring(CERTIFICATES.length()))
                            .orElseThrow(() -> new Refused(404, "no such certificate"));
            exchange.answer(200, "application/x-pem-file", pem);
        } else if (path.equals("/v1/oauth2/token")) {
            answer(exchange, tokens.give(exchange));
        } else if (!tokens.admits(exchange)) {
            answer(exchange, Tokens.unknown());
        } else {
            serve(exchange, path);
        }
    }

    private void serve(Exchange exchange, String path) throws IOException {
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(path);
            if (route.method().equals(exchange.method()) && matcher.matches()) {
                String id = matcher.groupCount() > 0 ? matcher.group(1) : "";
                Optional<Answer> mocked = mocked(exchange);
                if (mocked.isPresent()) {
                    answer(exchange, mocked.get());
                } else {
                    carryOut(exchange, route, id);
                }
                return;
            }
        }
        answer(exchange, Answer.notFound());
    }

    private void carryOut(Exchange exchange, Route route, String id) throws IOException {
        Optional<JsonNode> body = body(exchange);
        if (body.isEmpty()) {
            answer(
                    exchange,
                    Answer.invalid(
                            "", "MALFORMED_REQUEST_JSON", "The request JSON is not well formed."));
            return;
        }
        Call call =
                new Call(id, exchange.header("PayPal-Request-Id"), body.get(), exchange.query());
        String reference = reference(call);
        Operation on = route.operation();
        if (trouble.isDown(on, reference)) {
            exchange.answer(502, "text/html", "<html><body>502 Bad Gateway</body></html>");
            return;
        }
        Optional<Answer> instead = trouble.before(on, reference);
        answer(
                exchange,
                instead.isPresent()
                        ? instead.get()
                        : trouble.after(on, reference, act(route, call)));
    }

    private static Answer act(Route route, Call call) {
        try {
            return route.action().apply(call);
        } catch (Answer.Refusal refusal) {
            return refusal.answer();
        }
    }

    /** Scenarios go by the merchant's number, whichever of PayPal's the call names. */
    private String reference(Call call) {
        if (call.id().isEmpty()) {
            return call.text("/purchase_units/0/custom_id")
                    .or(() -> call.text("/sender_batch_header/sender_batch_id"))
                    .orElse(call.requestId());
        }
        return book.of(call.id())
                .map(Trade::order)
                .map(order -> order.reference())
                .or(
                        () ->
                                engine.payouts()
                                        .findByNumber(PayPalChannel.NAME, call.id())
                                        .map(Payout::reference))
                .orElse("");
    }

    /** JSON, or the part named input of a form with files; empty if it is neither. */
    private static Optional<JsonNode> body(Exchange exchange) throws IOException {
        String text = new String(exchange.body(), UTF_8);
        if (exchange.header("Content-Type").startsWith("multipart/form-data")) {
            Matcher input = INPUT.matcher(text);
            text = input.find() ? input.group(1) : "";
        }
        try {
            return text.isBlank()
                    ? Optional.of(JSON.createObjectNode())
                    : Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Answer> mocked(Exchange exchange) {
        String wish = exchange.header("PayPal-Mock-Response");
        if (wish.isEmpty()) {
            return Optional.empty();
        }
        String code = JSON.readTree(wish).path("mock_application_codes").asString("");
        return Optional.of(
                switch (code) {
                    case "INTERNAL_SERVER_ERROR" -> Answer.systemError();
                    case "RATE_LIMIT_REACHED" -> Answer.rateLimited();
                    default -> Answer.refused(code, "Mocked by the request.");
                });
    }

    private void answer(Exchange exchange, Answer answer) throws IOException {
        byte[] id = new byte[7];
        engine.random().nextBytes(id);
        String debugId = HexFormat.of().formatHex(id).substring(1);
        exchange.answerHeader("Paypal-Debug-Id", debugId);
        if (answer.status() == 204) {
            exchange.answer(204, JSON_TYPE, "");
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>(answer.body());
        if (answer.status() >= 400 && body.containsKey("name")) {
            body.put("debug_id", debugId);
        }
        exchange.answer(answer.status(), JSON_TYPE, JSON.writeValueAsString(body));
    }
}

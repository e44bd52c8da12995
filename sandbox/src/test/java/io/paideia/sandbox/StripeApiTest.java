package io.paideia.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox's Stripe, as a merchant sees it who shares no code with it. */
final class StripeApiTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final HttpServer box = start();

    @TempDir Path folder;

    private Sandbox sandbox;
    private Map<String, String> credentials;

    private record Event(String body, String signature) {}

    StripeApiTest() throws IOException {}

    @BeforeEach
    void open() {
        sandbox = Sandbox.start(folder, 0);
        URI notify = URI.create("http://127.0.0.1:" + box.getAddress().getPort() + "/");
        credentials = sandbox.credentials("stripe", notify);
        control("webhook", "{\"channel\":\"stripe\",\"url\":\"" + notify + "\"}");
    }

    @AfterEach
    void close() {
        sandbox.close();
        box.stop(0);
    }

    @Test
    void knowsItsMerchant() {
        assertThat(send(request("/v1/payment_intents/pi_1")).statusCode()).isEqualTo(401);
        HttpResponse<String> wrong =
                send(
                        request("/v1/payment_intents/pi_1")
                                .header("Authorization", "Bearer sk_test_x"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).doesNotContain("sk_test_x");
        HttpResponse<String> missing = get("/v1/payment_intents/pi_1");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().map()).containsKey("request-id");
        assertThat(error(missing).path("code").asString()).isEqualTo("resource_missing");
        assertThat(get("/v1/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void givesTheSameAnswerUnderTheSameKey() {
        HttpResponse<String> first = post("/v1/payment_intents", paying("pm_card_visa"), "key");
        HttpResponse<String> again = post("/v1/payment_intents", paying("pm_card_visa"), "key");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        HttpResponse<String> other = post("/v1/payment_intents", paying("pm_card_amex"), "key");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(error(other).path("type").asString()).isEqualTo("idempotency_error");
        HttpResponse<String> elsewhere = post("/v1/refunds", paying("pm_card_visa"), "key");
        assertThat(error(elsewhere).path("type").asString()).isEqualTo("idempotency_error");
    }

    @Test
    void keepsDeclinesAndItsOwnErrorsUnderTheKeyButNoWrongRequests() {
        HttpResponse<String> declined =
                post("/v1/payment_intents", paying("pm_card_chargeDeclined"), "declined");
        assertThat(declined.statusCode()).isEqualTo(402);
        assertThat(post("/v1/payment_intents", paying("pm_card_chargeDeclined"), "declined").body())
                .isEqualTo(declined.body());

        control(
                "scenario",
                "{\"channel\":\"stripe\",\"faults\":[{\"name\":\"error_after_commit\",\"on\":\"create\"}]}");
        HttpResponse<String> broken = post("/v1/payment_intents", paying("pm_card_visa"), "broken");
        assertThat(broken.statusCode()).isEqualTo(500);
        control("scenario", "{\"channel\":\"stripe\",\"faults\":[]}");
        HttpResponse<String> still = post("/v1/payment_intents", paying("pm_card_visa"), "broken");
        assertThat(still.statusCode()).isEqualTo(500);
        assertThat(still.headers().firstValue("Idempotent-Replayed")).contains("true");

        Map<String, String> wrong = Map.of("amount", "-1", "currency", "usd");
        assertThat(post("/v1/payment_intents", wrong, "wrong").statusCode()).isEqualTo(400);
        assertThat(post("/v1/payment_intents", paying("pm_card_visa"), "wrong").statusCode())
                .isEqualTo(200);
    }

    @Test
    void remembersIntentsAndKeysAcrossARestart() throws Exception {
        Map<String, String> fields =
                Map.of("amount", "500", "currency", "jpy", "metadata[reference]", "ref1");
        String made = id(post("/v1/payment_intents", fields, "ref1"));
        String paid = id(post("/v1/payment_intents", paying("pm_card_visa"), "k"));
        Map<String, String> back = Map.of("payment_intent", paid, "amount", "100");
        String refund = id(post("/v1/refunds", back, "r1"));

        sandbox.close();
        sandbox = Sandbox.start(folder, 0);

        assertThat(id(post("/v1/payment_intents", fields, "ref1"))).isEqualTo(made);
        assertThat(id(post("/v1/refunds", back, "r1"))).isEqualTo(refund);
        assertThat(
                        node(get("/v1/charges/" + paid.replace("pi_", "ch_")))
                                .path("amount_refunded")
                                .asLong())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_visa,succeeded,,",
        "tok_visa,succeeded,,",
        "pm_card_chargeDeclined,,card_declined,generic_decline",
        "pm_card_visa_chargeDeclined,,card_declined,generic_decline",
        "tok_visa_chargeDeclinedLostCard,,card_declined,lost_card",
        "pm_card_chargeDeclinedInsufficientFunds,,card_declined,insufficient_funds",
        "pm_card_chargeDeclinedExpiredCard,,expired_card,",
        "pm_card_radarBlock,,card_declined,fraudulent",
        "pm_card_threeDSecure2Required,requires_action,,",
        "pm_card_nothing,,resource_missing,"
    })
    void behavesLikeThePublishedTestCards(
            String token, String reached, String code, String reason) {
        HttpResponse<String> answer =
                post("/v1/payment_intents", paying(token), "k" + System.nanoTime());

        if (reached != null) {
            assertThat(node(answer).path("status").asString()).isEqualTo(reached);
        } else {
            assertThat(error(answer).path("code").asString()).isEqualTo(code);
            assertThat(error(answer).path("decline_code").asString(null)).isEqualTo(reason);
        }
    }

    @Test
    void signsItsEventsAndSendsThemUntilTheyAreTaken() throws Exception {
        status.set(500);
        String paid = id(post("/v1/payment_intents", paying("pm_card_visa"), "k"));
        Event first = event();
        assertThat(isGenuine(first)).isTrue();
        JsonNode told = JSON.readTree(first.body());
        assertThat(told.path("api_version").asString()).isEqualTo("2026-07-29.dahlia");
        assertThat(told.path("type").asString()).isEqualTo("payment_intent.succeeded");
        assertThat(told.at("/data/object/id").asString()).isEqualTo(paid);

        status.set(204);
        control("clock", "{\"advance\":\"PT5M\"}");
        Event second = event();
        assertThat(JSON.readTree(second.body()).path("id")).isEqualTo(told.path("id"));
        assertThat(second.signature()).as("another time").isNotEqualTo(first.signature());
        control("clock", "{\"advance\":\"PT80H\"}");
        assertThat(events.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void showsAPageForTheCardUntilItsTimeIsOver() throws Exception {
        Map<String, String> fields =
                Map.of(
                        "mode", "payment",
                        "success_url", "http://127.0.0.1:9/ok?s={CHECKOUT_SESSION_ID}",
                        "line_items[0][quantity]", "2",
                        "line_items[0][price_data][currency]", "cny",
                        "line_items[0][price_data][unit_amount]", "4950",
                        "line_items[0][price_data][product_data][name]", "<b>哲学</b>");
        JsonNode session = node(post("/v1/checkout/sessions", fields, "s"));
        URI page = URI.create(session.path("url").asString());
        assertThat(session.path("payment_intent").isNull()).isTrue();

        String english = send(HttpRequest.newBuilder(page)).body();
        assertThat(english).contains("Card number", "99.00", "&lt;b&gt;哲学").doesNotContain("<b>");
        assertThat(send(HttpRequest.newBuilder(page).header("Accept-Language", "zh-CN")).body())
                .contains("卡号", "有效期");
        String card = "&expiry=12%2F34&code=123";
        assertThat(form(page, "number=4242").statusCode()).isEqualTo(422);
        assertThat(form(page, "number=4242424242424242&expiry=01%2F20&code=123").statusCode())
                .isEqualTo(422);
        assertThat(form(page, "number=4000000000000002" + card).statusCode()).isEqualTo(402);
        assertThat(form(page, "fill=4242+4242+4242+4242").body()).contains("12 / 34");
        HttpResponse<String> paid = form(page, "wallet=sandbox_apple_pay");
        assertThat(paid.headers().firstValue("Location"))
                .contains("http://127.0.0.1:9/ok?s=" + session.path("id").asString());
        JsonNode after = node(get("/v1/checkout/sessions/" + session.path("id").asString()));
        assertThat(after.path("status").asString()).isEqualTo("complete");
        assertThat(after.path("payment_status").asString()).isEqualTo("paid");
        event();
        event();

        JsonNode forgotten = node(post("/v1/checkout/sessions", fields, "t"));
        control("clock", "{\"advance\":\"PT25H\"}");
        assertThat(JSON.readTree(event().body()).path("type").asString())
                .isEqualTo("checkout.session.expired");
        assertThat(form(URI.create(forgotten.path("url").asString()), "number=1").statusCode())
                .isEqualTo(422);
        assertThat(
                        send(HttpRequest.newBuilder(URI.create(forgotten.path("url").asString())))
                                .statusCode())
                .isEqualTo(410);
    }

    private Map<String, String> paying(String token) {
        String means =
                token.startsWith("tok_") ? "payment_method_data[card][token]" : "payment_method";
        return Map.of("amount", "2000", "currency", "usd", "confirm", "true", means, token);
    }

    private boolean isGenuine(Event event) throws GeneralSecurityException {
        String[] parts = event.signature().split(",", -1);
        Mac mac = Mac.getInstance("HmacSHA256");
        String secret = Objects.requireNonNull(credentials.get("webhook-secrets"));
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        String signed = parts[0].substring(2) + "." + event.body();
        return parts[1].equals(
                "v1=" + HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8))));
    }

    private Event event() throws InterruptedException {
        return Objects.requireNonNull(events.poll(15, TimeUnit.SECONDS));
    }

    private HttpResponse<String> get(String path) {
        return send(request(path).header("Authorization", bearer()));
    }

    private HttpResponse<String> post(String path, Map<String, String> fields, String key) {
        String body =
                fields.entrySet().stream()
                        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                        .collect(Collectors.joining("&"));
        return send(
                request(path)
                        .header("Authorization", bearer())
                        .header("Idempotency-Key", key)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> form(URI page, String body) {
        return send(
                HttpRequest.newBuilder(page)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void control(String verb, String body) {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(sandbox.baseUri().resolve("/_control/" + verb))
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(sandbox.baseUri() + "/stripe" + path));
    }

    private String bearer() {
        return "Bearer " + credentials.get("api-key");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode node(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private static JsonNode error(HttpResponse<String> answer) {
        return node(answer).path("error");
    }

    private static String id(HttpResponse<String> answer) {
        return node(answer).path("id").asString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private HttpServer start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        // Before the test hears of the event, and changes the next one's answer.
                        int answer = status.get();
                        events.add(
                                new Event(
                                        new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                                        exchange.getRequestHeaders().getFirst("Stripe-Signature")));
                        exchange.sendResponseHeaders(answer, -1);
                    }
                });
        server.start();
        return server;
    }
}

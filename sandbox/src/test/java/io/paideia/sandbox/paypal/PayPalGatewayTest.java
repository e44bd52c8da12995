package io.paideia.sandbox.paypal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.paideia.sandbox.Sandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** PayPal as a merchant meets it who knows its documents and shares no code with the sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PayPalGatewayTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ORDERS = "/v2/checkout/orders";

    private record Received(Map<String, List<String>> headers, String body) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }

        JsonNode event() {
            return JSON.readTree(body);
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Sandbox sandbox;
    private final HttpServer box;
    private final Map<String, String> credentials;
    private final String token;
    private int numbers;

    PayPalGatewayTest() throws IOException {
        box = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        box.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        received.add(
                                new Received(
                                        Map.copyOf(exchange.getRequestHeaders()),
                                        new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8)));
                        exchange.sendResponseHeaders(204, -1);
                    }
                });
        box.start();
        sandbox =
                Sandbox.start(
                        Path.of("target", "paypal-sandbox", "" + ProcessHandle.current().pid()), 0);
        URI notify = URI.create("http://127.0.0.1:" + box.getAddress().getPort() + "/hook");
        credentials = sandbox.credentials("paypal", notify);
        token = token(client, credentials);
        control("webhook", Map.of("channel", "paypal", "url", notify.toString()));
    }

    @AfterAll
    void stop() {
        sandbox.close();
        box.stop(0);
    }

    @Test
    void givesATokenOnlyToWhoKnowsTheSecret() {
        HttpResponse<String> refused = send(tokenFor(credentials, "someone else"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(JSON.readTree(refused.body()).path("error").asString())
                .isEqualTo("invalid_client");
        HttpResponse<String> unknown =
                send(
                        HttpRequest.newBuilder(URI.create(gateway() + ORDERS + "/X"))
                                .header("Authorization", "Bearer A21AA-nobody"));
        assertThat(unknown.statusCode()).isEqualTo(401);
    }

    @Test
    void anOrderGoesFromCreatedOverApprovedToCompleted() {
        String reference = reference();
        HttpResponse<String> created = post(ORDERS, reference, order(reference, "USD", "99.00"));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("content-type").orElse(""))
                .startsWith("application/json");
        JsonNode order = JSON.readTree(created.body());
        String id = order.path("id").asString();
        assertThat(id).matches("[0-9A-Z]{17}");
        assertThat(order.path("status").asString()).isEqualTo("PAYER_ACTION_REQUIRED");
        assertThat(order.at("/links/1/rel").asString()).isEqualTo("payer-action");
        HttpResponse<String> again = post(ORDERS, reference, order(reference, "USD", "99.00"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(again.body()).path("id").asString()).isEqualTo(id);
        assertThat(issue(post(ORDERS + "/" + id + "/capture", reference + "c", "{}"), 422))
                .isEqualTo("ORDER_NOT_APPROVED");

        control("pay", Map.of("reference", reference));
        assertThat(get(ORDERS + "/" + id).path("status").asString()).isEqualTo("APPROVED");
        assertThat(issue(post(ORDERS + "/" + id + "/authorize", reference + "a", "{}"), 422))
                .isEqualTo("ACTION_DOES_NOT_MATCH_INTENT");
        HttpResponse<String> captured = post(ORDERS + "/" + id + "/capture", reference + "c", "");
        assertThat(captured.statusCode()).isEqualTo(201);
        JsonNode capture =
                JSON.readTree(captured.body()).at("/purchase_units/0/payments/captures/0");
        assertThat(capture.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(capture.at("/amount/value").asString()).isEqualTo("99.00");
        assertThat(issue(post(ORDERS + "/" + id + "/capture", reference + "d", "{}"), 422))
                .isEqualTo("ORDER_ALREADY_CAPTURED");
        assertThat(issue(post(ORDERS, reference + "x", order(reference, "USD", "1.00")), 422))
                .isEqualTo("DUPLICATE_INVOICE_ID");
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 1.001, DECIMAL_PRECISION",
        "JPY, 1.00, DECIMALS_NOT_SUPPORTED",
        "HUF, 10.50, DECIMALS_NOT_SUPPORTED",
        "USD, 0.00, CANNOT_BE_ZERO_OR_NEGATIVE",
        "USD, -1.00, CANNOT_BE_ZERO_OR_NEGATIVE",
        "XXX, 1.00, INVALID_CURRENCY_CODE"
    })
    void refusesAmountsAsPayPalDoes(String currency, String value, String issue) {
        HttpResponse<String> refused =
                post(ORDERS, reference(), order(reference(), currency, value));

        assertThat(issue(refused, 422)).isEqualTo(issue);
        JsonNode body = JSON.readTree(refused.body());
        assertThat(body.path("name").asString()).isEqualTo("UNPROCESSABLE_ENTITY");
        assertThat(body.path("debug_id").asString())
                .isEqualTo(refused.headers().firstValue("paypal-debug-id").orElse(""));
    }

    @Test
    void refusesWhatIsNotWellFormed() {
        assertThat(issue(post(ORDERS, reference(), "{"), 400)).isEqualTo("MALFORMED_REQUEST_JSON");
        assertThat(issue(post(ORDERS, reference(), "{}"), 400))
                .isEqualTo("MISSING_REQUIRED_PARAMETER");
        assertThat(issue(post(ORDERS, "", order(reference(), "USD", "1.00")), 400))
                .isEqualTo("PAYPAL_REQUEST_ID_REQUIRED");
        assertThat(issue(post(ORDERS + "/NOBODY/capture", "r", "{}"), 404))
                .isEqualTo("INVALID_RESOURCE_ID");
    }

    @Test
    void answersAMockedResponse() {
        HttpResponse<String> mocked =
                send(
                        request(ORDERS)
                                .header(
                                        "PayPal-Mock-Response",
                                        "{\"mock_application_codes\":\"DUPLICATE_INVOICE_ID\"}")
                                .POST(BodyPublishers.ofString("{}")));

        assertThat(issue(mocked, 422)).isEqualTo("DUPLICATE_INVOICE_ID");
    }

    @Test
    void aBatchOfPayoutsIsTakenOnce() {
        String reference = reference();
        String batch =
                """
                {"sender_batch_header":{"sender_batch_id":"%s"},"items":[{"recipient_type":"EMAIL",
                 "amount":{"currency":"USD","value":"9.87"},"receiver":"a@example.com","sender_item_id":"1"}]}
                """
                        .formatted(reference);
        JsonNode first = JSON.readTree(post("/v1/payments/payouts", "a" + reference, batch).body());
        String id = first.at("/batch_header/payout_batch_id").asString();
        HttpResponse<String> second = post("/v1/payments/payouts", "b" + reference, batch);

        assertThat(second.statusCode()).isEqualTo(400);
        JsonNode refused = JSON.readTree(second.body());
        assertThat(refused.path("name").asString()).isEqualTo("USER_BUSINESS_ERROR");
        assertThat(refused.at("/links/0/href").asString()).endsWith("/payouts/" + id);
    }

    @Test
    void signsWebhooksUnderACertificateThatLeadsToItsRoot() throws Exception {
        String reference = reference();
        post(ORDERS, reference, order(reference, "EUR", "12.34"));
        control("pay", Map.of("reference", reference));
        Received notice =
                await().until(
                                () ->
                                        received.stream()
                                                .filter(
                                                        one ->
                                                                one.event()
                                                                        .at(
                                                                                "/resource/purchase_units/0/custom_id")
                                                                        .asString("")
                                                                        .equals(reference))
                                                .findFirst()
                                                .orElse(null),
                                Objects::nonNull);

        assertThat(notice.event().path("event_type").asString())
                .isEqualTo("CHECKOUT.ORDER.APPROVED");
        List<X509Certificate> chain =
                certificates(
                        send(HttpRequest.newBuilder(URI.create(notice.header("Paypal-Cert-Url"))))
                                .body());
        X509Certificate root = certificates(credential("trust-root")).getFirst();
        chain.get(0).verify(chain.get(1).getPublicKey());
        chain.get(1).verify(root.getPublicKey());
        root.verify(root.getPublicKey());
        CRC32 sum = new CRC32();
        sum.update(notice.body().getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(chain.getFirst());
        signature.update(
                (notice.header("Paypal-Transmission-Id")
                                + "|"
                                + notice.header("Paypal-Transmission-Time")
                                + "|"
                                + credential("webhook-id")
                                + "|"
                                + sum.getValue())
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(
                        signature.verify(
                                Base64.getDecoder()
                                        .decode(notice.header("Paypal-Transmission-Sig"))))
                .isTrue();
    }

    private static String order(String reference, String currency, String value) {
        return """
        {"intent":"CAPTURE","purchase_units":[{"custom_id":"%s","invoice_id":"%s",
         "amount":{"currency_code":"%s","value":"%s"}}],
         "payment_source":{"paypal":{"experience_context":{"return_url":"https://shop.example/back"}}}}
        """
                .formatted(reference, reference, currency, value);
    }

    private String reference() {
        return "ATT" + ++numbers;
    }

    private String credential(String name) {
        return Objects.requireNonNull(credentials.get(name));
    }

    private String gateway() {
        return credential("gateway");
    }

    private static String token(HttpClient client, Map<String, String> credentials)
            throws IOException {
        try {
            String secret = String.valueOf(credentials.get("secret"));
            HttpResponse<String> response =
                    client.send(tokenFor(credentials, secret).build(), BodyHandlers.ofString());
            return JSON.readTree(response.body()).path("access_token").asString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder tokenFor(Map<String, String> credentials, String secret) {
        String basic =
                Base64.getEncoder()
                        .encodeToString(
                                (credentials.get("client-id") + ":" + secret)
                                        .getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(credentials.get("gateway") + "/v1/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"));
    }

    private JsonNode get(String path) {
        return JSON.readTree(send(request(path).GET()).body());
    }

    private HttpResponse<String> post(String path, String requestId, String body) {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
        return send(requestId.isEmpty() ? request : request.header("PayPal-Request-Id", requestId));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private static String issue(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body()).at("/details/0/issue").asString();
    }

    private void control(String path, Map<String, String> body) {
        HttpResponse<String> response =
                send(
                        HttpRequest.newBuilder(sandbox.baseUri().resolve("/_control/" + path))
                                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<X509Certificate> certificates(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }
}

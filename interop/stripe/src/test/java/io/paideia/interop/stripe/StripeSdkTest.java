package io.paideia.interop.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.RefundCreateParams;
import com.sun.net.httpserver.HttpServer;
import io.paideia.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** stripe-java, unmodified, against the sandbox. */
final class StripeSdkTest {

    private record Letter(String signature, String body) {}

    private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    private final HttpServer box = box();
    private final Sandbox sandbox =
            Sandbox.start(Path.of("target", "sandbox", UUID.randomUUID().toString()), 0);
    private final URI notify =
            URI.create("http://127.0.0.1:" + box.getAddress().getPort() + "/notify");
    private final Map<String, String> credentials = sandbox.credentials("stripe", notify);
    private final StripeClient client =
            StripeClient.builder()
                    .setApiKey(credentials.get("api-key"))
                    .setApiBase(credentials.get("base"))
                    .setMaxNetworkRetries(2)
                    .build();

    @BeforeEach
    void hearNotices() throws Exception {
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(sandbox.baseUri().resolve("/_control/webhook"))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"channel\":\"stripe\",\"url\":\""
                                                        + notify
                                                        + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    @AfterEach
    void close() {
        sandbox.close();
        box.stop(0);
    }

    @Test
    void collectsVerifiesTheEventAndGivesBack() throws Exception {
        PaymentIntent paid = client.v1().paymentIntents().create(wanted("pm_card_visa").build());
        assertThat(paid.getStatus()).isEqualTo("succeeded");
        assertThat(client.v1().paymentIntents().retrieve(paid.getId()).getAmountReceived())
                .isEqualTo(9900);

        Event event = event("payment_intent.succeeded");
        PaymentIntent told =
                (PaymentIntent) event.getDataObjectDeserializer().getObject().orElseThrow();
        assertThat(told.getId()).isEqualTo(paid.getId());

        Refund refund =
                client.v1()
                        .refunds()
                        .create(
                                RefundCreateParams.builder()
                                        .setPaymentIntent(paid.getId())
                                        .setAmount(4000L)
                                        .build());
        assertThat(client.v1().refunds().retrieve(refund.getId()).getAmount()).isEqualTo(4000);
    }

    @Test
    void holdsAndCaptures() throws Exception {
        PaymentIntent held =
                client.v1()
                        .paymentIntents()
                        .create(
                                wanted("pm_card_visa")
                                        .setCaptureMethod(
                                                PaymentIntentCreateParams.CaptureMethod.MANUAL)
                                        .build());
        assertThat(held.getStatus()).isEqualTo("requires_capture");
        PaymentIntent taken =
                client.v1()
                        .paymentIntents()
                        .capture(
                                held.getId(),
                                PaymentIntentCaptureParams.builder()
                                        .setAmountToCapture(5000L)
                                        .build());
        assertThat(taken.getAmountReceived()).isEqualTo(5000);
    }

    @Test
    void repeatsUnderAKeyAndDeclinesByCard() throws Exception {
        RequestOptions once =
                RequestOptions.builder().setIdempotencyKey(UUID.randomUUID().toString()).build();
        PaymentIntentCreateParams wanted = wanted("pm_card_visa").build();
        assertThat(client.v1().paymentIntents().create(wanted, once).getId())
                .isEqualTo(client.v1().paymentIntents().create(wanted, once).getId());
        assertThatThrownBy(
                        () ->
                                client.v1()
                                        .paymentIntents()
                                        .create(wanted("pm_card_chargeDeclined").build()))
                .isInstanceOf(CardException.class)
                .hasMessageContaining("declined");
    }

    private static PaymentIntentCreateParams.Builder wanted(String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(9900L)
                .setCurrency("usd")
                .setPaymentMethod(method)
                .setConfirm(true)
                .putMetadata("reference", UUID.randomUUID().toString().replace("-", ""))
                .setAutomaticPaymentMethods(
                        PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                                .setEnabled(true)
                                .setAllowRedirects(
                                        PaymentIntentCreateParams.AutomaticPaymentMethods
                                                .AllowRedirects.NEVER)
                                .build());
    }

    private Event event(String type) throws Exception {
        String secret = credentials.get("webhook-secrets").split(",", -1)[0];
        while (true) {
            Letter letter = letters.poll(20, TimeUnit.SECONDS);
            assertThat(letter).as(type).isNotNull();
            Event event = Webhook.constructEvent(letter.body(), letter.signature(), secret);
            assertThatThrownBy(
                            () ->
                                    Webhook.constructEvent(
                                            letter.body() + " ", letter.signature(), secret))
                    .isInstanceOf(SignatureVerificationException.class);
            if (event.getType().equals(type)) {
                return event;
            }
        }
    }

    private HttpServer box() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/notify",
                    exchange -> {
                        letters.add(
                                new Letter(
                                        exchange.getRequestHeaders().getFirst("Stripe-Signature"),
                                        new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8)));
                        exchange.sendResponseHeaders(200, -1);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

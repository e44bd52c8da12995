package io.paideia.channels.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paideia.channels.Captures.Capturing;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Disputes.Stand;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements.Fetched;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is believed of answers and notices that are not what they should be. */
final class StripeAnswerTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Charge CHARGE =
            ChannelScene.charge("card", Money.of("USD", 1000)).known("pi_1");

    private final HttpServer server = start();
    private final List<String> asked = new ArrayList<>();
    private int status = 200;
    private String answer = "";

    private final Stripe stripe =
            new Stripe("stripe", settings(), JsonMapper.shared(), Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void believesWhatNamesTheChargeAndTheMode() {
        answer = intent("succeeded", CHARGE.reference());
        assertThat(stripe.query(CHARGE))
                .isEqualTo(new Standing.Paid(Money.of("USD", 1000), "pi_1"));
    }

    @Test
    void doesNotKnowWhatOtherAnswersMean() {
        String good = intent("succeeded", CHARGE.reference());
        for (String other :
                new String[] {
                    "",
                    "null",
                    "[]",
                    "{",
                    "{}",
                    intent("succeeded", "another"),
                    good.replace("\"pi_1\"", "\"pi_2\""),
                    good.replace("\"livemode\":false", "\"livemode\":true"),
                    good.replace("\"livemode\":false", "\"livemode\":null"),
                    good.replace("\"amount_received\":1000", "\"amount_received\":10.5"),
                    good.replace("\"amount_received\":1000", "\"amount_received\":\"1000\""),
                    good.replace("\"usd\"", "\"xxx\""),
                    good.replace("\"usd\"", "null"),
                    good.replace("succeeded", "something_new")
                }) {
            answer = other;
            assertThat(stripe.query(CHARGE)).as(other).isInstanceOf(Standing.Unknown.class);
            assertThat(stripe.close(CHARGE)).as(other).isInstanceOf(Closing.Unknown.class);
            assertThat(stripe.capture(CHARGE, "pi_1", Money.of("USD", 1000)))
                    .as(other)
                    .isInstanceOf(Capturing.Unknown.class);
        }
    }

    @Test
    void doesNotKnowAfterAnErrorOfStripes() {
        answer = "{\"error\":{\"type\":\"api_error\",\"message\":\"oops\"}}";
        for (int code : new int[] {500, 502, 503, 301, 409}) {
            status = code;
            if (code == 409) {
                answer = "{\"error\":{\"type\":\"idempotency_error\",\"message\":\"under way\"}}";
            }
            assertThat(stripe.start(CHARGE, StripeTest.by("tok_visa")))
                    .as("%s", code)
                    .isInstanceOf(Started.Unknown.class);
            assertThat(stripe.query(CHARGE)).isInstanceOf(Standing.Unknown.class);
            assertThat(stripe.refund(refund(NOW))).isInstanceOf(Refunding.Unknown.class);
            assertThat(stripe.queryRefund(refund(NOW))).isInstanceOf(Refunding.Unknown.class);
            assertThat(stripe.accept("du_1")).isInstanceOf(Stand.Unknown.class);
            assertThat(stripe.statement(LocalDate.of(2026, 11, 1), line -> {}))
                    .isInstanceOf(Fetched.Unknown.class);
        }
    }

    @Test
    void neverQuotesTheKeyThatStripeDoesNotTake() {
        status = 401;
        answer =
                "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Invalid API Key"
                        + " provided: sk_test_secret\"}}";
        Started refused = stripe.start(CHARGE, StripeTest.by("tok_visa"));
        assertThat(refused).isInstanceOf(Started.Refused.class);
        assertThat(refused.toString()).doesNotContain("secret");
        assertThat(settings().toString()).doesNotContain("secret");
    }

    /** The keys are forgotten after a day, so the list is asked before anything is repeated. */
    @Test
    void asksForARefundFirstOnceItsKeyMayBeForgotten() {
        answer = "{\"object\":\"list\",\"data\":[],\"has_more\":false}";
        stripe.refund(refund(NOW.minus(Duration.ofHours(24))));
        assertThat(asked.getFirst()).startsWith("GET /v1/refunds?payment_intent=pi_1");
        assertThat(asked.getLast()).startsWith("POST /v1/refunds");

        asked.clear();
        stripe.refund(refund(NOW));
        assertThat(asked.getFirst()).startsWith("POST /v1/refunds");
    }

    @Test
    void searchesOnceTheKeyOfAChargeMayBeForgotten() {
        answer = "{\"object\":\"search_result\",\"data\":[]}";
        Charge old = started(NOW.minus(Duration.ofHours(24)));
        assertThat(stripe.query(old)).isEqualTo(new Standing.NotThere());
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst()).startsWith("GET /v1/payment_intents/search?query=");
    }

    @Test
    void believesNoRefundOfAnotherAmountOrPayment() {
        Return refund = refund(NOW);
        String good =
                """
                {"id":"re_1","object":"refund","amount":400,"currency":"usd","payment_intent":"pi_1",
                 "status":"succeeded","metadata":{"reference":"%s"}}\
                """
                        .formatted(refund.reference());
        answer = good;
        assertThat(stripe.refund(refund)).isEqualTo(new Refunding.Done("re_1"));
        for (String other :
                new String[] {
                    good.replace("400", "401"),
                    good.replace("usd", "eur"),
                    good.replace("pi_1", "pi_2"),
                    good.replace(refund.reference(), "another"),
                    good.replace("succeeded", "something_new")
                }) {
            answer = other;
            assertThat(stripe.refund(refund)).as(other).isInstanceOf(Refunding.Unknown.class);
        }
    }

    @Test
    void readsNoticesOfOurChargesOnly() throws GeneralSecurityException {
        assertThat(read(event(intent("succeeded", ""))))
                .isInstanceOf(NoticeReading.Irrelevant.class);
        assertThat(read(event("{\"object\":\"customer\",\"id\":\"cus_1\"}")))
                .isInstanceOf(NoticeReading.Irrelevant.class);
        assertThat(read(event(intent("processing", "ref"))))
                .isInstanceOf(NoticeReading.Irrelevant.class);
        assertThat(read(event(intent("canceled", "ref"))))
                .isEqualTo(new NoticeReading.Genuine("ref", new Standing.Closed()));
        assertThat(read(event(intent("something_new", "ref"))))
                .isEqualTo(new NoticeReading.Refused("status", "ref"));
        assertThat(read("signed nonsense")).isInstanceOf(NoticeReading.Refused.class);
        assertThat(stripe.read(new RawNotice("stripe", Map.of(), event(intent("succeeded", "r")))))
                .isEqualTo(new NoticeReading.Refused("signature", null));
    }

    @Test
    void readsAnInquiryAsADisputeThatTakesNothingYet() throws GeneralSecurityException {
        String inquiry =
                """
                {"id":"du_1","object":"dispute","amount":500,"currency":"jpy","payment_intent":"pi_9","charge":"ch_9",
                 "reason":"general","status":"warning_needs_response","livemode":false,"evidence_details":{"due_by":null}}\
                """;
        NoticeReading.Genuine genuine =
                ChannelScene.expect(NoticeReading.Genuine.class, read(event(inquiry)));
        assertThat(genuine.reference()).isEqualTo("pi_9");
    }

    @Test
    void countsWhatStripeCounts() {
        assertThat(StripeAmounts.minor(Money.of("JPY", 5))).hasValue(5);
        assertThat(StripeAmounts.minor(Money.of("USD", 5))).hasValue(5);
        assertThat(StripeAmounts.minor(Money.of("ISK", 5))).hasValue(500);
        assertThat(StripeAmounts.minor(Money.of("MGA", 500))).hasValue(5);
        assertThat(StripeAmounts.minor(Money.of("MGA", 501))).isEmpty();
        assertThat(StripeAmounts.minor(Money.of("BHD", 5010))).hasValue(5010);
        assertThat(StripeAmounts.minor(Money.of("BHD", 5011))).isEmpty();
        assertThat(stripe.takes(Currency.of("CNY"))).isTrue();
        assertThat(stripe.takes(Currency.of("USDC"))).isFalse();
        assertThat(stripe.takes(Currency.of("IRR"))).isFalse();
    }

    private NoticeReading read(String body) throws GeneralSecurityException {
        String time = Long.toString(NOW.getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("whsec_secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature =
                HexFormat.of()
                        .formatHex(
                                mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8)));
        return stripe.read(
                new RawNotice(
                        "stripe",
                        Map.of("stripe-signature", "t=" + time + ",v1=" + signature),
                        body));
    }

    private static String event(String object) {
        return "{\"id\":\"evt_1\",\"object\":\"event\",\"livemode\":false,\"type\":\"a.b\",\"data\":{\"object\":"
                + object
                + "}}";
    }

    private static String intent(String status, String reference) {
        return "{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"amount\":1000,\"amount_received\":1000,"
                   + "\"amount_capturable\":0,\"currency\":\"usd\",\"livemode\":false,\"status\":\""
                + status
                + "\",\"metadata\":{\"reference\":\""
                + reference
                + "\"}}";
    }

    private static Return refund(Instant startedAt) {
        return new Return(
                CHARGE,
                "pi_1",
                "refundreference",
                CHARGE.amount(),
                Money.of("USD", 400),
                "",
                null,
                startedAt);
    }

    private static Charge started(Instant at) {
        return new Charge(
                "chargereference",
                "card",
                Money.of("USD", 1000),
                "Conics",
                null,
                at,
                at.plusSeconds(1800),
                null,
                Charge.Taking.AT_ONCE);
    }

    private StripeSettings settings() {
        return new StripeSettings(
                "sk_test_secret",
                "pk_test_1",
                List.of("whsec_secret"),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getRequestBody().readAllBytes();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private HttpServer start() {
        try {
            HttpServer listening =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            listening.createContext("/", this::answer);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

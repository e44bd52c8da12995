package io.paideia.channels.paypal;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.money.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is believed of answers that no honest PayPal gives, and how often tokens are fetched. */
final class PayPalAnswerTest {

    private static final String MERCHANT = "OURMERCHANT22";
    private final Charge charge =
            new Charge(
                            "REF1",
                            "paypal",
                            Money.of("USD", 9900),
                            "Conics",
                            null,
                            Instant.now(),
                            Instant.now().plusSeconds(60),
                            null,
                            Charge.Taking.AT_ONCE)
                    .known("ORDER1");
    private static final String PAID = order("REF1", MERCHANT, "COMPLETED");

    private final AtomicInteger tokens = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server = start();
    private final PayPal paypal = open();
    private volatile int status = 200;
    private volatile Function<URI, String> answer = uri -> "{}";

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void believesTheOrderThatWasAskedFor() {
        answer = uri -> PAID;

        assertThat(paypal.query(charge))
                .isEqualTo(new Standing.Paid(Money.of("USD", 9900), "CAPTURE1"));
    }

    @Test
    void doesNotBelieveAnotherChargeAnotherPayeeOrAnAmountThatIsNone() {
        for (String other :
                List.of(
                        order("REF2", MERCHANT, "COMPLETED"),
                        order("REF1", "ZZZZZZZZZZZZZ", "COMPLETED"),
                        PAID.replace("\"merchant_id\":\"" + MERCHANT + "\"", "\"x\":\"\""),
                        PAID.replace("99.00", "ninety-nine"),
                        PAID.replace("99.00", "99.001"),
                        PAID.replace("99.00", "9e1"),
                        PAID.replace("USD", "XXX"),
                        order("REF1", MERCHANT, "PENDING"),
                        order("REF1", MERCHANT, "SOMETHING_NEW"),
                        "{}",
                        "[]",
                        "null",
                        "",
                        "{",
                        "<html></html>")) {
            answer = uri -> other;
            assertThat(paypal.query(charge)).as(other).isInstanceOf(Standing.Unknown.class);
            assertThat(paypal.close(charge)).as(other).isInstanceOf(Closing.Unknown.class);
        }
    }

    @Test
    void aFailedCaptureIsADeclineThatHasAnEnd() {
        answer = uri -> order("REF1", MERCHANT, "DECLINED");

        assertThat(paypal.query(charge)).isInstanceOf(Standing.Declined.class);
        assertThat(paypal.close(charge)).isEqualTo(new Closing.Done());
    }

    @Test
    void aCaptureThatWorkedCountsMoreThanOneThatFailed() {
        answer =
                uri ->
                        PAID.replace(
                                "\"captures\":[",
                                "\"captures\":[{\"id\":\"C0\",\"status\":\"DECLINED\",\"amount\":"
                                        + "{\"currency_code\":\"USD\",\"value\":\"99.00\"}},");

        assertThat(paypal.query(charge))
                .isEqualTo(new Standing.Paid(Money.of("USD", 9900), "CAPTURE1"));
    }

    @Test
    void aRefusalWithoutPayPalsWordsIsNone() {
        status = 403;
        answer = uri -> "<html>Access denied</html>";

        assertThat(paypal.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(paypal.refund(refund())).isInstanceOf(Refunding.Unknown.class);
        assertThat(paypal.query(charge)).isInstanceOf(Standing.Unknown.class);
    }

    @Test
    void aRedirectIsNotFollowed() {
        status = 302;

        assertThat(paypal.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
    }

    @Test
    void doesNotBelieveARefundOfAnotherAmountOrName() {
        String done =
                "{\"id\":\"R1\",\"status\":\"COMPLETED\",\"custom_id\":\"REFUND1\",\"amount\":{\"currency_code\":\"USD\",\"value\":\"10.00\"}}";
        for (String other :
                List.of(
                        done.replace("REFUND1", "REFUND2"),
                        done.replace("10.00", "1.00"),
                        done.replace("USD", "EUR"),
                        done.replace("COMPLETED", "SOMETHING_NEW"),
                        done.replace(",\"custom_id\":\"REFUND1\"", ""))) {
            answer = uri -> other;
            assertThat(paypal.refund(refund())).as(other).isInstanceOf(Refunding.Unknown.class);
        }
        answer = uri -> done;
        assertThat(paypal.refund(refund())).isEqualTo(new Refunding.Done("R1"));
        answer = uri -> done.replace("COMPLETED", "CANCELLED");
        assertThat(paypal.refund(refund())).isInstanceOf(Refunding.Refused.class);
    }

    @Test
    void aRequestThatIsStillBeingCarriedOutIsUnknown() {
        status = 409;
        answer =
                uri ->
                        "{\"name\":\"RESOURCE_CONFLICT\",\"details\":[{\"issue\":\"PREVIOUS_REQUEST_IN_PROGRESS\"}]}";

        assertThat(paypal.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(paypal.refund(refund())).isInstanceOf(Refunding.Unknown.class);
    }

    @Test
    void fetchesOneTokenForManyCallsAtOnce() throws Exception {
        answer = uri -> PAID;
        List<Future<Standing>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(threads.submit(() -> paypal.query(charge)));
        }
        for (Future<Standing> one : asked) {
            assertThat(one.get()).isInstanceOf(Standing.Paid.class);
        }
        assertThat(tokens).hasValue(1);
    }

    @Test
    void halvesADayThatHoldsMoreThanPayPalLists() {
        List<Line> lines = new ArrayList<>();
        answer =
                uri -> {
                    boolean whole = uri.getQuery().contains("T00:00:00Z&end_date=2026-11-20T23:59");
                    return whole
                            ? "{\"name\":\"RESULTSET_TOO_LARGE\",\"message\":\"too large\"}"
                            : page(uri);
                };

        Fetched.Complete complete =
                expect(
                        Fetched.Complete.class,
                        paypal.statement(LocalDate.of(2026, 11, 20), lines::add));
        assertThat(complete.count()).isEqualTo(4);
        assertThat(lines)
                .extracting(Line::trade)
                .as("two pages of each half")
                .containsExactly("00:00:00-1", "00:00:00-2", "12:00:00-1", "12:00:00-2");
        assertThat(lines)
                .extracting(Line::kind)
                .containsExactly(
                        Line.Kind.DISPUTE, Line.Kind.OTHER, Line.Kind.DISPUTE, Line.Kind.OTHER);
    }

    private static String page(URI uri) {
        String query = uri.getQuery();
        String begin = query.substring(query.indexOf('T') + 1, query.indexOf('Z'));
        String page = query.substring(query.lastIndexOf('=') + 1);
        String code = page.equals("1") ? "T1201" : "T0400";
        return """
        {"transaction_details":[{"transaction_info":{"transaction_id":"%s-%s","transaction_event_code":"%s",
         "transaction_amount":{"currency_code":"USD","value":"-1.00"},"transaction_status":"S"}},
         {"transaction_info":{"transaction_id":"D","transaction_status":"D"}}],
         "last_refreshed_datetime":"2026-11-21T00:00:00+0000","total_pages":2}
        """
                .formatted(begin, page, code);
    }

    private Refunds.Return refund() {
        return new Refunds.Return(
                charge,
                "CAPTURE1",
                "REFUND1",
                charge.amount(),
                Money.of("USD", 1000),
                "A part",
                null,
                Instant.now());
    }

    private static String order(String reference, String merchant, String capture) {
        return "{\"id\":\"ORDER1\",\"status\":\"COMPLETED\",\"purchase_units\":[{\"custom_id\":\""
                + reference
                + "\",\"payee\":{\"merchant_id\":\""
                + merchant
                + "\"},\"payments\":{\"captures\":[{\"id\":\"CAPTURE1\",\"status\":\""
                + capture
                + "\",\"amount\":{\"currency_code\":\"USD\",\"value\":\"99.00\"}}]}}]}";
    }

    private PayPal open() {
        return (PayPal)
                new PayPalProtocol(JsonMapper.shared(), Clock.systemUTC())
                        .open(
                                "paypal",
                                new PayPalSettings(
                                        "client",
                                        "secret",
                                        MERCHANT,
                                        "WEBHOOK",
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + server.getAddress().getPort()),
                                        null,
                                        List.of(),
                                        List.of(),
                                        null,
                                        Duration.ofDays(4),
                                        Duration.ofSeconds(5)));
    }

    private HttpServer start() {
        try {
            HttpServer made =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.setExecutor(threads);
            made.createContext("/v1/oauth2/token", this::token);
            made.createContext(
                    "/",
                    exchange -> {
                        String body = answer.apply(exchange.getRequestURI());
                        respond(
                                exchange,
                                body.startsWith("{\"name\":\"RESULTSET") ? 400 : status,
                                body);
                    });
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        tokens.incrementAndGet();
        respond(exchange, 200, "{\"access_token\":\"T\",\"expires_in\":32400}");
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}

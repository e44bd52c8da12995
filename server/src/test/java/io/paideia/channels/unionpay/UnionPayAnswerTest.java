package io.paideia.channels.unionpay;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.money.Money;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is believed of an answer that somebody on the way may have put together. */
final class UnionPayAnswerTest {

    private static final Authority UNIONPAY = Authority.genuine();
    private static final Instant NOON = Instant.parse("2026-11-20T04:00:00Z");
    private static final Money PRICE = Money.of("CNY", 9900);

    private final HttpServer server = start();
    private Map<String, String> asked = Map.of();
    private String answer = "";
    private Instant now = NOON.plusSeconds(60);

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void believesWhatIsSignedAndAsked() {
        answer = signed(paid());

        assertThat(query()).isEqualTo(new Standing.Paid(PRICE, "442401051450467846498"));
        assertThat(asked).containsEntry("txnTime", "20261120120000").containsEntry("txnType", "00");
    }

    @ParameterizedTest
    @CsvSource({
        "orderId, anotherorder01",
        "txnTime, 20261120120001",
        "merId, 777290058199999",
        "txnType, 04",
        "currencyCode, 840",
        "txnAmt, -9900",
        "txnAmt, 99.00",
        "txnAmt, 9999999999999",
        "txnAmt, ''",
        "queryId, ''",
        "respCode, 03",
        "respCode, 37",
        "origRespCode, 03",
        "origRespCode, 04",
        "origRespCode, 05",
        "origRespCode, ''",
    })
    void doesNotKnowWhatAnotherAnswerMeans(String field, String value) {
        Map<String, String> fields = paid();
        fields.put(field, value);
        answer = signed(fields);

        assertThat(query()).isInstanceOf(Standing.Unknown.class);
        assertThat(unionPay().close(charge())).isInstanceOf(Closing.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({
        "64, insufficient_funds, true",
        "65, authentication_failed, true",
        "73, expired_card, true",
        "61, declined, true",
        "01, declined, true",
        "33, channel_refused, false",
        "10, channel_refused, false",
    })
    void saysWhyTheBankRefused(String code, String ours, boolean retryable) {
        Map<String, String> fields = paid();
        fields.put("origRespCode", code);
        answer = signed(fields);

        Standing.Declined declined = expect(Standing.Declined.class, query());
        assertThat(declined.failure().code()).isEqualTo(ours);
        assertThat(declined.failure().retryable()).isEqualTo(retryable);
        assertThat(declined.failure().message()).contains(code);
    }

    /** UnionPay takes such money back to the buyer by itself. */
    @Test
    void whatWasPaidTooLateIsNotPaid() {
        Map<String, String> fields = paid();
        fields.put("origRespCode", "42");
        answer = signed(fields);

        assertThat(query()).isEqualTo(new Standing.Closed());
        assertThat(unionPay().close(charge())).isEqualTo(new Closing.Done());
    }

    /** UnionPay says 05 for ever; but it takes nothing after the order's time-out. */
    @Test
    void whatNobodyPaidInTimeIsClosed() {
        for (String code : new String[] {"05", "64"}) {
            Map<String, String> fields = paid();
            fields.put("origRespCode", code);
            fields.remove("queryId");
            answer = signed(fields);
            now = NOON.plusSeconds(1800);
            assertThat(unionPay().close(charge())).isEqualTo(new Closing.NotThere());
            assertThat(query()).isNotEqualTo(new Standing.Closed());

            now = NOON.plusSeconds(1800 + 121);
            assertThat(query()).isEqualTo(new Standing.Closed());
            assertThat(unionPay().close(charge())).isEqualTo(new Closing.Done());
        }
    }

    @Test
    void aSuccessWithADefectIsASuccess() {
        Map<String, String> fields = paid();
        fields.put("origRespCode", "A6");
        answer = signed(fields);

        assertThat(query()).isInstanceOf(Standing.Paid.class);
    }

    @Test
    void doesNotKnowWhatAnUnsignedOrBrokenAnswerMeans() {
        String good = signed(paid());
        for (String broken :
                new String[] {
                    "",
                    "=&=",
                    "{",
                    "respCode=34",
                    "<html></html>",
                    good.replace("txnAmt=9900", "txnAmt=9901"),
                    good.substring(0, good.length() - 8),
                    good.replaceFirst("respMsg=[^&]*&", ""),
                    Authority.answer(Authority.impostor().signed(paid())),
                }) {
            answer = broken;
            assertThat(query()).as(broken).isInstanceOf(Standing.Unknown.class);
            assertThat(unionPay().start(charge(), Payer.UNKNOWN))
                    .isInstanceOf(Started.Unknown.class);
            assertThat(unionPay().refund(refund(9900)))
                    .isInstanceOf(Refunds.Refunding.Unknown.class);
            assertThat(unionPay().queryRefund(refund(9900)))
                    .isInstanceOf(Refunds.Refunding.Unknown.class);
            assertThat(unionPay().statement(UnionPayMessage.day(NOON), line -> {}))
                    .isInstanceOf(Statements.Fetched.Unknown.class);
        }
    }

    /** A repeated name: what was verified is what is read. */
    @Test
    void readsOnlyTheFirstFieldOfAName() {
        answer = signed(paid()) + "&txnAmt=1&origRespCode=64";

        assertThat(query()).isEqualTo(new Standing.Paid(PRICE, "442401051450467846498"));
    }

    /** The answer that takes a refund names the same order as the question how it stands. */
    @Test
    void takenIsNotRefunded() {
        Map<String, String> taken = taken();
        answer = signed(taken);
        assertThat(unionPay().refund(refund(9900)))
                .isEqualTo(new Refunds.Refunding.Accepted("442401051450467846499"));
        assertThat(unionPay().queryRefund(refund(9900)))
                .isInstanceOf(Refunds.Refunding.Accepted.class);

        taken.put("origRespCode", "00");
        answer = signed(taken);
        assertThat(unionPay().queryRefund(refund(9900))).isInstanceOf(Refunds.Refunding.Done.class);
        assertThat(unionPay().queryRefund(refund(9800)))
                .as("of another amount")
                .isInstanceOf(Refunds.Refunding.Unknown.class);
    }

    /** Whole, and certainly within one settlement day: a void, where the account may void. */
    @Test
    void voidsOnlyWholePaymentsOfTheSameSettlementDay() {
        answer = signed(taken());
        assertThat(typeOf(UnionPaySettings.SameDay.VOID, refund(9900))).isEqualTo("31");
        assertThat(typeOf(UnionPaySettings.SameDay.VOID, refund(9899))).isEqualTo("04");
        assertThat(typeOf(UnionPaySettings.SameDay.REFUND, refund(9900))).isEqualTo("04");
        // The next settlement day begins at 23:00 in Beijing.
        assertThat(
                        typeOf(
                                UnionPaySettings.SameDay.VOID,
                                refund(charge(), 9900, Instant.parse("2026-11-20T15:00:00Z"))))
                .isEqualTo("04");
        Charge late = charge(Instant.parse("2026-11-20T14:50:00Z"));
        assertThat(
                        typeOf(
                                UnionPaySettings.SameDay.VOID,
                                refund(late, 9900, Instant.parse("2026-11-20T14:55:00Z"))))
                .as("may have been paid after 23:00")
                .isEqualTo("04");
    }

    private String typeOf(UnionPaySettings.SameDay sameDay, Refunds.Return refund) {
        unionPay(sameDay).refund(refund);
        assertThat(asked).containsEntry("origQryId", "442401051450467846498");
        return asked.getOrDefault("txnType", "");
    }

    private Standing query() {
        return unionPay().query(charge());
    }

    private UnionPay unionPay() {
        return unionPay(UnionPaySettings.SameDay.REFUND);
    }

    private UnionPay unionPay(UnionPaySettings.SameDay sameDay) {
        URI gateway = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return (UnionPay)
                new UnionPayProtocol(Clock.fixed(now, ZoneOffset.UTC))
                        .open("unionpay", UNIONPAY.settings(gateway, sameDay));
    }

    private static Charge charge() {
        return charge(NOON);
    }

    private static Charge charge(Instant startedAt) {
        return new Charge(
                "reference01",
                "unionpay_qr",
                PRICE,
                "Conics",
                null,
                startedAt,
                startedAt.plusSeconds(1800),
                null,
                Charge.Taking.AT_ONCE);
    }

    private static Refunds.Return refund(long fen) {
        return refund(charge(), fen, NOON);
    }

    private static Refunds.Return refund(Charge charge, long fen, Instant at) {
        return new Refunds.Return(
                charge,
                "442401051450467846498",
                "refund0001",
                PRICE,
                Money.of("CNY", fen),
                "because",
                null,
                at);
    }

    private static Map<String, String> paid() {
        return new HashMap<>(
                Map.ofEntries(
                        Map.entry("orderId", "reference01"),
                        Map.entry("txnTime", "20261120120000"),
                        Map.entry("txnType", "01"),
                        Map.entry("txnAmt", "9900"),
                        Map.entry("currencyCode", "156"),
                        Map.entry("queryId", "442401051450467846498"),
                        Map.entry("respCode", "00"),
                        Map.entry("respMsg", "成功[0000000]"),
                        Map.entry("origRespCode", "00"),
                        Map.entry("reqReserved", "{a=1&b=2}"),
                        Map.entry("reserved", "")));
    }

    private static Map<String, String> taken() {
        return new HashMap<>(
                Map.of(
                        "orderId", "refund0001",
                        "txnTime", "20261120120000",
                        "txnType", "04",
                        "txnAmt", "9900",
                        "queryId", "442401051450467846499",
                        "respCode", "00"));
    }

    private static String signed(Map<String, String> fields) {
        return Authority.answer(UNIONPAY.signed(fields));
    }

    private HttpServer start() {
        try {
            HttpServer started =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext(
                    "/",
                    exchange -> {
                        try (exchange) {
                            asked =
                                    UnionPayMessage.form(
                                            new String(
                                                    exchange.getRequestBody().readAllBytes(),
                                                    StandardCharsets.UTF_8));
                            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                            exchange.getResponseBody().write(body);
                        }
                    });
            started.start();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

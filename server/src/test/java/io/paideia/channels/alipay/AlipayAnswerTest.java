package io.paideia.channels.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.paideia.channels.Charge;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.money.Money;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is believed of an answer that somebody on the way may have put together. */
class AlipayAnswerTest {

    private static final String NAME = "alipay_trade_query_response";
    private static final KeyPair KEYS = keys();
    private static final Charge CHARGE =
            new Charge(
                    "ref1",
                    "alipay_qr",
                    Money.of("CNY", 9900),
                    "Conics",
                    null,
                    Instant.EPOCH,
                    Instant.EPOCH.plusSeconds(60),
                    null,
                    Charge.Taking.AT_ONCE);
    private static final String PAID = paid("ref1", "99.00");

    private final HttpServer server = start();
    private String answer = "";

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void believesWhatIsSignedAndAsked() {
        answer = "{\"" + NAME + "\":" + PAID + ",\"sign\":\"" + sign(PAID) + "\"}";

        assertThat(query()).isEqualTo(new Standing.Paid(Money.of("CNY", 9900), "T1"));
    }

    /** The signed member once was verified and the other one of its name was read. */
    @Test
    void readsOnlyTheMemberThatWasSigned() {
        String waiting =
                "{\"code\":\"10000\",\"out_trade_no\":\"ref1\",\"trade_status\":\"WAIT_BUYER_PAY\"}";
        answer =
                "{\"wrap\":{\""
                        + NAME
                        + "\":"
                        + waiting
                        + "},\""
                        + NAME
                        + "\":"
                        + PAID
                        + ",\"sign\":\""
                        + sign(waiting)
                        + "\"}";

        assertThat(query()).isEqualTo(new Standing.Waiting());
    }

    @Test
    void doesNotTakeTheAnswerToAnotherQuestion() {
        String other = paid("ref2", "99.00");
        answer = "{\"" + NAME + "\":" + other + ",\"sign\":\"" + sign(other) + "\"}";

        assertThat(query()).isInstanceOf(Standing.Unknown.class);
    }

    @Test
    void doesNotKnowWhatAnUnsignedOrBrokenAnswerMeans() {
        for (String broken :
                new String[] {
                    "",
                    "null",
                    "[]",
                    "{",
                    "{\"" + NAME + "\":\"text\",\"sign\":\"x\"}",
                    "{\"" + NAME + "\":" + PAID + "}",
                    "{\"" + NAME + "\":" + PAID + ",\"sign\":\"" + sign(PAID + " ") + "\"}",
                    "{\"" + NAME + "\":{\"code\":\"10000\"",
                    "{\"error_response\":{\"code\":\"40002\"}}",
                    "<html></html>"
                }) {
            answer = broken;
            assertThat(query()).as(broken).isInstanceOf(Standing.Unknown.class);
        }
    }

    @Test
    void doesNotKnowWhatAnAmountMeansThatIsNone() {
        for (String amount : new String[] {"", "-99.00", "99.001", "1e9", "99,00", "ninety"}) {
            String body = paid("ref1", amount);
            answer = "{\"" + NAME + "\":" + body + ",\"sign\":\"" + sign(body) + "\"}";
            assertThat(query()).as(amount).isInstanceOf(Standing.Unknown.class);
        }
    }

    @Test
    void findsTheRawObjectWhateverStandsInItsTexts() {
        // text | the object under "r"
        assertRaw("{\"r\":{\"a\":\"}\\\"}{\"},\"sign\":\"r\"}", "{\"a\":\"}\\\"}{\"}");
        assertRaw("{ \"r\" :  {\"a\":{\"b\":{}}} }", "{\"a\":{\"b\":{}}}");
        assertRaw("{\"r\":{\"a\":\"\\\\\"},\"x\":{}}", "{\"a\":\"\\\\\"}");
        assertRaw("{\"r\":{\"a\":1", null);
        assertRaw("{\"q\":{}}", null);
        assertRaw("{\"r\":1}", null);
        assertRaw("", null);
    }

    @Test
    void decodesFormsOfAnyKind() {
        assertThat(AlipayGateway.form("a=1&b=%E4%B8%AD+x&a=2&=3&c&d=&e=%zz"))
                .isEqualTo(Map.of("a", "1", "b", "中 x", "d", "", "e", "%zz"));
        assertThat(AlipayGateway.form("")).isEmpty();
        assertThat(AlipayGateway.form("&&==&")).isEmpty();
    }

    @Test
    void refundCountsAsDoneOnlyWhereThisCallMovedMoney() {
        String done = "{\"code\":\"10000\",\"out_trade_no\":\"ref1\",\"fund_change\":\"Y\"}";
        String again = done.replace("Y", "N");
        Refunds.Return refund =
                new Refunds.Return(
                        CHARGE,
                        "T1",
                        "r1",
                        Money.of("CNY", 9900),
                        Money.of("CNY", 100),
                        "because",
                        null,
                        Instant.EPOCH);
        String name = "alipay_trade_refund_response";

        answer = "{\"" + name + "\":" + done + ",\"sign\":\"" + sign(done) + "\"}";
        assertThat(alipay().refund(refund)).isInstanceOf(Refunds.Refunding.Done.class);
        answer = "{\"" + name + "\":" + again + ",\"sign\":\"" + sign(again) + "\"}";
        assertThat(alipay().refund(refund)).isInstanceOf(Refunds.Refunding.Unknown.class);
        String busy = "{\"code\":\"40005\",\"sub_code\":\"isv.limited\"}";
        answer = "{\"" + name + "\":" + busy + ",\"sign\":\"" + sign(busy) + "\"}";
        assertThat(alipay().refund(refund)).isInstanceOf(Refunds.Refunding.Unknown.class);
    }

    private static void assertRaw(String text, @Nullable String raw) {
        assertThat(AlipayGateway.rawObject(text, "r")).isEqualTo(raw);
    }

    private static String paid(String reference, String amount) {
        return "{\"code\":\"10000\",\"out_trade_no\":\""
                + reference
                + "\",\"trade_status\":\"TRADE_SUCCESS\",\"total_amount\":\""
                + amount
                + "\",\"trade_no\":\"T1\"}";
    }

    private Standing query() {
        return alipay().query(CHARGE);
    }

    private Alipay alipay() {
        return new Alipay(
                "alipay",
                new AlipaySettings(
                        "app",
                        "seller",
                        base64(KEYS.getPrivate()),
                        base64(KEYS.getPublic()),
                        null,
                        null,
                        null,
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                        URI.create("http://127.0.0.1/notify"),
                        AlipaySettings.Transport.V2,
                        Duration.ofSeconds(5)),
                JsonMapper.shared(),
                Clock.systemUTC());
    }

    private HttpServer start() {
        try {
            HttpServer started =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext(
                    "/",
                    exchange -> {
                        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
            started.start();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(String content) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(KEYS.getPrivate());
            signature.update(content.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(java.security.Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            return rsa.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

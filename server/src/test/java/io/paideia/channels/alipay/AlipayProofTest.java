package io.paideia.channels.alipay;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.money.Money;
import io.paideia.sandbox.engine.Certificates;
import io.paideia.sandbox.engine.Certificates.Issuer;
import io.paideia.sandbox.engine.Certificates.Subject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Refusals that nobody signed, and signatures under certificates that ended. */
final class AlipayProofTest {

    private static final String ROOT = "CN=Test Root,C=CN";
    private static final KeyPair TOP = pair();
    private static final KeyPair MIDDLE = pair();
    private static final KeyPair THEIRS = pair();
    private static final KeyPair OURS = pair();
    private static final X509Certificate TOP_CERTIFICATE =
            Certificates.authority(
                    new Issuer(new X500Principal(ROOT), TOP.getPrivate()),
                    new Subject(ROOT, TOP.getPublic(), BigInteger.ONE));
    private static final X509Certificate CERTIFICATE =
            Certificates.signer(
                    new Issuer(new X500Principal(ROOT), TOP.getPrivate()),
                    new Subject("CN=Alipay,C=CN", THEIRS.getPublic(), BigInteger.TWO));

    private final Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 9900));
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server = start();
    private String refusal = "";
    private @Nullable String signed;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Each of these once ended a charge, or had it begun again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ACQ.TRADE_NOT_EXIST",
                "ACQ.TRADE_HAS_CLOSE",
                "ACQ.TRADE_HAS_SUCCESS",
                "ACQ.TRADE_STATUS_ERROR",
                "ACQ.ACCESS_FORBIDDEN",
                "ACQ.SELLER_BALANCE_NOT_ENOUGH",
                "ACQ.INVALID_PARAMETER",
                "BILL_NOT_EXIST",
                "method-call-limited",
                "invalid-signature"
            })
    void aRefusalThatNobodySignedSaysNothing(String code) {
        refusal = code;
        Alipay alipay = alipay(Instant.now());

        assertThat(alipay.query(charge)).isInstanceOf(Standing.Unknown.class);
        assertThat(alipay.close(charge)).isInstanceOf(Closing.Unknown.class);
        assertThat(alipay.start(charge, Payer.UNKNOWN)).isInstanceOf(Started.Unknown.class);
        assertThat(alipay.refund(refund())).isInstanceOf(Refunds.Refunding.Unknown.class);
        assertThat(alipay.queryRefund(refund())).isInstanceOf(Refunds.Refunding.Unknown.class);
        assertThat(alipay.statement(LocalDate.of(2026, 1, 1), line -> {}))
                .isInstanceOf(Statements.Fetched.Unknown.class);
    }

    @Test
    void theSameCallIsMadeByVersionTwoWhichSignsItsRefusals() {
        refusal = "ACQ.TRADE_HAS_CLOSE";
        signed =
                "{\"code\":\"40004\",\"msg\":\"Business"
                        + " Failed\",\"sub_code\":\"ACQ.TRADE_NOT_EXIST\"}";

        assertThat(alipay(Instant.now()).query(charge)).isEqualTo(new Standing.NotThere());
        assertThat(calls).containsExactly("/v3/alipay/trade/query", "/gateway.do");
        assertThat(alipay(Instant.now()).close(charge)).isEqualTo(new Closing.NotThere());
    }

    /** The first two would reach this test's own server. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:PORT/bill",
                "https://127.0.0.1:PORT/bill",
                "http://dwbillcenter.alipay.com/bill",
                "https://dwbillcenter.alipay.com@127.0.0.1:PORT/bill",
                "https://alipay.com.example.org/bill",
                "https://notalipay.com/bill",
                "file:///etc/hostname",
                "bill"
            })
    void aBillIsReadFromAlipayAlone(String address) {
        refusal = "ACQ.SYSTEM_ERROR";
        signed = billAt(address);

        assertThat(alipay(Instant.now()).statement(LocalDate.of(2026, 1, 1), line -> {}))
                .isInstanceOfSatisfying(
                        Statements.Fetched.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("at another's"));
        assertThat(calls).doesNotContain("/bill");
    }

    @Test
    void aBillMayLieAtTheGateway() {
        refusal = "ACQ.SYSTEM_ERROR";
        signed = billAt("http://127.0.0.1:PORT/bill");

        assertThat(alipay(Instant.now()).statement(LocalDate.of(2026, 1, 1), line -> {}))
                .isInstanceOf(Statements.Fetched.Unknown.class);
        assertThat(calls).contains("/bill");
    }

    private String billAt(String address) {
        return "{\"code\":\"10000\",\"bill_download_url\":\""
                + address.replace("PORT", String.valueOf(server.getAddress().getPort()))
                + "\"}";
    }

    @Test
    void aCertificateCountsUntilItEnds() {
        Instant end = CERTIFICATE.getNotAfter().toInstant();
        NoticeReading.Genuine before =
                expect(
                        NoticeReading.Genuine.class,
                        alipay(end.minusSeconds(1)).read(notice(Duration.ZERO)));
        assertThat(before.reference()).isEqualTo(charge.reference());
        assertThat(alipay(end.plusSeconds(1)).read(notice(Duration.ZERO)))
                .isEqualTo(new NoticeReading.Refused("signature", null));
        assertThat(alipay(end.plusSeconds(60)).read(notice(Duration.ofMinutes(2))))
                .as("it came while it counted")
                .isEqualTo(before);
        assertThat(
                        alipay(CERTIFICATE.getNotBefore().toInstant().minusSeconds(1))
                                .read(notice(Duration.ZERO)))
                .isEqualTo(new NoticeReading.Refused("signature", null));
    }

    @Test
    void anAnswerUnderAnEndedCertificateIsNone() {
        signed =
                "{\"code\":\"10000\",\"out_trade_no\":\""
                        + charge.reference()
                        + "\",\"trade_status\":\"TRADE_CLOSED\"}";
        Instant end = CERTIFICATE.getNotAfter().toInstant();
        refusal = "ACQ.SYSTEM_ERROR";
        assertThat(alipay(end.minusSeconds(1)).query(charge)).isEqualTo(new Standing.Closed());
        assertThat(alipay(end.plusSeconds(1)).query(charge)).isInstanceOf(Standing.Unknown.class);
    }

    /** As Alipay's own file has it: the certificate that signs, and the authority above it. */
    @Test
    void authoritiesBesideACertificateVouchForItAndDoNotSign() {
        X509Certificate middle =
                Certificates.authority(
                        new Issuer(new X500Principal(ROOT), TOP.getPrivate()),
                        new Subject("CN=Middle,C=CN", MIDDLE.getPublic(), BigInteger.TEN));
        X509Certificate leaf =
                Certificates.signer(
                        new Issuer(new X500Principal("CN=Middle,C=CN"), MIDDLE.getPrivate()),
                        new Subject("CN=Alipay,C=CN", THEIRS.getPublic(), BigInteger.TWO));
        AlipayCertificates read =
                Objects.requireNonNull(
                        AlipayCertificates.of(
                                settings(
                                        Certificates.pem(leaf) + "\n" + Certificates.pem(middle))));
        assertThat(read.alipay())
                .singleElement()
                .satisfies(
                        key ->
                                assertThat(key.key().getEncoded())
                                        .isEqualTo(THEIRS.getPublic().getEncoded()));
        assertThatThrownBy(() -> AlipayCertificates.of(settings(Certificates.pem(leaf))))
                .hasMessageContaining("None of root-cert issued");
    }

    private Alipay alipay(Instant now) {
        return new Alipay(
                "alipay",
                settings(Certificates.pem(CERTIFICATE)),
                JsonMapper.shared(),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private AlipaySettings settings(String theirs) {
        String gateway = "http://127.0.0.1:" + server.getAddress().getPort() + "/gateway.do";
        return new AlipaySettings(
                "app",
                "seller",
                Base64.getEncoder().encodeToString(OURS.getPrivate().getEncoded()),
                null,
                Certificates.pem(CERTIFICATE),
                theirs,
                Certificates.pem(TOP_CERTIFICATE),
                URI.create(gateway),
                URI.create("http://127.0.0.1/notify"),
                AlipaySettings.Transport.V3,
                Duration.ofSeconds(5));
    }

    private Refunds.Return refund() {
        return new Refunds.Return(
                charge,
                "T1",
                ChannelScene.reference(),
                charge.amount(),
                Money.of("CNY", 100),
                "because",
                null,
                charge.startedAt());
    }

    private RawNotice notice(Duration waited) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("app_id", "app");
        fields.put("seller_id", "seller");
        fields.put("out_trade_no", charge.reference());
        fields.put("trade_no", "T1");
        fields.put("trade_status", "TRADE_SUCCESS");
        fields.put("total_amount", "99.00");
        fields.put("sign", sign(AlipaySignature.content(fields, java.util.Set.of())));
        fields.put("sign_type", "RSA2");
        String body =
                fields.entrySet().stream()
                        .map(
                                field ->
                                        field.getKey()
                                                + "="
                                                + URLEncoder.encode(
                                                        field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return new RawNotice("alipay", Map.of(), body, waited);
    }

    /** Refuses by version 3 without a signature; by version 2 says what the test wants signed. */
    private HttpServer start() {
        try {
            HttpServer started =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext(
                    "/",
                    exchange -> {
                        String path = exchange.getRequestURI().getPath();
                        calls.add(path);
                        boolean third = path.startsWith("/v3/");
                        byte[] bytes =
                                (third ? unsigned() : answer(exchange.getRequestURI().getQuery()))
                                        .getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(third ? 400 : 200, bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
            started.start();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String unsigned() {
        return "{\"code\":\"" + refusal + "\",\"message\":\"no\"}";
    }

    private String answer(String query) {
        String body = signed;
        if (body == null) {
            return "{\"error_response\":{\"code\":\"40002\",\"sub_code\":\"" + refusal + "\"}}";
        }
        String method = query.replaceFirst(".*method=([a-z.]+).*", "$1").replace('.', '_');
        return "{\"" + method + "_response\":" + body + ",\"sign\":\"" + sign(body) + "\"}";
    }

    private static String sign(String content) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(THEIRS.getPrivate());
            signature.update(content.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            return rsa.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

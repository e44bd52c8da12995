package io.paideia.channels.wechat;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NextAction;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** WeChat Pay's folder against the sandbox, without the rest of the house. */
final class WechatTest {

    private static final Payer READER = new Payer("203.0.113.7", "MicroMessenger", "oReader", null);
    private static final Money PRICE = Money.of("CNY", 9900);

    private final ChannelScene scene =
            new ChannelScene(new WechatProtocol(JsonMapper.shared(), Clock.systemUTC()), Map.of());
    private final WechatPay wechat = (WechatPay) scene.channel();

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wechat_native", "wechat_jsapi", "wechat_h5", "wechat_app"})
    void collectsByEveryMethodAndHearsOfIt(String method) throws InterruptedException {
        Charge charge = ChannelScene.charge(method, PRICE);

        assertThat(wechat.query(charge)).isEqualTo(new Standing.NotThere());
        expect(Started.Waiting.class, wechat.start(charge, READER));
        assertThat(wechat.query(charge)).isEqualTo(new Standing.Waiting());
        expect(Started.Waiting.class, wechat.start(charge, READER));
        scene.pays(charge.reference());

        NoticeReading.Genuine notice =
                expect(NoticeReading.Genuine.class, scene.notice().reading());
        Standing.Paid paid = expect(Standing.Paid.class, wechat.query(charge));
        assertThat(paid.amount()).isEqualTo(PRICE);
        assertThat(paid.trade()).startsWith("4200");
        assertThat(notice.told()).isEqualTo(new Told.Charged(charge.reference(), paid));
        expect(Started.Unknown.class, wechat.start(charge, READER));
        assertThat(wechat.close(charge)).isEqualTo(new Closing.AlreadyPaid());
    }

    @Test
    void needsAnOpenIdWithinWeChatAndAnAddressInAPhonesBrowser() {
        Started.Refused jsapi =
                expect(
                        Started.Refused.class,
                        wechat.start(ChannelScene.charge("wechat_jsapi", PRICE), Payer.UNKNOWN));
        Started.Refused h5 =
                expect(
                        Started.Refused.class,
                        wechat.start(ChannelScene.charge("wechat_h5", PRICE), Payer.UNKNOWN));

        assertThat(jsapi.failure().code()).isEqualTo("open_id_missing");
        assertThat(jsapi.failure().retryable()).isFalse();
        assertThat(h5.failure().code()).isEqualTo("payer_ip_missing");
    }

    @Test
    void signsWhatWeChatsScriptAndTheAppsSdkAreCalledWith() throws Exception {
        PublicKey ours = merchantKey();

        NextAction script = started("wechat_jsapi");
        Map<String, String> fields = Objects.requireNonNull(script.fields());
        assertThat(script.kind()).isEqualTo("app_params");
        assertThat(fields)
                .containsOnlyKeys(
                        "appId", "timeStamp", "nonceStr", "package", "signType", "paySign")
                .containsEntry("appId", "wxd678efh567hg6787")
                .containsEntry("signType", "RSA");
        assertThat(fields.get("package")).startsWith("prepay_id=wx");
        assertThat(
                        Stamp.verifies(
                                "%s\n%s\n%s\n%s\n"
                                        .formatted(
                                                fields.get("appId"),
                                                fields.get("timeStamp"),
                                                fields.get("nonceStr"),
                                                fields.get("package")),
                                String.valueOf(fields.get("paySign")),
                                ours))
                .isTrue();

        Map<String, String> app = Objects.requireNonNull(started("wechat_app").fields());
        assertThat(app)
                .containsOnlyKeys(
                        "appId",
                        "partnerId",
                        "prepayId",
                        "packageValue",
                        "nonceStr",
                        "timeStamp",
                        "sign")
                .containsEntry("appId", "wx8888888888888888")
                .containsEntry("partnerId", "1900000109")
                .containsEntry("packageValue", "Sign=WXPay");
        assertThat(app.get("prepayId")).startsWith("wx");
        assertThat(
                        Stamp.verifies(
                                "%s\n%s\n%s\n%s\n"
                                        .formatted(
                                                app.get("appId"),
                                                app.get("timeStamp"),
                                                app.get("nonceStr"),
                                                app.get("prepayId")),
                                String.valueOf(app.get("sign")),
                                ours))
                .isTrue();
    }

    @Test
    void sendsAPhoneToWeChatAndBackToTheShop() throws Exception {
        Charge charge = ChannelScene.charge("wechat_h5", PRICE);
        Started.Waiting waiting = expect(Started.Waiting.class, wechat.start(charge, READER));

        assertThat(waiting.action().kind()).isEqualTo("redirect");
        assertThat(waiting.action().url())
                .endsWith("&redirect_url=http%3A%2F%2F127.0.0.1%3A9%2Fback");
        assertThat(waiting.action().expiresAt())
                .isBetween(Instant.now().plusSeconds(240), Instant.now().plusSeconds(300));
        String cashier = follow(HttpRequest.newBuilder(URI.create(waiting.action().url())).GET());
        assertThat(cashier).contains("/cashier/");
        assertThat(
                        follow(
                                HttpRequest.newBuilder(URI.create(cashier))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .POST(HttpRequest.BodyPublishers.ofString("action=pay"))))
                .isEqualTo(charge.returnUrl());
    }

    @Test
    void givesBackInPartsAndHearsOfEach() throws InterruptedException {
        Charge charge = paid("wechat_native");
        Return first = refund(charge, 4000);
        Return second = refund(charge, 5900);

        assertThat(wechat.queryRefund(first)).isEqualTo(new Refunding.NotThere());
        Refunding.Accepted accepted = expect(Refunding.Accepted.class, wechat.refund(first));
        expect(Refunding.Accepted.class, wechat.refund(first));
        assertThat(scene.notice().reading())
                .isEqualTo(
                        new NoticeReading.Genuine(
                                new Told.Refunded(
                                        first.reference(),
                                        new Refunding.Done(accepted.handle()),
                                        first.amount())));
        assertThat(wechat.queryRefund(first)).isEqualTo(new Refunding.Done(accepted.handle()));
        assertThat(wechat.refund(first)).isEqualTo(new Refunding.Done(accepted.handle()));

        expect(Refunding.Accepted.class, wechat.refund(second));
        expect(NoticeReading.Genuine.class, scene.notice().reading());
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isEqualTo(9900);
        // Given back, but paid all the same.
        expect(Standing.Paid.class, wechat.query(charge));
        Refunding.Refused more = expect(Refunding.Refused.class, wechat.refund(refund(charge, 1)));
        assertThat(more.failure().code()).isEqualTo("channel_refused");
        assertThat(more.failure().retryable()).isFalse();
    }

    @Test
    void aRefundNumberWithAnotherAmountIsNotOurs() throws InterruptedException {
        Charge charge = paid("wechat_native");
        Return refund = refund(charge, 4000);
        expect(Refunding.Accepted.class, wechat.refund(refund));
        Return other =
                new Return(
                        charge,
                        refund.trade(),
                        refund.reference(),
                        PRICE,
                        Money.of("CNY", 4001),
                        "",
                        null,
                        charge.startedAt());

        expect(Refunding.Refused.class, wechat.refund(other));
        expect(Refunding.Unknown.class, wechat.queryRefund(other));
    }

    @Test
    void closesWhatNobodyPaid() {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);

        assertThat(wechat.close(charge)).isEqualTo(new Closing.NotThere());
        expect(Started.Waiting.class, wechat.start(charge, Payer.UNKNOWN));
        assertThat(wechat.close(charge)).isEqualTo(new Closing.Done());
        assertThat(wechat.close(charge)).isEqualTo(new Closing.Done());
        assertThat(wechat.query(charge)).isEqualTo(new Standing.Closed());
        Started.Refused again = expect(Started.Refused.class, wechat.start(charge, Payer.UNKNOWN));
        assertThat(again.failure().message()).contains("ORDER_CLOSED");
    }

    @Test
    void theBillHasEveryLineAndItsFee() throws InterruptedException {
        LocalDate day = today();
        Charge charge = paid("wechat_jsapi");
        Return refund = refund(charge, 4000);
        expect(Refunding.Accepted.class, wechat.refund(refund));
        Standing.Paid paid = expect(Standing.Paid.class, wechat.query(charge));
        scene.notice();

        List<Line> lines = new ArrayList<>();
        scene.advance(Duration.ofDays(2));
        Fetched.Complete complete =
                expect(Fetched.Complete.class, wechat.statement(day, lines::add));

        assertThat(complete.count()).isEqualTo(lines.size());
        Line payment = line(lines, charge.reference());
        assertThat(payment.kind()).isEqualTo(Line.Kind.PAYMENT);
        assertThat(payment.trade()).isEqualTo(paid.trade());
        assertThat(payment.amount()).isEqualTo(PRICE);
        assertThat(payment.fee()).isEqualTo(Money.of("CNY", 59));
        Line back = line(lines, refund.reference());
        assertThat(back.kind()).isEqualTo(Line.Kind.REFUND);
        assertThat(back.amount()).isEqualTo(Money.of("CNY", 4000));
        assertThat(back.fee()).isEqualTo(Money.of("CNY", -24));
    }

    @Test
    void aBillThatIsNotMadeYetIsNotAnEmptyOne() {
        assertThat(wechat.statement(today(), line -> {})).isInstanceOf(Fetched.NotYet.class);
        assertThat(wechat.statement(LocalDate.of(2020, 1, 1), line -> {}))
                .isEqualTo(new Fetched.Empty());
    }

    @Test
    void transfersToSomebodyWhoConfirms() throws InterruptedException {
        Transfer transfer = transfer("oCreator", 250_000, "柏拉图");

        assertThat(wechat.queryTransfer(transfer)).isEqualTo(new Transferring.NotThere());
        Transferring.Accepted accepted =
                expect(Transferring.Accepted.class, wechat.transfer(transfer));
        NextAction action = Objects.requireNonNull(accepted.action());
        assertThat(action.kind()).isEqualTo("app_params");
        assertThat(action.fields())
                .containsOnlyKeys("mchId", "appId", "package")
                .containsEntry("mchId", "1900000109");
        assertThat(wechat.transfer(transfer)).isEqualTo(accepted);
        assertThat(wechat.queryTransfer(transfer))
                .isEqualTo(new Transferring.Accepted(accepted.handle(), null));
        assertThat(scene.notice().reading())
                .isEqualTo(
                        new NoticeReading.Genuine(
                                new Told.Transferred(
                                        transfer.reference(),
                                        new Transferring.Done(accepted.handle()),
                                        transfer.amount())));
        assertThat(wechat.queryTransfer(transfer))
                .isEqualTo(new Transferring.Done(accepted.handle()));
        expect(
                Transferring.Unknown.class,
                wechat.transfer(
                        new Transfer(
                                transfer.reference(),
                                Money.of("CNY", 1),
                                transfer.payee(),
                                null,
                                "x",
                                Map.of(),
                                null,
                                transfer.startedAt())));
    }

    @Test
    void aTransferThatFailsIsRefusedWithItsReason() throws InterruptedException {
        Transfer frozen = transfer("oCreator_frozen", 5000, null);
        expect(Transferring.Accepted.class, wechat.transfer(frozen));
        scene.notice();
        Transfer wrong = transfer("oCreator", 5000, "Wrong Name");
        expect(Transferring.Accepted.class, wechat.transfer(wrong));
        scene.notice();

        assertThat(
                        expect(Transferring.Refused.class, wechat.queryTransfer(frozen))
                                .failure()
                                .code())
                .isEqualTo("payee_refused");
        assertThat(expect(Transferring.Refused.class, wechat.queryTransfer(wrong)).failure().code())
                .isEqualTo("payee_name_wrong");
        assertThat(
                        expect(
                                        Transferring.Refused.class,
                                        wechat.transfer(transfer("oCreator", 200_000, null)))
                                .failure()
                                .code())
                .isEqualTo("payee_name_missing");
    }

    private NextAction started(String method) {
        return expect(
                        Started.Waiting.class,
                        wechat.start(ChannelScene.charge(method, PRICE), READER))
                .action();
    }

    private Charge paid(String method) throws InterruptedException {
        Charge charge = ChannelScene.charge(method, PRICE);
        expect(Started.Waiting.class, wechat.start(charge, READER));
        scene.pays(charge.reference());
        expect(NoticeReading.Genuine.class, scene.notice().reading());
        return charge;
    }

    private static Return refund(Charge charge, long fen) {
        return new Return(
                charge,
                "",
                ChannelScene.reference(),
                PRICE,
                Money.of("CNY", fen),
                "Half of it unread",
                null,
                charge.startedAt());
    }

    private static Transfer transfer(String openId, long fen, @Nullable String name) {
        return new Transfer(
                ChannelScene.reference(),
                Money.of("CNY", fen),
                openId,
                name,
                "November's royalties",
                Map.of(),
                null,
                Instant.now());
    }

    private static Line line(List<Line> lines, String reference) {
        return lines.stream()
                .filter(line -> reference.equals(line.reference()))
                .findFirst()
                .orElseThrow();
    }

    private LocalDate today() {
        return Instant.parse(
                        scene.post("/_control/clock", Map.of("advance", "PT0S"))
                                .get("now")
                                .asString())
                .atZone(ZoneId.of("Asia/Shanghai"))
                .toLocalDate();
    }

    private PublicKey merchantKey() throws Exception {
        String pem =
                String.valueOf(
                        scene.sandbox()
                                .credentials("wechat", URI.create("http://127.0.0.1:9"))
                                .get("private-key"));
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key =
                (RSAPrivateCrtKey)
                        rsa.generatePrivate(
                                new PKCS8EncodedKeySpec(
                                        Base64.getMimeDecoder()
                                                .decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
        return rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    }

    private static String follow(HttpRequest.Builder request) throws Exception {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            return browser.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
        }
    }
}

package io.paideia.channels.alipay;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers;
import io.paideia.money.Money;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** Alipay's folder against the sandbox, without the rest of the house, in every mode. */
final class AlipayTest {

    private final List<ChannelScene> scenes = new ArrayList<>();

    /** How an account may be set up. */
    enum Mode {
        KEY_V2("v2", true),
        CERTIFICATE_V2("v2", false),
        KEY_V3("v3", true),
        CERTIFICATE_V3("v3", false);

        private final String transport;
        private final boolean key;

        Mode(String transport, boolean key) {
            this.transport = transport;
            this.key = key;
        }
    }

    @AfterEach
    void close() {
        scenes.forEach(ChannelScene::close);
    }

    @ParameterizedTest
    @EnumSource
    void collectsByCodeHearsOfItAndGivesBackInParts(Mode mode) throws InterruptedException {
        ChannelScene scene = scene(mode);
        Alipay alipay = (Alipay) scene.channel();
        Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 9900));

        expect(Started.Waiting.class, alipay.start(charge, Payer.UNKNOWN));
        expect(Started.Waiting.class, alipay.start(charge, Payer.UNKNOWN));
        assertThat(alipay.query(charge)).isEqualTo(new Standing.NotThere());
        scene.pays(charge.reference());

        NoticeReading.Genuine notice =
                expect(NoticeReading.Genuine.class, scene.notice().reading());
        Standing.Paid paid = expect(Standing.Paid.class, alipay.query(charge));
        assertThat(paid.amount()).isEqualTo(Money.of("CNY", 9900));
        assertThat(notice.told()).isEqualTo(new Told.Charged(charge.reference(), paid));
        assertThat(alipay.close(charge)).isEqualTo(new Closing.AlreadyPaid());

        Refunds.Return part = refund(charge, paid, 4000);
        assertThat(alipay.queryRefund(part)).isEqualTo(new Refunds.Refunding.NotThere());
        assertThat(alipay.refund(part)).isEqualTo(new Refunds.Refunding.Done());
        assertThat(alipay.queryRefund(part)).isEqualTo(new Refunds.Refunding.Done());
        // Again under the same number: nothing moves, and the query knows.
        expect(Refunds.Refunding.Unknown.class, alipay.refund(part));
        expect(Refunds.Refunding.Refused.class, alipay.refund(refund(charge, paid, 6000)));
        Refunds.Return rest = refund(charge, paid, 5900);
        assertThat(alipay.refund(rest)).isEqualTo(new Refunds.Refunding.Done());
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isEqualTo(9900);
    }

    @ParameterizedTest
    @EnumSource
    void closesWhatIsNotPaid(Mode mode) throws Exception {
        ChannelScene scene = scene(mode);
        Alipay alipay = (Alipay) scene.channel();
        Charge unseen = ChannelScene.charge("alipay_qr", Money.of("CNY", 100));
        assertThat(alipay.close(unseen)).isEqualTo(new Closing.NotThere());

        for (String method : List.of("alipay_page", "alipay_wap", "alipay_app")) {
            Charge charge = ChannelScene.charge(method, Money.of("CNY", 100));
            open(scene, expect(Started.Waiting.class, alipay.start(charge, Payer.UNKNOWN)));
            assertThat(alipay.query(charge)).as(method).isEqualTo(new Standing.Waiting());
            assertThat(alipay.close(charge)).as(method).isEqualTo(new Closing.Done());
            assertThat(alipay.query(charge)).as(method).isEqualTo(new Standing.Closed());
        }
    }

    @ParameterizedTest
    @EnumSource
    void knowsNothingAfterTroubleAndTheTruthAfterwards(Mode mode) {
        ChannelScene scene = scene(mode);
        Alipay alipay = (Alipay) scene.channel();
        for (Object fault :
                new Object[] {
                    "down",
                    "system_error",
                    "error_after_commit",
                    Map.of("name", "hang", "seconds", 3)
                }) {
            Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 700));
            scene.meets(charge.reference(), fault);
            assertThat(alipay.start(charge, Payer.UNKNOWN))
                    .as(fault.toString())
                    .isInstanceOf(Started.Unknown.class);
        }
        Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 700));
        scene.meets(
                charge.reference(),
                Map.of("name", "error_after_commit", "on", List.of("create", "refund")));
        expect(Started.Unknown.class, alipay.start(charge, Payer.UNKNOWN));
        scene.pays(charge.reference());
        Standing.Paid paid = expect(Standing.Paid.class, alipay.query(charge));
        Refunds.Return refund = refund(charge, paid, 700);
        expect(Refunds.Refunding.Unknown.class, alipay.refund(refund));
        assertThat(alipay.queryRefund(refund)).isEqualTo(new Refunds.Refunding.Done());
    }

    @ParameterizedTest
    @EnumSource
    void saysWhyItIsRefusedAndWhetherAnotherWayMayHelp(Mode mode) {
        ChannelScene scene = scene(mode);
        Alipay alipay = (Alipay) scene.channel();
        Map<String, String> codes = Map.of("rate_limited", "channel_busy", "declined", "declined");
        codes.forEach(
                (fault, code) -> {
                    Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 700));
                    // An unsigned refusal is asked about by version 2, which refuses alike.
                    int times = mode.transport.equals("v3") ? 2 : 1;
                    scene.meets(charge.reference(), Map.of("name", fault, "times", times));
                    Started.Refused refused =
                            expect(Started.Refused.class, alipay.start(charge, Payer.UNKNOWN));
                    assertThat(refused.failure().code()).isEqualTo(code);
                    assertThat(refused.failure().retryable()).isTrue();
                    expect(Started.Waiting.class, alipay.start(charge, Payer.UNKNOWN));
                });
    }

    @ParameterizedTest
    @EnumSource
    void waitsForARefundThatTakesTimeAndAsksAgainForOneThatFailed(Mode mode) {
        ChannelScene scene = scene(mode);
        Alipay alipay = (Alipay) scene.channel();
        for (String fault : List.of("refund_pending", "refund_fails")) {
            Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 700));
            expect(Started.Waiting.class, alipay.start(charge, Payer.UNKNOWN));
            scene.pays(charge.reference());
            Standing.Paid paid = expect(Standing.Paid.class, alipay.query(charge));
            scene.meets(charge.reference(), Map.of("name", fault, "seconds", 60));
            Refunds.Return refund = refund(charge, paid, 700);

            expect(Refunds.Refunding.Unknown.class, alipay.refund(refund));
            assertThat(alipay.queryRefund(refund)).isEqualTo(new Refunds.Refunding.NotThere());
            expect(Refunds.Refunding.Unknown.class, alipay.refund(refund));
            scene.advance(Duration.ofSeconds(61));
            // What is due by the jump happens beside us.
            org.awaitility.Awaitility.await()
                    .until(
                            () ->
                                    alipay.queryRefund(refund) instanceof Refunds.Refunding.Done
                                            || alipay.refund(refund)
                                                    instanceof Refunds.Refunding.Done);
            assertThat(alipay.queryRefund(refund)).isEqualTo(new Refunds.Refunding.Done());
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsMoneyOnceAndOnlyWithCertificates(Mode mode) {
        ChannelScene scene = scene(mode);
        Alipay alipay = (Alipay) scene.channel();
        Transfers.Transfer transfer = transfer("2088722000000009", 5000);
        if (mode.key) {
            expect(Transfers.Transferring.Refused.class, alipay.transfer(transfer));
            return;
        }
        assertThat(alipay.queryTransfer(transfer)).isEqualTo(new Transfers.Transferring.NotThere());
        scene.meets(
                transfer.reference(),
                Map.of("name", "error_after_commit", "on", List.of("payout")));
        expect(Transfers.Transferring.Unknown.class, alipay.transfer(transfer));
        Transfers.Transferring done =
                expect(Transfers.Transferring.Done.class, alipay.queryTransfer(transfer));
        assertThat(alipay.transfer(transfer)).isEqualTo(done);

        Transfers.Transfer other =
                new Transfers.Transfer(
                        transfer.reference(),
                        Money.of("CNY", 6000),
                        transfer.payee(),
                        null,
                        "more",
                        Map.of(),
                        null,
                        Instant.now());
        expect(Transfers.Transferring.Unknown.class, alipay.transfer(other));
        expect(Transfers.Transferring.Unknown.class, alipay.queryTransfer(other));
        expect(
                Transfers.Transferring.Refused.class,
                alipay.transfer(transfer("somebody@example.com", 5000)));
        Transfers.Transfer poor = transfer("2088722000000009", 5000);
        scene.meets(poor.reference(), Map.of("name", "declined", "on", List.of("payout")));
        assertThat(
                        expect(Transfers.Transferring.Refused.class, alipay.transfer(poor))
                                .failure()
                                .code())
                .isEqualTo("insufficient_funds");
    }

    @ParameterizedTest
    @EnumSource
    void readsTheDaysBillWithWhatIsWrongInIt(Mode mode) {
        ChannelScene scene = scene(mode);
        Alipay alipay = (Alipay) scene.channel();
        Charge right = paid(scene, alipay);
        Charge missing = paid(scene, alipay);
        Charge changed = paid(scene, alipay);
        Refunds.Return refund =
                refund(right, expect(Standing.Paid.class, alipay.query(right)), 200);
        expect(Refunds.Refunding.Done.class, alipay.refund(refund));
        scene.meets(missing.reference(), "bill_missing");
        scene.meets(changed.reference(), "bill_changed");
        LocalDate today =
                Instant.parse(
                                scene.post("/_control/clock", Map.of("advance", "PT0S"))
                                        .path("now")
                                        .asString())
                        .atZone(AlipayTimes.BEIJING)
                        .toLocalDate();
        assertThat(alipay.statement(today, line -> {})).isEqualTo(new Statements.Fetched.NotYet());
        scene.advance(Duration.ofHours(34));

        List<Statements.Line> lines = new ArrayList<>();
        Statements.Fetched.Complete complete =
                expect(Statements.Fetched.Complete.class, alipay.statement(today, lines::add));
        assertThat(complete.count()).isEqualTo(lines.size());
        Statements.Line line = line(lines, right.reference());
        assertThat(line.kind()).isEqualTo(Statements.Line.Kind.PAYMENT);
        assertThat(line.amount()).isEqualTo(Money.of("CNY", 1000));
        assertThat(line.fee()).isEqualTo(Money.of("CNY", 6));
        Statements.Line back = line(lines, refund.reference());
        assertThat(back.kind()).isEqualTo(Statements.Line.Kind.REFUND);
        assertThat(back.amount()).isEqualTo(Money.of("CNY", 200));
        assertThat(back.fee()).isEqualTo(Money.of("CNY", -1));
        assertThat(line(lines, changed.reference()).amount()).isEqualTo(Money.of("CNY", 1100));
        assertThat(lines).noneMatch(some -> missing.reference().equals(some.reference()));
    }

    @ParameterizedTest
    @EnumSource
    void believesTheNextCertificateOnlyWhereItIsConfigured(Mode mode) {
        ChannelScene scene = scene(mode);
        Alipay alipay = (Alipay) scene.channel();
        Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 700));
        scene.meets(charge.reference(), "rotated_certificate");
        Class<? extends Started> expected =
                mode.key ? Started.Unknown.class : Started.Waiting.class;
        expect(expected, alipay.start(charge, Payer.UNKNOWN));
    }

    private ChannelScene scene(Mode mode) {
        Map<String, String> certificates =
                Map.of("app-cert", "", "alipay-cert", "", "root-cert", "");
        Map<String, String> settings = new java.util.HashMap<>();
        settings.put("transport", mode.transport);
        if (mode.key) {
            settings.putAll(certificates);
        }
        ChannelScene scene =
                new ChannelScene(
                        new AlipayProtocol(JsonMapper.shared(), Clock.systemUTC()), settings);
        scenes.add(scene);
        return scene;
    }

    private static Charge paid(ChannelScene scene, Alipay alipay) {
        Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 1000));
        expect(Started.Waiting.class, alipay.start(charge, Payer.UNKNOWN));
        scene.pays(charge.reference());
        return charge;
    }

    private static Statements.Line line(List<Statements.Line> lines, String reference) {
        return lines.stream()
                .filter(line -> reference.equals(line.reference()))
                .findFirst()
                .orElseThrow();
    }

    private static Refunds.Return refund(Charge charge, Standing.Paid paid, long minor) {
        return new Refunds.Return(
                charge,
                paid.trade(),
                ChannelScene.reference(),
                charge.amount(),
                Money.of("CNY", minor),
                "a missing page",
                null,
                charge.startedAt());
    }

    private static Transfers.Transfer transfer(String payee, long minor) {
        return new Transfers.Transfer(
                ChannelScene.reference(),
                Money.of("CNY", minor),
                payee,
                null,
                "royalties",
                Map.of(),
                null,
                Instant.now());
    }

    /** The buyer's browser, or Alipay's app, brings the order and shows it. */
    private static void open(ChannelScene scene, Started.Waiting waiting) throws Exception {
        Map<String, String> fields = waiting.action().fields();
        String url =
                fields == null
                        ? Objects.requireNonNull(waiting.action().url())
                        : scene.sandbox().baseUri()
                                + "/alipay/gateway.do?"
                                + fields.get("order_string");
        try (HttpClient browser =
                HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
            HttpResponse<String> page =
                    browser.send(
                            HttpRequest.newBuilder(URI.create(url)).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
        }
    }
}

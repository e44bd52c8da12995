package io.paideia.channels.wechat;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.money.Money;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Somebody between us and WeChat Pay who changes answers: none of it is believed. */
final class WechatAnswerTest {

    private static final Money PRICE = Money.of("CNY", 9900);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final HttpServer between = server();
    private volatile UnaryOperator<Reply> change = UnaryOperator.identity();
    private volatile Reply last = new Reply(0, Map.of(), "");
    private ChannelScene scene = scene();
    private WechatPay wechat = (WechatPay) scene.channel();

    private record Reply(int status, Map<String, String> headers, String body) {

        Reply without(String header) {
            Map<String, String> fewer = new TreeMap<>(headers);
            fewer.remove(header);
            return new Reply(status, fewer, body);
        }

        Reply with(String header, String value) {
            Map<String, String> other = new TreeMap<>(headers);
            other.put(header, value);
            return new Reply(status, other, body);
        }
    }

    @BeforeEach
    void open() {
        between.createContext("/", this::pass);
        between.start();
    }

    @AfterEach
    void close() {
        scene.close();
        between.stop(0);
    }

    @Test
    void whatNobodyChangesIsBelieved() {
        Charge charge = started();
        assertThat(wechat.query(charge)).isEqualTo(new Standing.Waiting());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wechatpay-signature",
                "wechatpay-serial",
                "wechatpay-nonce",
                "wechatpay-timestamp"
            })
    void anAnswerWithoutItsHeadersSaysNothing(String header) {
        Charge charge = started();
        change = reply -> reply.without(header);

        expect(Standing.Unknown.class, wechat.query(charge));
        expect(Closing.Unknown.class, wechat.close(charge));
        expect(
                Started.Unknown.class,
                wechat.start(ChannelScene.charge("wechat_native", PRICE), Payer.UNKNOWN));
    }

    @Test
    void aChangedAnswerSaysNothing() {
        Charge charge = started();
        change =
                reply -> new Reply(200, reply.headers(), reply.body().replace("NOTPAY", "SUCCESS"));
        expect(Standing.Unknown.class, wechat.query(charge));

        change =
                reply -> reply.with("wechatpay-signature", "WECHATPAY/SIGNTEST/" + "A".repeat(340));
        expect(Standing.Unknown.class, wechat.query(charge));

        change = reply -> reply.with("wechatpay-serial", "PUB_KEY_ID_somebody_elses");
        expect(Standing.Unknown.class, wechat.query(charge));

        change = reply -> reply.with("wechatpay-timestamp", "1760000000");
        expect(Standing.Unknown.class, wechat.query(charge));
    }

    @Test
    void aGenuineAnswerToAnotherQuestionSaysNothing() throws InterruptedException {
        Charge bought = started();
        scene.pays(bought.reference());
        scene.notice();
        Standing.Paid paid = expect(Standing.Paid.class, wechat.query(bought));
        Reply replayed = last;
        Charge other = started();

        change = reply -> replayed;
        expect(Standing.Unknown.class, wechat.query(other));
        assertThat(wechat.query(bought)).isEqualTo(paid);

        change = UnaryOperator.identity();
        Return first = refund(bought, 4000);
        expect(Refunding.Accepted.class, wechat.refund(first));
        Reply accepted = last;
        change = reply -> accepted;
        expect(Refunding.Unknown.class, wechat.refund(refund(bought, 4000)));
        expect(Refunding.Unknown.class, wechat.queryRefund(refund(bought, 4000)));
    }

    @Test
    void aRefusalThatIsNotSignedIsNoRefusal() {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        change =
                reply ->
                        new Reply(
                                404,
                                Map.of("content-type", "application/json"),
                                "{\"code\":\"ORDER_NOT_EXIST\",\"message\":\"\"}");

        expect(Standing.Unknown.class, wechat.query(charge));
        expect(Started.Unknown.class, wechat.start(charge, Payer.UNKNOWN));
        expect(Closing.Unknown.class, wechat.close(charge));
        expect(Refunding.Unknown.class, wechat.refund(refund(charge, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 301, 302, 500, 502, 503})
    void otherStatusesSayNothingEvenIfTheyAreSigned(int status) {
        Charge charge = started();
        change = reply -> new Reply(status, reply.headers(), reply.body());

        expect(Standing.Unknown.class, wechat.query(charge));
        expect(Closing.Unknown.class, wechat.close(charge));
    }

    @Test
    void aWrongMerchantKeyIsUnknownBecauseTheRefusalIsNotSigned() {
        scene.close();
        scene =
                new ChannelScene(
                        new WechatProtocol(JsonMapper.shared(), Clock.systemUTC()),
                        Map.of("merchant-serial", "00"));
        wechat = (WechatPay) scene.channel();

        Started.Unknown unknown =
                expect(
                        Started.Unknown.class,
                        wechat.start(ChannelScene.charge("wechat_native", PRICE), Payer.UNKNOWN));
        assertThat(unknown.why()).contains("401");
    }

    @Test
    void aBillThatWasChangedOnItsWayCountsForNothing() throws InterruptedException {
        Charge bought = started();
        scene.pays(bought.reference());
        scene.notice();
        LocalDate day =
                Instant.parse(
                                scene.post("/_control/clock", Map.of("advance", "PT0S"))
                                        .get("now")
                                        .asString())
                        .atZone(ZoneId.of("Asia/Shanghai"))
                        .toLocalDate();
        scene.advance(Duration.ofDays(2));
        List<Line> lines = new ArrayList<>();
        expect(Fetched.Complete.class, wechat.statement(day, lines::add));

        change =
                reply ->
                        reply.body().startsWith("交易时间")
                                ? new Reply(
                                        200,
                                        reply.headers(),
                                        reply.body().replace("`99.00", "`98.00"))
                                : reply;
        Fetched.Unknown changed = expect(Fetched.Unknown.class, wechat.statement(day, line -> {}));
        assertThat(changed.why()).contains("digest");

        change =
                reply ->
                        reply.body().startsWith("交易时间")
                                ? new Reply(
                                        200,
                                        reply.headers(),
                                        reply.body().substring(0, reply.body().length() / 2))
                                : reply;
        expect(Fetched.Unknown.class, wechat.statement(day, line -> {}));
    }

    private Charge started() {
        Charge charge = ChannelScene.charge("wechat_native", PRICE);
        expect(Started.Waiting.class, wechat.start(charge, Payer.UNKNOWN));
        return charge;
    }

    private static Return refund(Charge charge, long fen) {
        return new Return(
                charge,
                "",
                ChannelScene.reference(),
                PRICE,
                Money.of("CNY", fen),
                "",
                null,
                charge.startedAt());
    }

    private ChannelScene scene() {
        return new ChannelScene(
                new WechatProtocol(JsonMapper.shared(), Clock.systemUTC()),
                Map.of(
                        "gateway",
                        "http://127.0.0.1:" + between.getAddress().getPort() + "/wechat"));
    }

    /** Hands the call on with its signature, and the answer back with whatever is changed. */
    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = change.apply(forward(exchange));
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Reply forward(HttpExchange exchange) throws IOException {
        URI to = scene.sandbox().baseUri().resolve(exchange.getRequestURI().toString());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to)
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(
                                        exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (name.startsWith("Auth")
                                    || name.startsWith("Wechatpay")
                                    || name.equals("Content-type")) {
                                request.header(name, values.getFirst());
                            }
                        });
        try {
            HttpResponse<String> answer =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> headers = new TreeMap<>();
            answer.headers()
                    .map()
                    .forEach(
                            (name, values) -> {
                                if (name.startsWith("wechatpay") || name.startsWith("Wechatpay")) {
                                    headers.put(
                                            name.toLowerCase(java.util.Locale.ROOT),
                                            values.getFirst());
                                }
                            });
            last = new Reply(answer.statusCode(), headers, answer.body());
            return last;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static HttpServer server() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

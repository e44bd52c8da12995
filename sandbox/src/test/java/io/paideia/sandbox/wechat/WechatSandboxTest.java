package io.paideia.sandbox.wechat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paideia.sandbox.Sandbox;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** WeChat Pay's stand-in as a merchant meets it who shares no code with it. */
final class WechatSandboxTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir Path folder;

    private record Received(Map<String, String> headers, String body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(204);
    private HttpServer box;
    private Sandbox sandbox;
    private WechatMerchant shop;

    @BeforeEach
    void open() throws IOException {
        box = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        box.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        box.createContext("/", this::receive);
        box.start();
        start();
    }

    private void start() {
        sandbox = Sandbox.start(folder, 0);
        shop = new WechatMerchant(sandbox.credentials("wechat", URI.create(notifyUrl())));
    }

    @AfterEach
    void close() {
        sandbox.close();
        box.stop(0);
    }

    @Test
    void signsAnswersAndRefusalsWithTheKeyThatTheMerchantKnows() {
        String reference = reference();
        JsonNode placed = shop.verified(place("native", reference, Map.of()), 200);
        assertThat(placed.get("code_url").asString()).contains("/cashier/");
        assertThat(shop.verified(query(reference), 200).get("trade_state").asString())
                .isEqualTo("NOTPAY");
        HttpResponse<String> unknown = query("unknown1");
        assertThat(shop.verified(unknown, 404).get("code").asString()).isEqualTo("ORDER_NOT_EXIST");
        assertThat(unknown.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));

        assertThat(shop.learnCertificates()).isEqualTo(1);
        shop.serial = "";
        HttpResponse<String> certified = query(reference);
        shop.verified(certified, 200);
        assertThat(certified.headers().firstValue("Wechatpay-Serial").orElseThrow())
                .hasSize(40)
                .doesNotStartWith("PUB_KEY_ID_");
    }

    /** The Java SDK looks names up in their exact case. */
    @Test
    void headersKeepTheirCase() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create(shop.credential("gateway") + "/v3/certificates")
                                .toURL()
                                .openConnection();
        connection.setRequestProperty(
                "Authorization", shop.authorization("GET", "/v3/certificates", ""));
        assertThat(connection.getHeaderFields())
                .containsKeys(
                        "Wechatpay-Timestamp",
                        "Wechatpay-Nonce",
                        "Wechatpay-Serial",
                        "Wechatpay-Signature",
                        "Wechatpay-Signature-Type",
                        "Request-ID");
    }

    @Test
    void turnsAwayWhatIsNotSignedOrNotNow() {
        HttpResponse<String> unsigned =
                shop.send(
                        HttpRequest.newBuilder(
                                URI.create(shop.credential("gateway") + "/v3/certificates")));
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(unsigned.body()).contains("SIGN_ERROR");
        assertThat(unsigned.headers().map()).doesNotContainKey("wechatpay-signature");

        shop.secondsAgo = 301;
        assertThat(shop.get("/v3/certificates").statusCode()).isEqualTo(401);
        shop.secondsAgo = -301;
        assertThat(shop.get("/v3/certificates").statusCode()).isEqualTo(401);
        shop.secondsAgo = 0;
        assertThat(shop.get("/v3/certificates").statusCode()).isEqualTo(200);
        assertThat(shop.verified(shop.get("/v3/nothing"), 404).get("code").asString())
                .isEqualTo("RESOURCE_NOT_EXISTS");
    }

    @Test
    void checksOrdersAsTheDocumentsSay() {
        assertThat(code(place("native", "short", Map.of()), 400)).isEqualTo("PARAM_ERROR");
        assertThat(code(place("native", reference(), Map.of("description", "")), 400))
                .isEqualTo("PARAM_ERROR");
        assertThat(code(place("native", reference(), Map.of("amount", Map.of("total", 0))), 400))
                .isEqualTo("PARAM_ERROR");
        assertThat(code(place("native", reference(), Map.of("amount", Map.of("total", "1"))), 400))
                .isEqualTo("PARAM_ERROR");
        assertThat(code(place("native", reference(), Map.of("appid", "wx0")), 400))
                .isEqualTo("APPID_MCHID_NOT_MATCH");
        assertThat(code(place("jsapi", reference(), Map.of()), 400)).isEqualTo("PARAM_ERROR");
        assertThat(code(place("h5", reference(), Map.of()), 400)).isEqualTo("PARAM_ERROR");
        assertThat(
                        code(
                                place(
                                        "native",
                                        reference(),
                                        Map.of("time_expire", "2020-01-01T00:00:00+08:00")),
                                400))
                .isEqualTo("INVALID_REQUEST");
        String reference = reference();
        shop.verified(place("native", reference, Map.of()), 200);
        assertThat(code(place("native", reference, Map.of("amount", Map.of("total", 1))), 403))
                .isEqualTo("OUT_TRADE_NO_USED");
    }

    @Test
    void tellsOfAPaymentByWechatsScheduleUntilItIsHeard() {
        status.set(500);
        String reference = paid();
        awaitReceived(1);
        for (String delay :
                List.of(
                        "PT15S", "PT15S", "PT30S", "PT3M", "PT10M", "PT20M", "PT30M", "PT30M",
                        "PT30M", "PT60M", "PT3H", "PT3H", "PT3H", "PT6H", "PT6H")) {
            int before = received.size();
            advance(delay);
            awaitReceived(before + 1);
            awaitDeliveries(reference, before + 1);
        }
        advance("P30D");
        assertThat(received).hasSize(16);
        assertThat(received).allMatch(notice -> shop.isSigned(notice.headers(), notice.body()));
        JsonNode envelope = JSON.readTree(received.getFirst().body());
        assertThat(envelope.get("event_type").asString()).isEqualTo("TRANSACTION.SUCCESS");
        assertThat(envelope.get("resource_type").asString()).isEqualTo("encrypt-resource");
        JsonNode order = JSON.readTree(shop.open(envelope.get("resource")));
        assertThat(order.get("out_trade_no").asString()).isEqualTo(reference);
        assertThat(order.get("mchid").asString()).isEqualTo(shop.credential("mch-id"));
        assertThat(order.at("/amount/total").asLong()).isEqualTo(9900);
        assertThat(order.get("trade_type").asString()).isEqualTo("NATIVE");
        assertThat(received)
                .extracting(notice -> JSON.readTree(notice.body()).get("id").asString())
                .containsOnly(envelope.get("id").asString());
    }

    @Test
    void doesNotHearARefusalInTheBodyOfA200() {
        status.set(200);
        String reference = paid();
        awaitDeliveries(reference, 1);
        advance("P1D");
        assertThat(received).hasSize(1);
    }

    @Test
    void refundsLaterTellsOfItAndGoesOnAfterARestart() {
        String reference = paid();
        awaitDeliveries(reference, 1);
        control(
                "scenario",
                Map.of(
                        "reference",
                        reference,
                        "faults",
                        List.of(Map.of("name", "refund_pending", "seconds", 3600))));
        Map<String, Object> refund =
                Map.of(
                        "out_trade_no",
                        reference,
                        "out_refund_no",
                        "R" + reference,
                        "notify_url",
                        notifyUrl(),
                        "amount",
                        Map.of("refund", 4000, "total", 9900, "currency", "CNY"));
        JsonNode taken = shop.verified(shop.post("/v3/refund/domestic/refunds", refund), 200);
        assertThat(taken.get("status").asString()).isEqualTo("PROCESSING");
        assertThat(taken.at("/amount/payer_refund").asLong()).isEqualTo(4000);

        sandbox.close();
        start();
        await().until(() -> refundStatus("R" + reference).equals("SUCCESS"));
        awaitReceived(2);
        JsonNode envelope = JSON.readTree(received.getLast().body());
        assertThat(envelope.get("event_type").asString()).isEqualTo("REFUND.SUCCESS");
        assertThat(
                        JSON.readTree(shop.open(envelope.get("resource")))
                                .get("refund_status")
                                .asString())
                .isEqualTo("SUCCESS");
        assertThat(code(shop.get("/v3/refund/domestic/refunds/unknown"), 404))
                .isEqualTo("RESOURCE_NOT_EXISTS");
    }

    @Test
    void transfersWaitForTheReceiverAndCanBeTakenBack() {
        Map<String, Object> transfer = transfer("oReader_absent");
        String path = "/v3/fund-app/mch-transfer/transfer-bills";
        String number = String.valueOf(transfer.get("out_bill_no"));
        JsonNode made = shop.verified(shop.post(path, transfer), 200);
        assertThat(made.get("state").asString()).isEqualTo("WAIT_USER_CONFIRM");
        assertThat(made.get("package_info").asString()).isNotEmpty();

        assertThat(
                        shop.verified(
                                        shop.post(
                                                path + "/out-bill-no/" + number + "/cancel",
                                                Map.of("x", "")),
                                        200)
                                .get("state")
                                .asString())
                .isEqualTo("CANCELING");
        assertThat(
                        shop.verified(shop.get(path + "/out-bill-no/" + number), 200)
                                .get("state")
                                .asString())
                .isEqualTo("CANCELLED");
        Map<String, Object> silent = new HashMap<>(transfer("oReader"));
        silent.remove("transfer_scene_report_infos");
        assertThat(code(shop.post(path, silent), 400)).isEqualTo("PARAM_ERROR");
        assertThat(code(shop.get(path + "/out-bill-no/unknown"), 404)).isEqualTo("NOT_FOUND");
    }

    @Test
    void tellsOfATransferByItsOwnSchedule() {
        status.set(500);
        Map<String, Object> transfer = transfer("oReader");
        shop.verified(shop.post("/v3/fund-app/mch-transfer/transfer-bills", transfer), 200);
        awaitReceived(1);
        for (int retry = 1; retry <= 12; retry++) {
            int before = received.size();
            // The attempt must be over before the next one has its time.
            pause();
            advance(retry <= 10 ? "PT15S" : "PT5M");
            awaitReceived(before + 1);
        }
        JsonNode envelope = JSON.readTree(received.getLast().body());
        assertThat(envelope.get("event_type").asString()).isEqualTo("MCHTRANSFER.BILL.FINISHED");
        JsonNode bill = JSON.readTree(shop.open(envelope.get("resource")));
        assertThat(bill.get("out_bill_no").asString())
                .isEqualTo(String.valueOf(transfer.get("out_bill_no")));
        assertThat(bill.get("state").asString()).isEqualTo("SUCCESS");
    }

    @Test
    void theBillIsUnsignedAndHasTheDigestThatWasSigned() throws Exception {
        String reference = paid();
        LocalDate day = LocalDate.ofInstant(now(), ZoneId.of("Asia/Shanghai"));
        assertThat(code(bill(day), 400)).isEqualTo("INVALID_REQUEST");
        Instant eight = day.plusDays(1).atTime(8, 0).atZone(ZoneId.of("Asia/Shanghai")).toInstant();
        advance(Duration.between(now(), eight).toString());
        assertThat(code(bill(day), 400)).isEqualTo("STATEMENT_CREATING");
        advance("PT1H");
        assertThat(code(bill(day.minusDays(100)), 400)).isEqualTo("NO_STATEMENT_EXIST");

        JsonNode answer = shop.verified(bill(day), 200);
        String url = answer.get("download_url").asString();
        HttpResponse<String> file = shop.get(url.substring(shop.credential("gateway").length()));
        assertThat(file.headers().map()).doesNotContainKey("wechatpay-signature");
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        MessageDigest.getInstance("SHA-1")
                                                .digest(file.body().getBytes(UTF_8))))
                .isEqualTo(answer.get("hash_value").asString());
        List<String> lines = file.body().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst().split(",", -1)).hasSize(27);
        assertThat(lines.get(1)).contains("`" + reference).contains("`99.00").contains("`0.59000");
        assertThat(lines.get(3)).startsWith("`1,`99.00");
    }

    @Test
    void keepsItsKeysOverARestart() {
        Map<String, String> before = sandbox.credentials("wechat", URI.create(notifyUrl()));
        sandbox.close();
        start();
        Map<String, String> after = sandbox.credentials("wechat", URI.create(notifyUrl()));

        for (String name : List.of("private-key", "merchant-serial", "api-v3-key", "public-key")) {
            assertThat(after.get(name)).isEqualTo(before.get(name));
        }
        assertThat(after.get("api-v3-key")).hasSize(32);
    }

    private String paid() {
        String reference = reference();
        shop.verified(place("native", reference, Map.of()), 200);
        control("pay", Map.of("reference", reference));
        return reference;
    }

    private HttpResponse<String> place(String kind, String reference, Map<String, ?> other) {
        Map<String, Object> order = new HashMap<>();
        order.put("appid", shop.credential("app-id"));
        order.put("mchid", shop.credential("mch-id"));
        order.put("description", "哲学入门 & more");
        order.put("out_trade_no", reference);
        order.put("notify_url", notifyUrl());
        order.put("amount", Map.of("total", 9900, "currency", "CNY"));
        order.putAll(other);
        return shop.post("/v3/pay/transactions/" + kind, order);
    }

    private HttpResponse<String> query(String reference) {
        return shop.get(
                "/v3/pay/transactions/out-trade-no/"
                        + reference
                        + "?mchid="
                        + shop.credential("mch-id"));
    }

    private HttpResponse<String> bill(LocalDate day) {
        return shop.get("/v3/bill/tradebill?bill_date=" + day + "&bill_type=ALL");
    }

    private String refundStatus(String number) {
        return shop.verified(shop.get("/v3/refund/domestic/refunds/" + number), 200)
                .get("status")
                .asString();
    }

    private Map<String, Object> transfer(String openId) {
        return Map.of(
                "appid",
                shop.credential("app-id"),
                "out_bill_no",
                reference(),
                "transfer_scene_id",
                "1005",
                "openid",
                openId,
                "transfer_amount",
                2000,
                "transfer_remark",
                "稿费",
                "notify_url",
                notifyUrl(),
                "transfer_scene_report_infos",
                List.of(Map.of("info_type", "岗位类型", "info_content", "作者")));
    }

    private String code(HttpResponse<String> answer, int expected) {
        return shop.verified(answer, expected).get("code").asString();
    }

    private static String reference() {
        return "order" + System.nanoTime() + NUMBERS.incrementAndGet();
    }

    private String notifyUrl() {
        return "http://127.0.0.1:" + box.getAddress().getPort() + "/notify";
    }

    private void advance(String duration) {
        control("clock", Map.of("advance", duration));
    }

    private Instant now() {
        return Instant.parse(control("clock", Map.of("advance", "PT0S")).get("now").asString());
    }

    private JsonNode control(String path, Map<String, ?> body) {
        HttpResponse<String> answer =
                shop.send(
                        HttpRequest.newBuilder(sandbox.baseUri().resolve("/_control/" + path))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                JSON.writeValueAsString(body))));
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private void awaitReceived(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> received.size() == count);
    }

    private void awaitDeliveries(String reference, int count) {
        await().until(
                        () ->
                                JSON.readTree(
                                                        shop.send(
                                                                        HttpRequest.newBuilder(
                                                                                sandbox.baseUri()
                                                                                        .resolve(
                                                                                                "/_control/trades?reference="
                                                                                                        + reference)))
                                                                .body())
                                                .at("/data/0/notices")
                                                .size()
                                        == count);
    }

    /** Payouts show no deliveries, so there is nothing to wait for but time. */
    private static void pause() {
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Before the test hears of the notice, and changes the next one's answer.
            int code = status.get();
            Map<String, String> headers = new HashMap<>();
            for (String name :
                    List.of(
                            "Wechatpay-Timestamp",
                            "Wechatpay-Nonce",
                            "Wechatpay-Serial",
                            "Wechatpay-Signature")) {
                headers.put(name, String.valueOf(exchange.getRequestHeaders().getFirst(name)));
            }
            received.add(
                    new Received(
                            headers, new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            byte[] body = code == 204 ? new byte[0] : "{\"code\":\"FAIL\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}

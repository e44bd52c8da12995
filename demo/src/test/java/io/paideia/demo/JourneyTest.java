package io.paideia.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Walks the journey of the README as a platform would: over HTTP, knowing nothing else. */
class JourneyTest {

    private static final String COURSE = "复式记账十讲";
    private static final long PRICE = 9900;

    /** Lantern's terms give the creator 70 %. */
    private static final long CREATORS_SHARE = 6930;

    /** Lantern's terms are T+7; one more for those ahead of UTC. */
    private static final int CYCLE_DAYS = 8;

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir static Path folder;

    static DemoServer demo;
    static Api lantern;
    static Api inkwell;
    static Api operator;

    @BeforeAll
    static void start() {
        demo = DemoServer.start(DemoSettings.onFreePorts(folder));
        lantern = Api.signIn(demo.baseUri(), DemoClient.LANTERN);
        inkwell = Api.signIn(demo.baseUri(), DemoClient.INKWELL);
        operator = Api.signIn(demo.baseUri(), DemoClient.OPERATOR);
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @Test
    void walksFromOrderToSettlementAndBack() throws Exception {
        JsonNode course = course();
        String creator = creatorOf(course);
        String buyer = buyer();
        Holding before = holding(creator);

        String payment = pay(buyer, course);
        await().atMost(SOON).until(() -> entitled(inkwell, buyer, course));
        assertThat(status("/v1/payments/" + payment)).isEqualTo("succeeded");
        assertThat(holding(creator)).isEqualTo(before.plus(CREATORS_SHARE, 0));

        assertThat(releasedCny()).isGreaterThanOrEqualTo(CREATORS_SHARE);
        assertThat(releasedCny()).isZero();
        long released = before.pending() + CREATORS_SHARE;
        Holding after = before.plus(CREATORS_SHARE, 0).plus(-released, released);
        assertThat(holding(creator)).isEqualTo(after);

        refund(payment, Map.of("amount", cny(3300)));
        soon(() -> assertThat(holding(creator)).isEqualTo(after.plus(0, -2310)));
        assertThat(orderStatus(payment)).isEqualTo("partially_refunded");
        assertThat(entitled(inkwell, buyer, course)).isTrue();

        refund(payment, Map.of());
        await().atMost(SOON).until(() -> !entitled(inkwell, buyer, course));
        assertThat(orderStatus(payment)).isEqualTo("refunded");
        soon(() -> assertThat(holding(creator)).isEqualTo(after.plus(0, -CREATORS_SHARE)));
        assertThat(refusal(payment)).isEqualTo("refund_exceeds_payment");
        booksBalance();
    }

    /**
     * The quickest of three, because a machine that is busy otherwise can delay any one of them.
     */
    @Test
    void opensOnTheOtherPlatformWithinOneSecond() {
        JsonNode course = course();
        long quickestMillis =
                IntStream.range(0, 3)
                        .mapToLong(
                                purchase -> {
                                    String buyer = buyer();
                                    pay(buyer, course);
                                    long paid = System.nanoTime();
                                    await().pollInterval(Duration.ofMillis(20))
                                            .atMost(SOON)
                                            .until(() -> entitled(inkwell, buyer, course));
                                    return (System.nanoTime() - paid) / 1_000_000;
                                })
                        .min()
                        .orElseThrow();
        assertThat(quickestMillis).isLessThan(1000);
    }

    @Test
    void keepsOnePlatformsOrdersFromTheOther() {
        String order = order(buyer(), course());
        assertThat(lantern.tryGet("/v1/orders/" + order).status()).isEqualTo(200);
        assertThat(inkwell.tryGet("/v1/orders/" + order).status()).isEqualTo(404);
    }

    private record Holding(long pending, long available) {
        Holding plus(long morePending, long moreAvailable) {
            return new Holding(pending + morePending, available + moreAvailable);
        }
    }

    private static JsonNode course() {
        return lantern.list("/v1/products").stream()
                .filter(product -> product.path("title").asString().equals(COURSE))
                .findFirst()
                .orElseThrow();
    }

    private static String creatorOf(JsonNode course) {
        return course.path("creator").asString();
    }

    private static String buyer() {
        String email = "buyer-" + UUID.randomUUID() + "@example.com";
        return id(lantern.post("/v1/users", null, Map.of("email", email, "name", "A buyer")));
    }

    private static String order(String buyer, JsonNode course) {
        Map<String, Object> item = Map.of("product", id(course));
        return id(lantern.post("/v1/orders", key(), Map.of("user", buyer, "items", List.of(item))));
    }

    /** Orders, and pays by phone; returns the payment's id. */
    private static String pay(String buyer, JsonNode course) {
        Map<String, Object> request = Map.of("order", order(buyer, course), "method", "alipay_qr");
        JsonNode payment = lantern.post("/v1/payments", key(), request);
        assertThat(payment.path("status").asString()).isEqualTo("requires_action");
        assertThat(payment.path("amount").path("amount").asLong()).isEqualTo(PRICE);
        payByPhone(payment.path("attempts").path(0).path("reference").asString());
        return id(payment);
    }

    private static void payByPhone(String reference) {
        URI phone = demo.sandbox().baseUri().resolve("/_control/pay");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(phone)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"reference\":\"" + reference + "\"}"))
                            .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (Exception failed) {
            throw new AssertionError("The phone cannot pay", failed);
        }
    }

    private static boolean entitled(Api platform, String buyer, JsonNode course) {
        String query = "?user=" + buyer + "&product=" + id(course);
        return platform.get("/v1/entitlements/check" + query).path("entitled").asBoolean();
    }

    private static Holding holding(String creator) {
        JsonNode cny = operator.get("/v1/creators/" + creator + "/balance").path("CNY");
        return new Holding(cny.path("pending").asLong(), cny.path("available").asLong());
    }

    /** Settles all that is due within the cycle; what that released, in minor units. */
    private static long releasedCny() {
        String day = LocalDate.now(ZoneOffset.UTC).plusDays(CYCLE_DAYS).toString();
        JsonNode settlement = operator.post("/v1/settlements", null, Map.of("through", day));
        for (JsonNode money : settlement.path("released")) {
            if (money.path("currency").asString().equals("CNY")) {
                return money.path("amount").asLong();
            }
        }
        return 0;
    }

    private static void refund(String payment, Map<String, Object> amount) {
        String refund = id(lantern.post("/v1/refunds", key(), refunding(payment, amount)));
        soon(() -> assertThat(status("/v1/refunds/" + refund)).isEqualTo("succeeded"));
    }

    private static String refusal(String payment) {
        Api.Answer answer =
                lantern.tryPost("/v1/refunds", key(), refunding(payment, Map.of("amount", cny(1))));
        assertThat(answer.status()).isEqualTo(422);
        return answer.body().path("code").asString();
    }

    private static Map<String, Object> refunding(String payment, Map<String, Object> amount) {
        Map<String, Object> request = new HashMap<>(amount);
        request.put("payment", payment);
        request.put("reason", "not what I wanted");
        return request;
    }

    private static void booksBalance() {
        JsonNode currencies = operator.get("/v1/ledger/trial-balance").path("currencies");
        assertThat(currencies).isNotEmpty();
        for (JsonNode currency : currencies) {
            assertThat(currency.path("balanced").asBoolean()).as("%s", currency).isTrue();
            assertThat(currency.path("debits")).isEqualTo(currency.path("credits"));
        }
    }

    private static String orderStatus(String payment) {
        String order = lantern.get("/v1/payments/" + payment).path("order").asString();
        return status("/v1/orders/" + order);
    }

    private static String status(String path) {
        return lantern.get(path).path("status").asString();
    }

    private static void soon(ThrowingRunnable claim) {
        await().atMost(SOON).untilAsserted(claim);
    }

    private static Map<String, Object> cny(long minor) {
        return Map.of("amount", minor, "currency", "CNY");
    }

    private static String id(JsonNode resource) {
        return resource.path("id").asString();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}

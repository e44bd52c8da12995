package io.paideia.entitlements;

import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class EntitlementTest {

    private final Api api;
    private final Shop shop;
    private final EntitlementEndpoint endpoint;

    EntitlementTest(Api api, Buyer buyer, JdbcClient sql, EntitlementEndpoint endpoint) {
        this.api = api;
        this.endpoint = endpoint;
        this.shop = new Shop(api, buyer, sql);
    }

    @Test
    void opensOnEveryPlatformWithinASecond() {
        Api.Client other = api.platform();
        String check = "/v1/entitlements/check?user=" + shop.user + "&product=" + shop.product;
        assertThat(other.get(check).expect(200).body().path("entitled").asBoolean()).isFalse();

        shop.paid();
        Instant paid = Instant.now();
        eventually(() -> assertThat(other.get(check).body().path("entitled").asBoolean()).isTrue());

        assertThat(Duration.between(paid, Instant.now())).isLessThan(Duration.ofSeconds(1));
        Answer list = other.get("/v1/entitlements?user=" + shop.user).expect(200);
        String id = list.body().at("/data/0/id").asString();
        assertThat(other.get("/v1/entitlements/" + id).expect(200).get("product"))
                .isEqualTo(shop.product);
    }

    @Test
    void wakesTheOneWhoWaitsWhenTheRightIsGranted()
            throws ExecutionException, InterruptedException {
        Answer payment = shop.payment();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiting =
                    threads.submit(
                            () -> endpoint.check(shop.user, shop.product, "wait=9").entitled());
            Instant begun = Instant.now();
            shop.buyer.pays(Shop.reference(payment));
            assertThat(waiting.get()).isTrue();
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
        Instant begun = Instant.now();
        assertThat(endpoint.check(shop.user, shop.product, "respond-async, wait=1").entitled())
                .isTrue();
        assertThat(endpoint.check(shop.client.user(), shop.product, "wait=1").entitled()).isFalse();
        assertThat(Duration.between(begun, Instant.now()))
                .isBetween(Duration.ofMillis(950), Duration.ofSeconds(4));
    }

    @Test
    void goesOnFromItsEndWhenAMembershipIsBoughtAgain() {
        String membership = shop.product(Map.of("kind", "membership", "term_days", 30));

        shop.paid(shop.order(membership));
        eventually(() -> assertThat(shop.entitled(shop.user, membership)).isTrue());
        shop.paid(shop.order(membership, membership));

        eventually(() -> assertThat(rights(membership)).hasSize(3));
        List<JsonNode> rights = rights(membership);
        Instant first = Instant.parse(rights.get(0).path("starts_at").asString());
        for (int i = 0; i < 3; i++) {
            assertThat(Instant.parse(rights.get(i).path("starts_at").asString()))
                    .isEqualTo(first.plus(30L * i, ChronoUnit.DAYS));
            assertThat(Instant.parse(rights.get(i).path("until").asString()))
                    .isEqualTo(first.plus(30L * (i + 1), ChronoUnit.DAYS));
        }
    }

    @Test
    void opensTheSlotOfAConsultation() {
        String talk = shop.product(Map.of("kind", "consultation", "duration_minutes", 45));
        Instant slot = Instant.now().plus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Answer order =
                shop.client
                        .post(
                                "/v1/orders",
                                Map.of(
                                        "user",
                                        shop.user,
                                        "items",
                                        List.of(
                                                Map.of(
                                                        "product",
                                                        talk,
                                                        "starts_at",
                                                        slot.toString()))),
                                Api.unique("key"))
                        .expect(201);

        shop.paid(order.get("id"));

        eventually(() -> assertThat(shop.entitled(shop.user, talk)).isTrue());
        JsonNode right = rights(talk).getFirst();
        assertThat(Instant.parse(right.path("starts_at").asString())).isEqualTo(slot);
        assertThat(Instant.parse(right.path("until").asString()))
                .isEqualTo(slot.plus(45, ChronoUnit.MINUTES));
    }

    @Test
    void grantsEveryLineOfAnOrderAndRevokesThemTogether() {
        String ebook = shop.product(Map.of("kind", "ebook"));
        String article = shop.product(Map.of("kind", "article"));
        String payment = shop.paid(shop.order(shop.product, ebook, article));
        for (String product : List.of(shop.product, ebook, article)) {
            eventually(() -> assertThat(shop.entitled(shop.user, product)).isTrue());
        }

        shop.refundingAll(payment).expect(201);

        for (String product : List.of(shop.product, ebook, article)) {
            eventually(() -> assertThat(shop.entitled(shop.user, product)).isFalse());
        }
        assertThat(rights(ebook).getFirst().path("revoked_at").isMissingNode()).isFalse();
    }

    @Test
    void refusesWhatIsNoQuestion() {
        assertThat(shop.client.get("/v1/entitlements").status()).isEqualTo(400);
        assertThat(shop.client.get("/v1/entitlements?user=me").status()).isEqualTo(400);
        assertThat(
                        shop.client
                                .get("/v1/entitlements/check?user=" + shop.user + "&product=it")
                                .status())
                .isEqualTo(400);
        assertThat(shop.client.get("/v1/entitlements/ent_1").status()).isEqualTo(404);
        assertThat(api.platform("orders:write").get("/v1/entitlements?user=" + shop.user).status())
                .isEqualTo(403);
    }

    /** Oldest first. */
    private List<JsonNode> rights(String product) {
        return shop.client
                .get("/v1/entitlements?user=" + shop.user + "&product=" + product)
                .expect(200)
                .body()
                .path("data")
                .valueStream()
                .sorted(java.util.Comparator.comparing(right -> right.path("until").asString("")))
                .toList();
    }
}

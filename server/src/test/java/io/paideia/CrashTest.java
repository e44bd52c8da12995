package io.paideia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.Api.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server of its own process is killed while people buy, and started again on the same folder:
 * what was acknowledged is there, what was in doubt is resolved, nothing is there twice.
 */
@Tag("slow")
class CrashTest {

    private static final int BUYERS = 12;
    private static final int ENOUGH = 60;

    private final JsonMapper mapper = JsonMapper.shared();
    private final ServerProcess server = new ServerProcess("crash");
    private final Buyer buyer = new Buyer(TestServer.sandbox().baseUri(), mapper);

    /** What the outside world was told before the end. */
    private final Map<String, String> acknowledgedPayments = new ConcurrentHashMap<>();

    private final Queue<String> acknowledgedOrders = new ConcurrentLinkedQueue<>();
    private final Set<String> opened = ConcurrentHashMap.newKeySet();

    @AfterEach
    void stop() throws InterruptedException {
        server.stop();
    }

    @Test
    void keepsEverythingItAcknowledgedWhenItIsKilledUnderLoad() throws InterruptedException {
        server.start();
        Api.Client shop = server.api().platform();
        String product = shop.product("CNY", 9900);
        killUnderLoad(shop, product);

        server.start();
        Api.Client after = server.api().operator();
        buyer.waits(Duration.ofMinutes(4).plusSeconds(1));

        for (String order : acknowledgedOrders) {
            after.get("/v1/orders/" + order).expect(200);
        }
        for (String payment : acknowledgedPayments.keySet()) {
            after.get("/v1/payments/" + payment).expect(200);
        }
        await().atMost(Duration.ofSeconds(25))
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> agreesWithTheProvider(after, product));
        assertThat(after.get("/v1/ledger/trial-balance").body().path("currencies"))
                .isNotEmpty()
                .allMatch(currency -> currency.path("balanced").asBoolean());
    }

    private void killUnderLoad(Api.Client shop, String product) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(ENOUGH);
        List<Thread> crowd = new ArrayList<>();
        for (int i = 0; i < BUYERS; i++) {
            crowd.add(Thread.ofVirtual().start(() -> buyUntilTheEnd(shop, product, enough)));
        }
        assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
        server.kill();
        for (Thread one : crowd) {
            one.join();
        }
    }

    private void buyUntilTheEnd(Api.Client shop, String product, CountDownLatch enough) {
        try {
            while (true) {
                buy(shop, product);
                enough.countDown();
            }
        } catch (UncheckedIOException theEnd) {
            // The server is gone; whatever was on its way is in doubt now.
            return;
        }
    }

    private void buy(Api.Client shop, String product) {
        String user = shop.user();
        Answer order =
                shop.post(
                                "/v1/orders",
                                Map.of("user", user, "items", List.of(Map.of("product", product))),
                                Api.unique("key"))
                        .expect(201);
        acknowledgedOrders.add(order.get("id"));
        Answer payment =
                shop.post(
                                "/v1/payments",
                                Map.of("order", order.get("id"), "method", "alipay_qr"),
                                Api.unique("key"))
                        .expect(201);
        String reference = Shop.reference(payment);
        acknowledgedPayments.put(payment.get("id"), reference);
        buyer.pays(reference);
        if (user.hashCode() % 2 == 0) {
            shop.get("/v1/payments/" + payment.get("id")).expect(200);
        } else if (entitled(shop, user, product)) {
            opened.add(user);
        }
    }

    private static boolean entitled(Api.Client client, String user, String product) {
        return client.get("/v1/entitlements/check?user=" + user + "&product=" + product)
                .expect(200)
                .body()
                .path("entitled")
                .asBoolean();
    }

    private void agreesWithTheProvider(Api.Client operator, String product) {
        Map<String, JsonNode> payments = payments(operator);
        assertThat(payments).containsKeys(acknowledgedPayments.keySet().toArray(String[]::new));
        long atProvider = 0;
        long paid = 0;
        for (JsonNode payment : payments.values()) {
            assertThat(payment.path("attempts").size()).isEqualTo(1);
            JsonNode trade = buyer.trade(payment.at("/attempts/0/reference").asString());
            String status = payment.path("status").asString();
            if (trade.path("status").asString().equals("paid")) {
                assertThat(status).as("%s", payment).isEqualTo("succeeded");
                atProvider += trade.at("/amount/amount").asLong();
                paid++;
            } else {
                assertThat(status).as("%s", payment).isIn("requires_action", "failed");
            }
        }
        assertThat(paid).isPositive();
        assertThat(-channelAccount(operator)).isEqualTo(atProvider).isEqualTo(paid * 9900);
        for (String user : opened) {
            assertThat(entitled(operator, user, product)).isTrue();
        }
        assertThat(rights(operator, payments)).isEqualTo(paid);
    }

    /** One right for each paid order, none for the others. */
    private static long rights(Api.Client operator, Map<String, JsonNode> payments) {
        Set<String> users =
                payments.values().stream()
                        .map(payment -> payment.path("order").asString())
                        .map(order -> operator.get("/v1/orders/" + order).get("user"))
                        .collect(Collectors.toSet());
        return users.stream()
                .mapToLong(
                        user ->
                                operator.get("/v1/entitlements?user=" + user)
                                        .body()
                                        .path("data")
                                        .size())
                .sum();
    }

    private static Map<String, JsonNode> payments(Api.Client operator) {
        Map<String, JsonNode> payments = new LinkedHashMap<>();
        String cursor = "";
        do {
            Answer page = operator.get("/v1/payments?limit=200&cursor=" + cursor).expect(200);
            page.body()
                    .path("data")
                    .forEach(payment -> payments.put(payment.path("id").asString(), payment));
            cursor = page.get("next_cursor");
        } while (!cursor.isEmpty());
        return payments;
    }

    private static long channelAccount(Api.Client operator) {
        return operator.get("/v1/ledger/accounts?code_prefix=channel:alipay")
                .expect(200)
                .body()
                .path("data")
                .valueStream()
                .mapToLong(account -> account.path("balance").asLong())
                .sum();
    }
}

package io.paideia.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerProcess;
import io.paideia.payouts.PayoutScene.Way;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A server is killed while it sends, most calls in the middle, and started again: everything that
 * was asked for is sent once or not at all, and everybody's money is where the provider has it.
 */
@Tag("slow")
class PayoutCrashTest {

    private static final int CREATORS = 12;
    private static final int ENOUGH = 24;
    private static final long EACH = 1_000_000;
    private static final long AMOUNT = 700;

    private final ServerProcess server = new ServerProcess("payout-crash");
    private final Buyer buyer = ServerProcess.buyer();
    private final Way way = Way.of("alipay");

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();

    /** By key, what was asked for and not answered. */
    private final Map<String, String> unanswered = new ConcurrentHashMap<>();

    @AfterEach
    void stop() throws InterruptedException {
        buyer.meetsNothing();
        server.stop();
    }

    @Test
    void sendsOnceWhateverItWasKilledInTheMiddleOf() throws InterruptedException {
        server.start();
        Api.Client operator = server.api().operator();
        List<String> creators = new ArrayList<>();
        for (int i = 0; i < CREATORS; i++) {
            creators.add(funded(operator));
        }
        // Carried out at once, answered a second later: that is when it dies.
        buyer.channelMeets("alipay", Map.of("name", "hang", "seconds", 1, "on", "payout"));
        killUnderLoad(operator, creators);
        buyer.meetsNothing();

        server.start();
        assertThat(unanswered).isNotEmpty();
        unanswered.forEach(
                (key, creator) -> {
                    Answer again = send(operator, creator, key).expect(201);
                    assertThat(send(operator, creator, key).get("id")).isEqualTo(again.get("id"));
                    acknowledged.add(again.get("id"));
                });

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () ->
                                assertThat(payouts(operator).values())
                                        .allMatch(
                                                payout ->
                                                        payout.path("status")
                                                                .asString()
                                                                .equals("succeeded")));
        Map<String, JsonNode> payouts = payouts(operator);
        assertThat(payouts).containsOnlyKeys(acknowledged.toArray(String[]::new));
        for (String id : payouts.keySet()) {
            JsonNode there = buyer.payout(PayoutScene.reference(id));
            assertThat(there.path("status").asString()).isEqualTo("succeeded");
            assertThat(there.at("/amount/amount").asLong()).isEqualTo(AMOUNT);
        }
        for (String creator : creators) {
            long sent =
                    AMOUNT
                            * payouts.values().stream()
                                    .filter(one -> one.path("party").asString().equals(creator))
                                    .count();
            JsonNode balance =
                    operator.get("/v1/creators/" + creator + "/balance").body().path("CNY");
            assertThat(balance.path("paid_out").asLong()).isEqualTo(sent);
            assertThat(balance.path("in_transit").asLong()).isZero();
            assertThat(balance.path("available").asLong()).isEqualTo(EACH - sent);
        }
    }

    private String funded(Api.Client operator) {
        String creator = operator.creator();
        operator.move(
                "channel:alipay", "creator:" + creator + ":available", Api.money("CNY", EACH));
        return creator;
    }

    private void killUnderLoad(Api.Client operator, List<String> creators)
            throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(ENOUGH);
        List<Thread> crowd = new ArrayList<>();
        for (String creator : creators) {
            crowd.add(Thread.ofVirtual().start(() -> sendUntilTheEnd(operator, creator, enough)));
        }
        assertThat(enough.await(40, TimeUnit.SECONDS)).isTrue();
        server.kill();
        for (Thread one : crowd) {
            one.join();
        }
    }

    private void sendUntilTheEnd(Api.Client operator, String creator, CountDownLatch enough) {
        try {
            while (true) {
                String key = Api.unique("key");
                unanswered.put(key, creator);
                acknowledged.add(send(operator, creator, key).expect(201).get("id"));
                unanswered.remove(key);
                enough.countDown();
            }
        } catch (UncheckedIOException theEnd) {
            // The server is gone; whatever was on its way is in doubt now.
            return;
        }
    }

    private Answer send(Api.Client operator, String creator, String key) {
        return operator.post("/v1/payouts", PayoutScene.body(creator, way, AMOUNT), key);
    }

    private static Map<String, JsonNode> payouts(Api.Client operator) {
        Map<String, JsonNode> payouts = new LinkedHashMap<>();
        String cursor = "";
        do {
            Answer page = operator.get("/v1/payouts?limit=200&cursor=" + cursor).expect(200);
            page.body()
                    .path("data")
                    .forEach(payout -> payouts.put(payout.path("id").asString(), payout));
            cursor = page.get("next_cursor");
        } while (!cursor.isEmpty());
        return payouts;
    }
}

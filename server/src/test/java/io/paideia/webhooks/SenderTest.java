package io.paideia.webhooks;

import static io.paideia.webhooks.World.paid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import io.paideia.events.NewEvent;
import io.paideia.identity.PlatformId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events are appended as modules do it, and a real receiver is told over HTTP. */
@Timeout(60)
class SenderTest {

    @TempDir static Path folder;
    private static World world;

    private final PlatformId platform = PlatformId.next();
    private Receiver receiver;

    @BeforeAll
    static void open() {
        world = new World(folder);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void listen() throws Exception {
        receiver = Receiver.start();
    }

    @AfterEach
    void reset() {
        receiver.close();
        world.reset();
    }

    @Test
    void deliversOnceWithASignatureThatAnotherLibraryAccepts() throws Exception {
        EndpointId endpoint = world.endpoint(platform, receiver.url("/hooks"), "order.paid");
        world.sender();
        world.happened(paid(platform, "ord_1", 1));
        world.awaitStatus(endpoint, "delivered");

        assertThat(receiver.told).hasSize(1);
        Receiver.Told told = receiver.told.getFirst();
        new Webhook(world.secret(endpoint)).verify(told.body(), told.headers().map());
        assertThat(told.headers().firstValue("user-agent")).contains("Paideia-Webhooks/1");
        assertThat(told.headers().firstValue("content-type")).contains("application/json");
        assertThat(told.body())
                .matches(
                        "\\{\"type\": \"order.paid\", \"timestamp\": \"20\\d\\d-[^\"]+Z\","
                                + " \"data\": \\{\"step\": 1, \"order\": \"ord_1\"}}");
        History.DeliveryView delivery = world.only(endpoint);
        assertThat(delivery.event()).isEqualTo(told.id()).startsWith("evt_");
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(world.meters.get("paideia.webhooks.delay").timer().count()).isPositive();
    }

    @Test
    void writesNothingThatNobodyWants() {
        EndpointId refunds = world.endpoint(platform, receiver.url("/r"), "refund.failed");
        EndpointId all = world.endpoint(platform, receiver.url("/all"), "*");
        EndpointId stranger = world.endpoint(PlatformId.next(), receiver.url("/s"), "*");
        world.sender();
        world.happened(
                paid(platform, "ord_1", 1),
                new NewEvent("settlement.made", platform.value(), "x", Map.of("a", 1)),
                new NewEvent("order.paid", null, "ord_2", Map.of("a", 1)),
                paid(PlatformId.next(), "ord_3", 1));
        world.awaitStatus(all, "delivered");
        assertThat(world.deliveriesOf(refunds)).isEmpty();
        assertThat(world.deliveriesOf(stranger)).isEmpty();
        assertThat(count("message")).isEqualTo(1);
        assertThat(receiver.told).hasSize(1);
    }

    @Test
    void triesAgainUnderTheSameIdOnceTheReceiverIsBack() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        receiver.answering(told -> calls.incrementAndGet() <= 2 ? 500 : 200);
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.sender();
        world.happened(paid(platform, "ord_1", 1));
        await().until(() -> failures(endpoint) == 1);
        assertThat(world.endpoints.find(endpoint).orElseThrow().failingSince()).isNotNull();
        world.jump(Duration.ofSeconds(6));
        await().until(() -> failures(endpoint) == 2);
        world.jump(Duration.ofSeconds(34));
        world.awaitStatus(endpoint, "delivered");

        assertThat(receiver.told).hasSize(3);
        assertThat(receiver.told)
                .extracting(Receiver.Told::id)
                .containsOnly(receiver.told.getFirst().id());
        assertThat(Set.copyOf(receiver.bodies())).hasSize(1);
        assertThat(world.endpoints.find(endpoint).orElseThrow().failingSince()).isNull();
        History.DeliveryView detail = world.detail(endpoint, world.only(endpoint)).orElseThrow();
        assertThat(detail.tries())
                .extracting(History.AttemptView::status, History.AttemptView::response)
                .containsExactly(
                        tuple(500, "answer 500"),
                        tuple(500, "answer 500"),
                        tuple(200, "answer 200"));
    }

    @Test
    void saysWhyNobodyAnswered() {
        EndpointId endpoint = world.endpoint(platform, "http://127.0.0.1:1/", "*");
        world.sender();
        world.happened(paid(platform, "ord_1", 1));
        await().until(() -> failures(endpoint) == 1);
        History.DeliveryView delivery = world.only(endpoint);
        assertThat(delivery.lastError()).contains("ConnectException");
        assertThat(delivery.lastStatus()).isNull();
        assertThat(delivery.nextAttemptAt()).isAfter(delivery.createdAt());
    }

    @Test
    void takesOverWhatAKilledSenderHad() {
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.happened(paid(platform, "ord_1", 1));
        world.awaitMade(endpoint, 1);
        Deliveries killed = world.deliveries();
        assertThat(killed.claim(world.clock.instant(), World.LIMITS, 10, Map.of()).deliveries())
                .hasSize(1);

        world.sender();
        Deliveries other = world.deliveries();
        assertThat(other.claim(world.clock.instant(), World.LIMITS, 10, Map.of()).deliveries())
                .isEmpty();
        assertThat(receiver.told).isEmpty();
        world.jump(World.LIMITS.lease());
        world.awaitStatus(endpoint, "delivered");
        assertThat(receiver.told).hasSize(1);
        assertThat(world.only(endpoint).attempts()).isEqualTo(2);
    }

    @Test
    void keepsTheOrderOfEachOrderWhileOrdersGoInParallel() {
        receiver.answering(
                told -> {
                    Thread.sleep(told.body().hashCode() & 15);
                    return 204;
                });
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.sender();
        for (int step = 0; step < 5; step++) {
            int now = step;
            world.happened(
                    IntStream.range(0, 30)
                            .mapToObj(order -> paid(platform, "ord_" + order, now))
                            .toArray(NewEvent[]::new));
        }
        await().until(() -> receiver.told.size() >= 150);
        world.awaitStatus(endpoint, "delivered");
        assertThat(receiver.told).hasSize(150);
        Map<String, List<String>> steps = new ConcurrentHashMap<>();
        for (String body : receiver.bodies()) {
            String order = body.replaceAll(".*\"order\": \"(\\w+)\".*", "$1");
            steps.computeIfAbsent(order, o -> new ArrayList<>())
                    .add(body.replaceAll(".*\"step\": (\\d+).*", "$1"));
        }
        assertThat(steps).hasSize(30);
        assertThat(steps.values()).allMatch(List.of("0", "1", "2", "3", "4")::equals);
        assertThat(receiver.mostAtOnce.get()).isBetween(2, World.LIMITS.perEndpoint());
    }

    @Test
    void holdsBackOnlyTheOrderWhoseDeliveryFails() {
        Set<String> broken = Collections.synchronizedSet(new HashSet<>(Set.of("ord_a")));
        receiver.answering(told -> broken.stream().anyMatch(told.body()::contains) ? 500 : 204);
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.sender();
        world.happened(paid(platform, "ord_a", 1), paid(platform, "ord_a", 2));
        await().until(() -> failures(endpoint) == 1);
        world.happened(paid(platform, "ord_a", 3), paid(platform, "ord_b", 1));
        await().until(() -> receiver.bodies().stream().anyMatch(body -> body.contains("ord_b")));
        broken.clear();
        world.jump(Duration.ofSeconds(6));
        world.awaitStatus(endpoint, "delivered");
        assertThat(receiver.bodies().stream().filter(body -> body.contains("ord_a")))
                .extracting(body -> body.replaceAll(".*\"step\": (\\d+).*", "$1"))
                .containsExactly("1", "1", "2", "3");
    }

    @Test
    void givesUpAfterThreeDaysAndLetsTheNextGo() {
        receiver.answering(told -> told.body().contains("\"step\": 1") ? 500 : 204);
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.sender();
        world.happened(paid(platform, "ord_1", 1), paid(platform, "ord_1", 2));
        for (int failures = 1; failures <= RetrySchedule.DELAYS.size(); failures++) {
            int soFar = failures;
            await().until(() -> failures(endpoint) == soFar);
            world.jump(RetrySchedule.DELAYS.get(failures - 1).multipliedBy(12).dividedBy(10));
        }
        await().until(() -> world.deliveriesOf(endpoint).get(1).status().equals("delivered"));
        assertThat(world.deliveriesOf(endpoint).getFirst().status()).isEqualTo("failed");
        assertThat(world.endpoints.find(endpoint).orElseThrow().enabled()).isTrue();
    }

    @Test
    void sendsAgainUnderTheSameIdWithoutHoldingOthersUp() {
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        Sender sender = world.sender();
        world.happened(paid(platform, "ord_1", 1));
        world.awaitStatus(endpoint, "delivered");
        receiver.answering(told -> told.body().contains("\"step\": 1") ? 500 : 204);
        Deliveries deliveries = world.deliveries();
        deliveries.resend(world.only(endpoint).id().value(), world.clock.instant());
        sender.wake();
        await().until(() -> failures(endpoint) == 1);
        world.happened(paid(platform, "ord_1", 2));
        await().until(() -> receiver.told.size() == 3);
        assertThat(receiver.told.get(0).id()).isEqualTo(receiver.told.get(1).id());
        assertThat(receiver.told.get(0).body()).isEqualTo(receiver.told.get(1).body());
        assertThat(receiver.told.get(2).body()).contains("\"step\": 2");
        receiver.answering(told -> 204);
        deliveries.resend(
                world.deliveriesOf(endpoint).getFirst().id().value(), world.clock.instant());
        sender.wake();
        world.awaitStatus(endpoint, "delivered");
        assertThat(receiver.told).hasSize(4);
    }

    @Test
    void doesNotSendTwiceWhatIsBeingSent() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        receiver.answering(
                told -> {
                    go.await();
                    return 204;
                });
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        Sender sender = world.sender();
        world.happened(paid(platform, "ord_1", 1));
        await().until(() -> receiver.told.size() == 1);
        world.deliveries().resend(world.only(endpoint).id().value(), world.clock.instant());
        sender.wake();
        go.countDown();
        world.awaitStatus(endpoint, "delivered");
        assertThat(receiver.told).hasSize(1);
    }

    @Test
    void signsWithBothSecretsForADayAfterARotation() throws Exception {
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        String old = world.secret(endpoint);
        String fresh = world.endpoints.rotate(endpoint).orElseThrow().reveal();
        world.sender();
        world.happened(paid(platform, "ord_1", 1));
        await().until(() -> receiver.told.size() == 1);
        Receiver.Told told = receiver.told.getFirst();
        new Webhook(old).verify(told.body(), told.headers().map());
        new Webhook(fresh).verify(told.body(), told.headers().map());

        world.jump(Endpoints.OVERLAP.plusSeconds(1));
        world.happened(paid(platform, "ord_2", 1));
        await().until(() -> receiver.told.size() == 2);
        assertThat(receiver.told.get(1).headers().firstValue("webhook-signature").orElseThrow())
                .doesNotContain(" ");
    }

    @Test
    void aHangingReceiverDoesNotBlockAnother() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Receiver hanging = Receiver.start()) {
            hanging.answering(
                    told -> {
                        never.await();
                        return 204;
                    });
            EndpointId slow = world.endpoint(platform, hanging.url("/"), "*");
            EndpointId quick = world.endpoint(platform, receiver.url("/"), "*");
            world.sender();
            world.happened(
                    IntStream.range(0, 200)
                            .mapToObj(order -> paid(platform, "ord_" + order, 1))
                            .toArray(NewEvent[]::new));
            await().atMost(Duration.ofSeconds(2)).until(() -> receiver.told.size() == 200);
            world.awaitStatus(quick, "delivered");
            assertThat(hanging.mostAtOnce.get()).isLessThanOrEqualTo(World.LIMITS.perEndpoint());
            await().until(() -> failures(slow) >= 1);
            assertThat(world.deliveriesOf(slow))
                    .anyMatch(d -> String.valueOf(d.lastError()).startsWith("No answer within"));
            never.countDown();
        }
    }

    @Test
    void twoSendersNeverHaveOneDeliveryAtTheSameTime() {
        Set<String> open = ConcurrentHashMap.newKeySet();
        Set<String> twice = ConcurrentHashMap.newKeySet();
        receiver.answering(
                told -> {
                    if (!open.add(told.id())) {
                        twice.add(told.id());
                    }
                    Thread.sleep(2);
                    open.remove(told.id());
                    return 204;
                });
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.sender();
        world.sender();
        for (int round = 0; round < 10; round++) {
            int step = round;
            world.happened(
                    IntStream.range(0, 60)
                            .mapToObj(n -> paid(platform, "ord_" + n % 40 + "_" + step % 3, step))
                            .toArray(NewEvent[]::new));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> count("delivery WHERE status = 'delivered'") == 600);
        assertThat(twice).isEmpty();
        assertThat(receiver.told).hasSize(600);
        assertThat(world.deliveriesOf(endpoint)).allMatch(d -> d.attempts() == 1);
    }

    @Test
    void disablesAnEndpointThatIsGoneAndGoesOnWhenItIsEnabled() {
        receiver.answering(told -> 410);
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        Sender sender = world.sender();
        world.happened(paid(platform, "ord_1", 1), paid(platform, "ord_1", 2));
        await().until(() -> !world.endpoints.find(endpoint).orElseThrow().enabled());
        world.happened(paid(platform, "ord_2", 1));
        await().until(world::caughtUp);
        assertThat(world.deliveriesOf(endpoint))
                .extracting(History.DeliveryView::status)
                .containsExactly("failed", "pending");
        receiver.answering(told -> 204);
        world.endpoints.enable(endpoint);
        sender.wake();
        await().until(() -> world.deliveriesOf(endpoint).get(1).status().equals("delivered"));
        assertThat(receiver.told).hasSize(2);
    }

    @Test
    void followsNoRedirect() {
        receiver.answering(told -> 302);
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.sender();
        world.happened(paid(platform, "ord_1", 1));
        await().until(() -> failures(endpoint) == 1);
        assertThat(receiver.told).extracting(Receiver.Told::path).containsExactly("/");
        assertThat(world.only(endpoint).lastStatus()).isEqualTo(302);
    }

    @Test
    void keepsOnlyTheBeginningOfALongAnswer() {
        receiver.saying("Ω\0" + "x".repeat(200_000));
        receiver.answering(told -> 200);
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.sender();
        world.happened(paid(platform, "ord_1", 1));
        world.awaitStatus(endpoint, "delivered");
        History.DeliveryView detail = world.detail(endpoint, world.only(endpoint)).orElseThrow();
        assertThat(detail.tries())
                .singleElement()
                .extracting(History.AttemptView::response)
                .asString()
                .hasSize(Excerpt.KEPT_BYTES - 1)
                .startsWith("Ω\ufffdx");
    }

    @Test
    void takesTheSuccessOfASenderThatCameBackAndNotItsFailure() {
        EndpointId endpoint = world.endpoint(platform, receiver.url("/"), "*");
        world.happened(paid(platform, "ord_1", 1), paid(platform, "ord_1", 2));
        world.awaitMade(endpoint, 2);
        Deliveries late = world.deliveries();
        ClaimedDelivery first = claimOne(late);
        world.clock.jump(World.LIMITS.lease());
        ClaimedDelivery again = claimOne(world.deliveries());
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.attempt()).isEqualTo(2);

        assertThat(late.record(finished(first, Attempt.Verdict.GIVEN_UP))).isEmpty();
        assertThat(world.deliveriesOf(endpoint).getFirst().status()).isEqualTo("pending");
        assertThat(late.record(finished(first, Attempt.Verdict.DELIVERED)))
                .hasValueSatisfying(next -> assertThat(next.body()).contains("\"step\": 2"));
        assertThat(late.record(finished(again, Attempt.Verdict.GIVEN_UP))).isEmpty();
        assertThat(world.deliveriesOf(endpoint).getFirst().status()).isEqualTo("delivered");
    }

    private static ClaimedDelivery claimOne(Deliveries deliveries) {
        List<ClaimedDelivery> claimed =
                deliveries.claim(world.clock.instant(), World.LIMITS, 10, Map.of()).deliveries();
        assertThat(claimed).hasSize(1);
        return claimed.getFirst();
    }

    private static Attempt finished(ClaimedDelivery delivery, Attempt.Verdict verdict) {
        return new Attempt(
                delivery,
                world.clock.instant(),
                world.clock.instant(),
                5,
                new Answer.Answered(verdict == Attempt.Verdict.DELIVERED ? 200 : 500, "", null),
                verdict,
                null,
                Attempt.Then.TAKE_NEXT);
    }

    @Test
    void checksTheAddressAgainBeforeSending() throws Exception {
        EndpointId endpoint = world.endpoint(platform, "https://localhost:1/", "*");
        EndpointId plain = world.endpoint(platform, receiver.url("/"), "*");
        world.sender(World.LIMITS, false);
        world.happened(paid(platform, "ord_1", 1));
        await().until(() -> failures(endpoint) == 1 && failures(plain) == 1);
        assertThat(world.only(endpoint).lastError()).contains("not public");
        assertThat(receiver.told).isEmpty();
    }

    @Test
    void forgetsWhatIsOldAndWhatWasRemoved() {
        EndpointId kept = world.endpoint(platform, receiver.url("/"), "*");
        EndpointId removed = world.endpoint(platform, receiver.url("/"), "*");
        world.sender();
        world.happened(paid(platform, "ord_1", 1));
        world.awaitStatus(kept, "delivered");
        world.awaitStatus(removed, "delivered");
        Cleaner cleaner = new Cleaner(world.client, world.clock);
        world.endpoints.remove(removed);
        cleaner.clean();
        assertThat(world.endpoints.find(removed)).isEmpty();
        assertThat(count("endpoint")).isEqualTo(1);
        assertThat(count("delivery")).isEqualTo(1);
        assertThat(count("message")).isEqualTo(1);
        world.jump(Cleaner.KEPT.plusDays(1));
        cleaner.clean();
        assertThat(count("delivery")).isZero();
        assertThat(count("attempt")).isZero();
        assertThat(count("message")).isZero();
    }

    private static int failures(EndpointId endpoint) {
        return world.client
                .sql(
                        "SELECT coalesce(max(failures), 0) FROM webhooks.delivery WHERE endpoint ="
                                + " ?")
                .param(endpoint.value())
                .query(Integer.class)
                .single();
    }

    private static int count(String table) {
        return world.client
                .sql("SELECT count(*) FROM webhooks." + table)
                .query(Integer.class)
                .single();
    }
}

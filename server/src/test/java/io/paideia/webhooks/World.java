package io.paideia.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.DatabaseSettings;
import io.paideia.events.Consumers;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.http.Page;
import io.paideia.identity.PlatformId;
import io.paideia.ids.TypeId;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real database with the log of events, this module's consumer, and as many senders as a test
 * wants. Its time runs on by itself and jumps when told.
 */
final class World implements AutoCloseable {

    static final SenderLimits LIMITS =
            new SenderLimits(64, 16, 2, Duration.ofSeconds(2), Duration.ofMillis(100));

    /** What is told in tests. */
    record Paid(String order, int step) {}

    /** Jumps, for tests that would have to wait. */
    static final class JumpingClock implements InstantSource {

        private volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        void jump(Duration by) {
            offset = offset.plus(by);
        }
    }

    final JumpingClock clock = new JumpingClock();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Database database;
    final JdbcClient client;
    final Endpoints endpoints;
    final History history;
    private final AnnotationConfigApplicationContext context;
    private final List<Sender> senders = new CopyOnWriteArrayList<>();
    private final List<Runnable> opened = new ArrayList<>();

    World(Path folder) {
        database = Database.open(new DatabaseSettings(null, folder, 0, 16));
        client = JdbcClient.create(database.pool());
        endpoints = new Endpoints(client, new SecureRandom(), clock);
        history = new History(client);
        context = new AnnotationConfigApplicationContext();
        context.registerBean(Book.class, () -> new Book("main", database));
        context.registerBean(
                Lane.class,
                () -> Lane.start(context.getBean(Book.class), LaneSettings.DEFAULT, meters));
        context.registerBean(MeterRegistry.class, () -> meters);
        context.registerBean(JdbcClient.class, () -> client);
        context.registerBean(JsonMapper.class, () -> JsonMapper.builder().build());
        context.registerBean(
                FanOut.class, () -> new FanOut(clock, () -> senders.forEach(Sender::wake)));
        context.register(Events.class, Consumers.class);
        context.refresh();
    }

    Sender sender() {
        return sender(LIMITS, true);
    }

    Sender sender(SenderLimits limits, boolean allowPrivate) {
        Deliveries deliveries = deliveries();
        Destinations destinations =
                new Destinations(new WebhookSettings(allowPrivate), InetAddress::getAllByName);
        Courier courier = new Courier(destinations, limits.timeout(), clock);
        Sender sender =
                new Sender(
                        deliveries,
                        courier,
                        new RetrySchedule(new Random(7)),
                        limits,
                        clock,
                        new WebhookMeters(meters));
        sender.start();
        senders.add(sender);
        opened.add(courier::close);
        return sender;
    }

    Deliveries deliveries() {
        Deliveries deliveries = new Deliveries(database, meters, LIMITS.lease());
        opened.add(deliveries::close);
        return deliveries;
    }

    EndpointId endpoint(PlatformId platform, String url, String... events) {
        EndpointId id = new EndpointId(TypeId.next());
        assertThat(endpoints.add(id, platform, url, List.of(events), null)).isPresent();
        return id;
    }

    String secret(EndpointId id) {
        return Secret.of(
                        client.sql("SELECT secret FROM webhooks.endpoint WHERE id = ?")
                                .param(id.value())
                                .query((row, number) -> row.getBytes(1))
                                .single())
                .reveal();
    }

    /** Whether all that happened was looked at; what nobody wanted then is nobody's for good. */
    boolean caughtUp() {
        return meters.get("paideia.events.lag").gauge().value() == 0;
    }

    /** Appends in one transaction, as a module would. */
    void happened(NewEvent... events) {
        context.getBean(Lane.class).call(appending(), List.of(List.of(events)));
    }

    private Handler<List<NewEvent>, Boolean> appending() {
        Events log = context.getBean(Events.class);
        return (lists, batch) -> {
            log.append(batch, lists.stream().flatMap(List::stream).toList());
            return Collections.nCopies(lists.size(), true);
        };
    }

    static NewEvent paid(PlatformId platform, String order, int step) {
        return new NewEvent("order.paid", platform.value(), order, new Paid(order, step));
    }

    /** Time passes, and everybody looks again. */
    void jump(Duration by) {
        clock.jump(by);
        senders.forEach(Sender::wake);
    }

    List<History.DeliveryView> deliveriesOf(EndpointId endpoint) {
        return history.list(endpoint, null, new Page.Request(null, 200)).data().reversed();
    }

    History.DeliveryView only(EndpointId endpoint) {
        List<History.DeliveryView> all = deliveriesOf(endpoint);
        if (all.size() != 1) {
            throw new AssertionError(all.toString());
        }
        return all.getFirst();
    }

    Optional<History.DeliveryView> detail(EndpointId endpoint, History.DeliveryView delivery) {
        return history.find(endpoint, delivery.id());
    }

    void awaitStatus(EndpointId endpoint, String status) {
        await().until(
                        () -> {
                            List<History.DeliveryView> all = deliveriesOf(endpoint);
                            return !all.isEmpty()
                                    && all.stream().allMatch(d -> d.status().equals(status));
                        });
    }

    /** Until the consumer has made this many deliveries. */
    void awaitMade(EndpointId endpoint, int number) {
        await().until(() -> deliveriesOf(endpoint).size() == number);
    }

    /** Ends the senders and forgets all that was told. */
    void reset() {
        senders.forEach(Sender::stop);
        senders.clear();
        opened.forEach(Runnable::run);
        opened.clear();
        clock.offset = Duration.ZERO;
        for (String table : List.of("attempt", "delivery", "message", "endpoint")) {
            client.sql("DELETE FROM webhooks." + table).update();
        }
    }

    @Override
    public void close() {
        reset();
        context.close();
        database.close();
    }
}

package io.paideia.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Arguments;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Batch;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log and its consumers over the real database. Each test has a type and a consumer of its own.
 */
@Timeout(60)
final class EventsTest {

    private final JdbcClient client = TestDatabase.client();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Events events = new Events(JsonMapper.builder().build());
    private final Book book = new Book("main", TestDatabase.shared());
    private final Lane lane =
            Lane.start(
                    book,
                    new LaneSettings(5_000, 50, Duration.ofSeconds(20)),
                    new SimpleMeterRegistry());
    private final String name;
    private final List<Consumers> running = new ArrayList<>();

    /** What happened in a test. */
    record Happened(int n) {}

    /** A command that appends an event of each type. */
    private final Handler<NewEvent, Boolean> append =
            (commands, batch) -> {
                events.append(batch, commands);
                return commands.stream().map(command -> true).toList();
            };

    EventsTest(TestInfo test) {
        this.name = test.getTestMethod().orElseThrow().getName();
        client.sql("CREATE TABLE IF NOT EXISTS heard (consumer text, n int, position bigint)")
                .update();
    }

    @AfterEach
    void stop() {
        running.forEach(Consumers::stop);
        lane.close();
    }

    private NewEvent event(int n) {
        return event(name, n);
    }

    private static NewEvent event(String type, int n) {
        return new NewEvent(type, null, "subject", new Happened(n));
    }

    private List<NewEvent> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::event).toList();
    }

    /** Writes what it hears on the batch's connection. */
    private class Listener implements Consumer {

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<String> types() {
            return Set.of(name);
        }

        @Override
        public void consume(List<Event> news, Batch batch) throws SQLException {
            try (PreparedStatement insert =
                    batch.connection()
                            .prepareStatement(
                                    "INSERT INTO heard SELECT ?, * FROM unnest(?::int[],"
                                            + " ?::bigint[])")) {
                Arguments.of(insert)
                        .text(name)
                        .integers(news, event -> event.payload(Happened.class).n())
                        .longs(news, Event::position);
                insert.executeUpdate();
            }
        }
    }

    private Consumers consumers(Consumer consumer) {
        Consumers consumers =
                new Consumers(
                        List.of(consumer),
                        events,
                        new Book("main", TestDatabase.shared()),
                        client,
                        meters);
        running.add(consumers);
        return consumers;
    }

    private List<Integer> heard() {
        return client.sql("SELECT n FROM heard WHERE consumer = ? ORDER BY position")
                .param(name)
                .query(Integer.class)
                .list();
    }

    private void awaitHeard(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> heard().size() >= count);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void positionsAreTheOrderOfCommitsUnderConcurrency() throws Exception {
        List<Long> committed = Collections.synchronizedList(new ArrayList<>());
        Handler<NewEvent, Boolean> noting =
                (commands, batch) -> {
                    events.append(batch, commands);
                    long head = events.head(batch.connection());
                    batch.afterCommit(() -> committed.add(head));
                    return commands.stream().map(command -> true).toList();
                };
        Lane other =
                Lane.start(
                        new Book("main", TestDatabase.shared()),
                        new LaneSettings(5_000, 3, Duration.ofSeconds(20)),
                        new SimpleMeterRegistry());
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            answers.add(lane.submit(noting, event(2 * i)));
            answers.add(other.submit(noting, event(2 * i + 1)));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        other.close();
        try (Connection connection = TestDatabase.shared().dedicated()) {
            List<Event> log = events.after(connection, 0, Set.of(name), 1_000);
            assertThat(log).hasSize(600);
            assertThat(log).extracting(Event::position).isSorted();
            assertThat(log).extracting(Event::at).isSorted();
            assertThat(
                            log.stream()
                                    .map(event -> event.payload(Happened.class).n())
                                    .filter(n -> n % 2 == 0)
                                    .toList())
                    .isSorted();
        }
        assertThat(committed).hasSizeGreaterThan(100);
    }

    @Test
    void hearsEachEventOnceInOrderAcrossRestarts() {
        lane.call(append, events(0, 700));
        Consumers first = consumers(new Listener());
        first.start();
        awaitHeard(700);
        lane.call(append, events(700, 800));
        awaitHeard(800);
        first.stop();
        lane.call(append, events(800, 900));
        Consumers again = consumers(new Listener());
        again.start();
        awaitHeard(900);
        assertThat(heard()).isEqualTo(numbers(0, 900));
    }

    @Test
    void twoServersDoNotDoubleEffects() {
        consumers(new Listener()).start();
        consumers(new Listener()).start();
        for (int i = 0; i < 50; i++) {
            lane.call(append, events(i * 20, i * 20 + 20));
        }
        awaitHeard(1_000);
        assertThat(heard()).isEqualTo(numbers(0, 1_000));
    }

    @Test
    void parksAPoisonedEventAfterItsTriesAndGoesOn() {
        AtomicInteger tries = new AtomicInteger();
        Consumer poisoned =
                new Listener() {
                    @Override
                    public void consume(List<Event> news, Batch batch) throws SQLException {
                        super.consume(news, batch);
                        for (Event event : news) {
                            if (event.payload(Happened.class).n() == 300) {
                                if (news.size() == 1) {
                                    tries.incrementAndGet();
                                }
                                throw new StackOverflowError("poison \0 with a NUL");
                            }
                        }
                    }
                };
        lane.call(append, events(0, 600));
        consumers(poisoned).start();
        awaitHeard(599);
        assertThat(heard()).hasSize(599).doesNotContain(300);
        assertThat(tries).hasValue(5);
        assertThat(
                        client.sql("SELECT count(*) FROM events.parked WHERE consumer = ?")
                                .param(name)
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
        lane.call(append, event(600));
        awaitHeard(600);
    }

    @Test
    void aKilledConnectionLosesAndDoublesNothing() {
        AtomicInteger kills = new AtomicInteger(2);
        Consumer killed =
                new Listener() {
                    @Override
                    public void consume(List<Event> news, Batch batch) throws SQLException {
                        super.consume(news, batch);
                        if (kills.getAndDecrement() > 0) {
                            client.sql("SELECT pg_terminate_backend(?, 5000)")
                                    .param(
                                            batch.connection()
                                                    .unwrap(org.postgresql.PGConnection.class)
                                                    .getBackendPID())
                                    .query()
                                    .singleRow();
                        }
                    }
                };
        consumers(killed).start();
        lane.call(append, events(0, 10));
        awaitHeard(10);
        assertThat(heard()).isEqualTo(numbers(0, 10));
    }

    @Test
    void catchesUpWithinABatchAndIsNotToldAgain() {
        lane.call(append, events(0, 1_500));
        Listener listener = new Listener();
        Consumers consumers = consumers(listener);
        Handler<Integer, Integer> decide =
                (commands, batch) -> {
                    consumers.catchUp(listener, batch);
                    events.append(batch, List.of(event(1_500)));
                    consumers.catchUp(listener, batch);
                    return commands;
                };
        lane.call(decide, 1);
        assertThat(heard()).isEqualTo(numbers(0, 1_501));
        consumers.start();
        lane.call(append, event(1_501));
        awaitHeard(1_502);
        assertThat(heard()).isEqualTo(numbers(0, 1_502));
    }

    @Test
    void tellsItsLagByItsOwnTypesOnly() {
        Consumer stuck =
                new Listener() {
                    @Override
                    public void consume(List<Event> news, Batch batch) {
                        throw new IllegalStateException("not today");
                    }
                };
        consumers(stuck).start();
        lane.call(append, List.of(event(1), event(2), event(name + ".other", 3)));
        assertThat(meters.get("paideia.events.lag").tag("consumer", name).gauge().value())
                .isEqualTo(2);
    }

    @Test
    void movesPastWhatIsForOthersInsteadOfScanningItAgain() {
        Consumers consumers = consumers(new Listener());
        consumers.start();
        List<NewEvent> others =
                IntStream.range(0, 2_000).mapToObj(n -> event(name + ".other", n)).toList();
        for (int i = 0; i < 6; i++) {
            lane.call(append, others);
        }
        await().until(
                        () ->
                                client.sql(
                                                "SELECT (SELECT max(position) FROM events.event)"
                                                        + " - position < 10000 FROM"
                                                        + " events.consumer WHERE name = ?")
                                        .param(name)
                                        .query(Boolean.class)
                                        .single());
        lane.call(append, event(1));
        awaitHeard(1);
        assertThat(heard()).containsExactly(1);
    }

    @Test
    void refusesTwoConsumersOfOneName() {
        assertThatThrownBy(
                        () ->
                                new Consumers(
                                        List.of(new Listener(), new Listener()),
                                        events,
                                        book,
                                        client,
                                        meters))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsPayloadsOfANewerServer() {
        Event event =
                new Event(
                        1,
                        new java.util.UUID(0, 0),
                        java.time.Instant.EPOCH,
                        "t",
                        null,
                        "s",
                        "{\"n\":7,\"later\":true}",
                        JsonMapper.builder()
                                .enable(
                                        tools.jackson.databind.DeserializationFeature
                                                .FAIL_ON_UNKNOWN_PROPERTIES)
                                .build());
        assertThat(event.payload(Happened.class)).isEqualTo(new Happened(7));
    }
}

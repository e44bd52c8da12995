package io.paideia.events;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Arguments;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Batch;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** A log over the real database, with a type and a consumer of this test's own. */
class EventLog {

    final JdbcClient client = TestDatabase.client();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Events events = new Events(JsonMapper.builder().build());
    final Book book = new Book("main", TestDatabase.shared());
    final Lane lane =
            Lane.start(
                    book,
                    new LaneSettings(5_000, 50, Duration.ofSeconds(20)),
                    new SimpleMeterRegistry());
    final String name;
    final List<Consumers> running = new ArrayList<>();

    /** What happened in a test. */
    record Happened(int n) {}

    /** A command that appends an event of each type. */
    final Handler<NewEvent, Boolean> append =
            (commands, batch) -> {
                events.append(batch, commands);
                return commands.stream().map(command -> true).toList();
            };

    EventLog(TestInfo test) {
        this.name = test.getTestMethod().orElseThrow().getName();
        client.sql("CREATE TABLE IF NOT EXISTS heard (consumer text, n int, position bigint)")
                .update();
    }

    @AfterEach
    void stop() {
        running.forEach(Consumers::stop);
        lane.close();
    }

    NewEvent event(int n) {
        return event(name, n);
    }

    static NewEvent event(String type, int n) {
        return new NewEvent(type, null, "subject", new Happened(n));
    }

    List<NewEvent> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::event).toList();
    }

    /** Writes what it hears on the batch's connection. */
    class Listener implements Consumer {

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

    Consumers consumers(Consumer consumer) {
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

    List<Integer> heard() {
        return client.sql("SELECT n FROM heard WHERE consumer = ? ORDER BY position")
                .param(name)
                .query(Integer.class)
                .list();
    }

    void awaitHeard(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> heard().size() >= count);
    }

    static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}

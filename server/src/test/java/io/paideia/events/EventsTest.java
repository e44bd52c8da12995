package io.paideia.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** The log by itself. */
@Timeout(60)
final class EventsTest extends EventLog {

    EventsTest(TestInfo test) {
        super(test);
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

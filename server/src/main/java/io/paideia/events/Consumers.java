package io.paideia.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.lane.Batch;
import io.paideia.lane.Book;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Starts a thread for every consumer once the server is up, and stops them before the lane. The
 * gauge {@code paideia.events.lag} tells how many events a consumer has not seen yet, of its types.
 */
@Component
public final class Consumers implements SmartLifecycle {

    private final List<Consumer> consumers;
    private final Events events;
    private final Book book;
    private final JdbcClient database;
    private final MeterRegistry meters;
    private final List<Follower> followers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Consumers(
            List<Consumer> consumers,
            Events events,
            Book book,
            JdbcClient database,
            MeterRegistry meters) {
        long names = consumers.stream().map(Consumer::name).distinct().count();
        if (names < consumers.size()) {
            throw new IllegalArgumentException("Two consumers share a name, hence a cursor");
        }
        this.consumers = consumers;
        this.events = events;
        this.book = book;
        this.database = database;
        this.meters = meters;
    }

    /**
     * Brings a consumer up to date within this batch. Under the book's lock nothing can be appended
     * meanwhile, so what the caller decides next has heard of everything.
     */
    public void catchUp(Consumer consumer, Batch batch) throws SQLException {
        Cursor.open(batch.connection(), consumer.name());
        while (Follower.consume(consumer, events, batch, 1_000) > 0) {
            // Go on until nothing is left.
        }
    }

    @Override
    public void start() {
        for (Consumer consumer : consumers) {
            openCursor(consumer);
            Follower follower = new Follower(consumer, events, book);
            followers.add(follower);
            threads.add(Thread.ofPlatform().name("consumer-" + consumer.name()).start(follower));
            Gauge.builder("paideia.events.lag", () -> lag(consumer))
                    .description("Events of its types that a consumer has not seen yet")
                    .tag("consumer", consumer.name())
                    .register(meters);
        }
    }

    @Override
    public void stop() {
        followers.forEach(Follower::stop);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        followers.clear();
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return !followers.isEmpty();
    }

    private void openCursor(Consumer consumer) {
        try (Connection connection = book.connect()) {
            Cursor.open(connection, consumer.name());
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot open the cursor of " + consumer.name(), e);
        }
    }

    private double lag(Consumer consumer) {
        return database.sql(
                        """
                        SELECT count(*) FROM events.event
                         WHERE position > (SELECT position FROM events.consumer WHERE name = ?) AND type = ANY (?)
                        """)
                .param(consumer.name())
                .param(consumer.types().toArray(new String[0]))
                .query(Long.class)
                .single();
    }
}

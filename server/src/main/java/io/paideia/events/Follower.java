package io.paideia.events;

import io.paideia.lane.Batch;
import io.paideia.lane.Book;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One consumer's thread: reads on, hands over, moves the cursor, and parks what keeps failing. */
final class Follower implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final int BATCH = 500;
    private static final int TRIES = 5;
    private static final Duration ELSEWHERE = Duration.ofMillis(500);

    private final Consumer consumer;
    private final Events events;
    private final Book book;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopping;
    private @Nullable Connection connection;

    Follower(Consumer consumer, Events events, Book book) {
        this.consumer = consumer;
        this.events = events;
        this.book = book;
        events.onAppended(wake::release);
    }

    @Override
    public void run() {
        int limit = BATCH;
        while (!stopping) {
            try {
                int taken = step(limit);
                limit = BATCH;
                if (taken == 0) {
                    awaitEvents();
                }
            } catch (SQLException | RuntimeException e) {
                if (stopping) {
                    break;
                }
                limit = 1;
                afterFailure(e);
            }
        }
        disconnect();
    }

    void stop() {
        stopping = true;
        wake.release();
    }

    /** Takes at most this many events in one transaction; returns how many. */
    private int step(int limit) throws SQLException {
        return book.transact(connected(), batch -> consume(consumer, events, batch, limit));
    }

    /**
     * One transaction's work, also used by a module that must be up to date within its own batch.
     */
    static int consume(Consumer consumer, Events events, Batch batch, int limit)
            throws SQLException {
        Cursor cursor = Cursor.lock(batch.connection(), consumer.name());
        List<Event> news =
                events.after(batch.connection(), cursor.position(), consumer.types(), limit);
        if (!news.isEmpty()) {
            consumer.consume(news, batch);
            Cursor.move(batch.connection(), consumer.name(), news.getLast().position());
        }
        return news.size();
    }

    /** Waits for an append on this server, or until another server may have appended. */
    private void awaitEvents() {
        try {
            if (wake.tryAcquire(ELSEWHERE.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private void afterFailure(Exception cause) {
        log.warn("Consumer {} failed, trying its next event alone", consumer.name(), cause);
        try {
            boolean parked = book.transact(connected(), batch -> countFailure(batch, cause));
            if (!parked) {
                wake.tryAcquire(100, TimeUnit.MILLISECONDS);
            }
        } catch (SQLException e) {
            log.warn("Consumer {} cannot reach the database", consumer.name(), e);
            disconnect();
            awaitEvents();
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /**
     * Parks the next event once it failed often enough; a lost connection counts too but does no
     * harm: it is alone.
     */
    private boolean countFailure(Batch batch, Exception cause) throws SQLException {
        Cursor cursor = Cursor.lock(batch.connection(), consumer.name());
        if (cursor.failures() + 1 < TRIES) {
            Cursor.failed(batch.connection(), consumer.name());
            return false;
        }
        List<Event> next = events.after(batch.connection(), cursor.position(), consumer.types(), 1);
        if (!next.isEmpty()) {
            Event poisoned = next.getFirst();
            log.error(
                    "Consumer {} parks event {} ({})",
                    consumer.name(),
                    poisoned.position(),
                    poisoned.type());
            Cursor.park(
                    batch.connection(),
                    consumer.name(),
                    poisoned.position(),
                    String.valueOf(cause));
            Cursor.move(batch.connection(), consumer.name(), poisoned.position());
        }
        return true;
    }

    private Connection connected() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = book.connect();
            connection = open;
        }
        return open;
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.debug("Closing a lost connection failed", e);
            }
        }
    }
}

package io.paideia.events;

import io.paideia.lane.Batch;
import io.paideia.lane.Book;
import io.paideia.lane.WriterConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One consumer's thread: reads on, hands over, moves the cursor, and parks what keeps failing. */
final class Follower implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final int BATCH = 500;
    private static final int TRIES = 5;
    private static final int LONGEST_ERROR = 2_000;

    /** A cursor this far behind the log moves even if nothing on the way was for its consumer. */
    private static final long FAR = 10_000;

    private static final Duration ELSEWHERE = Duration.ofMillis(500);

    private final Consumer consumer;
    private final Events events;
    private final Book book;
    private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final WriterConnection connection;

    /** Up to here nothing more is for this consumer; only this thread's own knowledge. */
    private long scanned;

    Follower(Consumer consumer, Events events, Book book) {
        this.consumer = consumer;
        this.events = events;
        this.book = book;
        this.connection = new WriterConnection(book);
        events.onAppended(this);
    }

    @Override
    public void run() {
        // After a failure that many are taken one by one, so that one poisoned event among them
        // costs its own tries and no more.
        int alone = 0;
        while (!stopping()) {
            try {
                int taken = step(alone > 0 ? 1 : BATCH);
                alone = Math.max(0, alone - taken);
                if (taken == 0) {
                    awaitEvents();
                }
            } catch (SQLException | RuntimeException | Error e) {
                if (stopping()) {
                    break;
                }
                alone = BATCH;
                afterFailure(e);
            }
        }
        connection.close();
    }

    void stop() {
        events.noLonger(this);
        stopped.countDown();
        wake();
    }

    /** Something was appended; never waits. */
    void wake() {
        if (!wake.offer(true)) {
            log.trace("Consumer {} is called already", consumer.name());
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    /**
     * Takes at most this many events in one transaction; returns how many. Looks without the book's
     * lock first, so that a consumer with nothing to do never holds up the lane.
     */
    private int step(int limit) throws SQLException {
        Connection open = connection.open();
        Events.Ahead ahead = events.ahead(open, consumer.name(), scanned, consumer.types());
        open.commit();
        if (!ahead.matching() && ahead.head() - ahead.cursor() < FAR) {
            scanned = ahead.head();
            return 0;
        }
        Book.Work<Integer> work = batch -> consume(consumer, events, batch, limit);
        return consumer.appends() ? book.transact(open, work) : book.follow(open, work);
    }

    /**
     * One transaction's work, also used by a module that must be up to date within its own batch.
     * When less than the limit is left, the cursor goes to the end of the log, past all that is for
     * others. The end is read first: positions become visible in their order, so all up to it is
     * among the news, whatever is appended meanwhile.
     */
    static int consume(Consumer consumer, Events events, Batch batch, int limit)
            throws SQLException {
        Cursor cursor = Cursor.lock(batch.connection(), consumer.name());
        long head = events.head(batch.connection());
        List<Event> news =
                events.after(batch.connection(), cursor.position(), consumer.types(), limit);
        long last = news.isEmpty() ? 0 : news.getLast().position();
        long seen = news.size() < limit ? Math.max(head, last) : last;
        if (!news.isEmpty()) {
            consumer.consume(news, batch);
        }
        if (!news.isEmpty() || seen - cursor.position() >= FAR) {
            Cursor.move(batch.connection(), consumer.name(), seen);
        }
        return news.size();
    }

    /** Waits for an append on this server, or until another server may have appended. */
    private void awaitEvents() {
        try {
            if (wake.poll(ELSEWHERE.toMillis(), TimeUnit.MILLISECONDS) != null
                    && stopped.await(consumer.gathers().toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("Consumer {} was stopped", consumer.name());
            }
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    private void afterFailure(Throwable cause) {
        log.warn("Consumer {} failed, trying its next event alone", consumer.name(), cause);
        try {
            int failures = book.transact(connection.open(), batch -> countFailure(batch, cause));
            if (failures > 0 && stopped.await(50L << failures, TimeUnit.MILLISECONDS)) {
                log.debug("Consumer {} was stopped", consumer.name());
            }
        } catch (SQLException | RuntimeException e) {
            log.warn("Consumer {} cannot reach the database", consumer.name(), e);
            connection.close();
            awaitEvents();
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    /** Parks the next event once it failed often enough. Returns its failures, 0 if parked. */
    private int countFailure(Batch batch, Throwable cause) throws SQLException {
        Cursor cursor = Cursor.lock(batch.connection(), consumer.name());
        if (cursor.failures() + 1 < TRIES) {
            Cursor.failed(batch.connection(), consumer.name());
            return cursor.failures() + 1;
        }
        List<Event> next = events.after(batch.connection(), cursor.position(), consumer.types(), 1);
        if (!next.isEmpty()) {
            Event poisoned = next.getFirst();
            log.error(
                    "Consumer {} parks event {} ({})",
                    consumer.name(),
                    poisoned.position(),
                    poisoned.type());
            Cursor.park(batch.connection(), consumer.name(), poisoned.position(), told(cause));
            Cursor.move(batch.connection(), consumer.name(), poisoned.position());
        }
        return 0;
    }

    /** As text that the database takes; it refuses NUL. */
    private static String told(Throwable cause) {
        String text = String.valueOf(cause).replace('\0', ' ');
        return text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) : text;
    }
}

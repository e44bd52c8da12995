package io.paideia.lane;

import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction, in most cases under a book's lock. Confined to the thread that runs it.
 *
 * <p>Its time is the database's, read after the lock was taken: batches of one book are ordered by
 * it.
 */
public final class Batch {

    private static final Logger log = LoggerFactory.getLogger(Batch.class);

    private final @Nullable Connection connection;
    private final Instant at;
    private final String transaction;
    private final boolean ordered;
    private final String book;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Map<Object, Object> attachments = new HashMap<>();

    Batch(
            String book,
            @Nullable Connection connection,
            Instant at,
            String transaction,
            boolean ordered) {
        this.book = book;
        this.connection = connection;
        this.at = at;
        this.transaction = transaction;
        this.ordered = ordered;
    }

    /** A batch of a store that is no PostgreSQL, a simulation's for example. */
    public static Batch withoutConnection(String book, Instant at, String transaction) {
        return new Batch(book, null, at, transaction, true);
    }

    /** The name of the book. */
    public String book() {
        return book;
    }

    /**
     * Where SQL goes.
     *
     * @throws IllegalStateException if the batch's store is no PostgreSQL
     */
    public Connection connection() {
        Connection open = connection;
        if (open == null) {
            throw new IllegalStateException("This batch has no connection");
        }
        return open;
    }

    public Instant at() {
        return at;
    }

    /** Whether the book's lock is held, so that this batch has a place in the book's order. */
    public boolean ordered() {
        return ordered;
    }

    /**
     * Runs this once the transaction is committed, before its callers get their results. It must
     * not throw.
     */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Keeps something for later handlers of this batch; it ends with the batch. */
    public void attach(Object key, Object value) {
        attachments.put(key, value);
    }

    /** What was attached under this key, or null. */
    public <T> @Nullable T attached(Object key, Class<T> type) {
        return type.cast(attachments.get(key));
    }

    /** The transaction's name, by which its store can be asked later what became of it. */
    public String transaction() {
        return transaction;
    }

    /**
     * Runs what waits for the commit; for implementations of {@link Transactions}, once. What
     * throws here is a bug, but money has moved: the callers must still get their results, so it is
     * told to the log alone.
     */
    public void committed() {
        for (Runnable action : afterCommit) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                log.error("After a commit, {} failed", action.getClass().getName(), e);
            }
        }
    }
}

package io.paideia.lane;

import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One transaction under a book's lock. Confined to the thread that runs it.
 *
 * <p>Its time is the database's, read after the lock was taken: batches of one book are ordered by
 * it.
 */
public final class Batch {

    private final Connection connection;
    private final Instant at;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Batch(Connection connection, Instant at) {
        this.connection = connection;
        this.at = at;
    }

    public Connection connection() {
        return connection;
    }

    public Instant at() {
        return at;
    }

    /**
     * Runs this once the transaction is committed, before its callers get their results. It must
     * not throw.
     */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}

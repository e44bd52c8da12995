package io.paideia.trials.simulation;

import io.paideia.ledger.MemoryRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One book in memory, as PostgreSQL keeps it: transactions one after the other under a lock that a
 * transaction holds until its end, even when its client has long gone. Guards nothing by itself, so
 * that whoever is careless is seen.
 */
final class Store {

    static final String BOOK = "simulated";

    /** A transaction's fate. */
    enum Status {
        IN_PROGRESS,
        COMMITTED,
        ABORTED
    }

    /** What was decided about a submission in a transaction. */
    record Decision(Submission submission, Answer answer) {}

    /** A transaction in the book's order, and the ledger's newest block then. */
    record Committed(String id, long atNanos, long block, List<Decision> decisions) {}

    private final World world;
    private final List<Committed> log = new ArrayList<>();
    private final Map<Long, Answer> decided = new HashMap<>();
    private final Map<String, Status> statuses = new HashMap<>();
    private @Nullable StoreTransaction holder;
    private long begun;

    private @Nullable Server writer;

    final MemoryRows ledger = new MemoryRows();
    final List<Long> notes = new ArrayList<>();

    Store(World world) {
        this.world = world;
    }

    /** Whether the lock is free, or will be as soon as someone waits for it. */
    boolean free() {
        StoreTransaction open = holder;
        return open == null || open.abandoned();
    }

    /** Begins a transaction under the lock, after the one that holds it. */
    StoreTransaction begin(Session session) throws SQLException {
        settle();
        if (holder != null) {
            throw new SQLException("Waited too long for the lock", "55P03");
        }
        StoreTransaction transaction =
                new StoreTransaction(this, session, String.valueOf(1_000 + begun++), world.tick());
        holder = transaction;
        statuses.put(transaction.id(), Status.IN_PROGRESS);
        return transaction;
    }

    /** What PostgreSQL says of a transaction, to whoever asks without waiting for it. */
    Status status(String transaction) {
        return statuses.getOrDefault(transaction, Status.ABORTED);
    }

    void commit(StoreTransaction transaction) {
        end(transaction, Status.COMMITTED);
        transaction.apply();
        log.add(
                new Committed(
                        transaction.id(),
                        transaction.atNanos(),
                        ledger.blocks(BOOK),
                        transaction.decisions()));
        for (Decision decision : transaction.decisions()) {
            if (decided.put(decision.submission().number, decision.answer()) != null) {
                world.violated("Took effect twice: " + decision.submission());
            }
            Server server = decision.submission().server;
            if (!server.equals(writer)) {
                world.tally.count(Happening.OTHER_WRITER);
                writer = server;
            }
        }
        if (transaction.decisions().size() > 1) {
            world.tally.count(Happening.SHARED_COMMIT);
        }
    }

    void rollBack(StoreTransaction transaction) {
        end(transaction, Status.ABORTED);
    }

    /** Ends a transaction whose client is gone, if there is one. */
    void settle() {
        StoreTransaction open = holder;
        if (open == null || !open.abandoned()) {
            return;
        }
        if (open.commitSent() && world.weather.oneIn(2)) {
            world.trace(open, "commits, though nobody hears it");
            commit(open);
        } else {
            world.trace(open, "is rolled back, its client is gone");
            rollBack(open);
        }
    }

    List<Committed> log() {
        return log;
    }

    /** The committed answer to a submission. */
    @Nullable Answer decided(Submission submission) {
        return decided.get(submission.number);
    }

    private void end(StoreTransaction transaction, Status status) {
        if (!transaction.equals(holder)) {
            throw new IllegalStateException(transaction + " does not hold the lock");
        }
        holder = null;
        statuses.put(transaction.id(), status);
    }
}

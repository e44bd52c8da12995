package io.paideia.trials.simulation;

import io.paideia.lane.Batch;
import io.paideia.ledger.MemoryWrites;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A transaction of the store: reads what is committed and what it wrote itself, and writes nothing
 * before its commit. Each call is a statement over the session's connection, which may break.
 */
final class StoreTransaction {

    private final Store store;
    private final Session session;
    private final String id;
    private final long atNanos;
    private final MemoryWrites ledger;
    private final List<Long> notes = new ArrayList<>();
    private final List<Store.Decision> decisions = new ArrayList<>();
    private boolean signed;
    private boolean abandoned;
    private boolean commitSent;

    StoreTransaction(Store store, Session session, String id, long atNanos) {
        this.store = store;
        this.session = session;
        this.id = id;
        this.atNanos = atNanos;
        this.ledger = new MemoryWrites(store.ledger, session::statement);
    }

    String id() {
        return id;
    }

    Session session() {
        return session;
    }

    /** Leaves a receipt in its session's name, which is there if it is committed. */
    void sign() {
        signed = true;
    }

    boolean signed() {
        return signed;
    }

    long atNanos() {
        return atNanos;
    }

    Batch batch() {
        return Batch.withoutConnection(session.name(), Instant.ofEpochSecond(0, atNanos), id);
    }

    String book() {
        return session.name();
    }

    /** The ledger's tables. */
    MemoryWrites ledger() {
        return ledger;
    }

    /** Adds these notes; returns how many there are then. */
    long note(Collection<Long> added) throws SQLException {
        session.statement();
        notes.addAll(added);
        return (long) store.notes.size() + notes.size();
    }

    /** Not a statement: what the judge will want to know. */
    void decide(Submission submission, Answer answer) {
        decisions.add(new Store.Decision(submission, answer));
    }

    List<Store.Decision> decisions() {
        return decisions;
    }

    void apply() {
        ledger.apply();
        store.notes.addAll(notes);
    }

    /** Its client is gone; the lock stays until the server notices. */
    void abandon() {
        abandoned = true;
    }

    void abandonInCommit() {
        abandoned = true;
        commitSent = true;
    }

    boolean abandoned() {
        return abandoned;
    }

    boolean commitSent() {
        return commitSent;
    }

    @Override
    public String toString() {
        return "transaction " + id;
    }
}

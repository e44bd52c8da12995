package io.paideia.trials.simulation;

import io.paideia.lane.Batch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction of the store: reads what is committed and what it wrote itself, and writes nothing
 * before its commit. Each call is a statement over the session's connection, which may break.
 */
final class StoreTransaction {

    private final Store store;
    private final Session session;
    private final String id;
    private final long atNanos;
    private final Map<Integer, Long> balances = new HashMap<>();
    private final Map<Long, Command.Move> moves = new HashMap<>();
    private final List<Long> notes = new ArrayList<>();
    private final List<Store.Decision> decisions = new ArrayList<>();
    private boolean abandoned;
    private boolean commitSent;

    StoreTransaction(Store store, Session session, String id, long atNanos) {
        this.store = store;
        this.session = session;
        this.id = id;
        this.atNanos = atNanos;
    }

    String id() {
        return id;
    }

    long atNanos() {
        return atNanos;
    }

    Batch batch() {
        return Batch.withoutConnection(Instant.ofEpochSecond(0, atNanos), id);
    }

    /** The number of the last transaction that moved something. */
    long head() throws SQLException {
        session.statement();
        return store.head;
    }

    Map<Integer, Long> balances(Collection<Integer> accounts) throws SQLException {
        session.statement();
        Map<Integer, Long> found = new HashMap<>();
        for (Integer account : accounts) {
            long committed = store.balances.getOrDefault(account, 0L);
            found.put(account, balances.getOrDefault(account, committed));
        }
        return found;
    }

    Map<Long, Command.Move> moves(Collection<Long> ids) throws SQLException {
        session.statement();
        Map<Long, Command.Move> found = new HashMap<>();
        for (Long wanted : ids) {
            Command.Move move = moves.getOrDefault(wanted, store.moves.get(wanted));
            if (move != null) {
                found.put(wanted, move);
            }
        }
        return found;
    }

    void write(Collection<Command.Move> created, Map<Integer, Long> changed) throws SQLException {
        session.statement();
        created.forEach(move -> moves.put(move.id(), move));
        balances.putAll(changed);
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
        store.balances.putAll(balances);
        store.moves.putAll(moves);
        store.notes.addAll(notes);
        if (!moves.isEmpty()) {
            store.head++;
        }
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

package io.paideia.trials.simulation;

import io.paideia.ledger.MemoryRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two books in memory, as PostgreSQL keeps them: transactions one after the other under a lock of
 * their book, that a transaction holds until its end, even when its client has long gone. Guards
 * nothing within a book, so that whoever is careless is seen.
 */
final class Store {

    static final String BOOK = "simulated";
    static final String OTHER_BOOK = "other";
    static final List<String> BOOKS = List.of(BOOK, OTHER_BOOK);

    /** A transaction's fate. */
    enum Status {
        IN_PROGRESS,
        COMMITTED,
        ABORTED
    }

    /** What was decided about a submission in a transaction. */
    record Decision(Submission submission, Answer answer) {}

    /** A transaction in its book's order, and the book's newest block then. */
    record Committed(String id, String book, long atNanos, long block, List<Decision> decisions) {}

    private final World world;
    private final List<Committed> log = new ArrayList<>();
    private final Map<Long, Answer> decided = new HashMap<>();
    private final Map<String, Status> statuses = new HashMap<>();

    /** What became of the transactions that had these numbers last. */
    private final NavigableMap<Long, Status> numbers = new TreeMap<>();

    private final Map<String, Long> numberOf = new HashMap<>();
    private final Map<Session, String> receipts = new HashMap<>();
    private final Map<String, StoreTransaction> holders = new HashMap<>();
    private long begun;
    private long nextNumber = 1_000;
    private long highest;

    private @Nullable Server writer;

    final MemoryRows ledger = MemoryRows.of(BOOKS);
    final List<Long> notes = new ArrayList<>();

    Store(World world) {
        this.world = world;
    }

    /** Whether the lock is free, or will be as soon as someone waits for it. */
    boolean free(String book) {
        StoreTransaction open = holders.get(book);
        return open == null || open.abandoned();
    }

    /** Begins a transaction under the lock, after the one that holds it. */
    StoreTransaction begin(Session session) throws SQLException {
        settle(session.name());
        if (holders.containsKey(session.name())) {
            throw new SQLException("Waited too long for the lock", "55P03");
        }
        StoreTransaction transaction =
                new StoreTransaction(this, session, "t" + begun++, world.tick());
        holders.put(session.name(), transaction);
        statuses.put(transaction.id(), Status.IN_PROGRESS);
        number(transaction);
        return transaction;
    }

    private void number(StoreTransaction transaction) {
        long number = nextNumber++;
        if (number <= highest) {
            world.tally.count(Happening.NUMBER_REUSED);
        }
        highest = Math.max(highest, number);
        numberOf.put(transaction.id(), number);
        numbers.put(number, Status.IN_PROGRESS);
    }

    /**
     * Starts again after a sudden end. Numbers of transactions after the last one on the disk are
     * given to others; of those that were not committed, chance says how many were there.
     */
    void crash() {
        BOOKS.forEach(this::settle);
        List.copyOf(holders.values()).forEach(this::rollBack);
        long kept =
                numbers.entrySet().stream()
                        .filter(entry -> entry.getValue() == Status.COMMITTED)
                        .mapToLong(Map.Entry::getKey)
                        .max()
                        .orElse(nextNumber - 1);
        nextNumber -= world.weather.below((int) (nextNumber - kept));
        numbers.tailMap(nextNumber, true).clear();
    }

    /** Whether this session's newest committed batch is this one. */
    boolean hasReceipt(Session session, String transaction) {
        return transaction.equals(receipts.get(session));
    }

    /** What is said of the number that this transaction had, whosever it is now. */
    Status statusOfNumber(String transaction) {
        Long number = numberOf.get(transaction);
        return number == null ? Status.ABORTED : numbers.getOrDefault(number, Status.ABORTED);
    }

    /** Whether something should be expired now. */
    boolean isDue(String book) {
        return ledger.isDue(BOOKS.indexOf(book), Instant.ofEpochSecond(0, world.now()));
    }

    /** What has become of a transaction by now. */
    Status status(String transaction) {
        return statuses.getOrDefault(transaction, Status.ABORTED);
    }

    void commit(StoreTransaction transaction) {
        end(transaction, Status.COMMITTED);
        transaction.apply();
        if (transaction.signed()) {
            receipts.put(transaction.session(), transaction.id());
        }
        log.add(
                new Committed(
                        transaction.id(),
                        transaction.book(),
                        transaction.atNanos(),
                        blocks(transaction.book()).size(),
                        transaction.decisions()));
        for (Decision decision : transaction.decisions()) {
            if (decided.put(decision.submission().number, decision.answer()) != null) {
                world.violated("Took effect twice: " + decision.submission());
            }
            Server server = decision.submission().server;
            if (!server.equals(writer) && transaction.book().equals(BOOK)) {
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

    /** The numbers of a book's blocks. */
    List<Long> blocks(String book) {
        return ledger.blocks(BOOKS.indexOf(book));
    }

    /** Ends a transaction of the book whose client is gone, if there is one. */
    void settle(String book) {
        StoreTransaction open = holders.get(book);
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
        if (!holders.remove(transaction.book(), transaction)) {
            throw new IllegalStateException(transaction + " does not hold the lock");
        }
        statuses.put(transaction.id(), status);
        numbers.put(Objects.requireNonNull(numberOf.get(transaction.id())), status);
    }
}

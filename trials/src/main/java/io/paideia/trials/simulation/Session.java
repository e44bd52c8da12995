package io.paideia.trials.simulation;

import io.paideia.lane.Batch;
import io.paideia.lane.Book;
import io.paideia.lane.CommitInDoubt;
import io.paideia.lane.Transactions;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One server's connection to the store, and most of what can go wrong with it. At each seam others
 * may go on, and the server itself may die.
 */
final class Session implements Transactions {

    private final World world;
    private final Store store;
    private final Server server;
    private final String book;
    private boolean broken;
    private @Nullable StoreTransaction open;

    Session(World world, Server server, String book) {
        this.book = book;
        this.world = world;
        this.store = world.store;
        this.server = server;
    }

    @Override
    public String name() {
        return book;
    }

    @Override
    public <T> T transact(Book.Work<T> work) throws SQLException {
        return transact(work, false);
    }

    /** Asks in a transaction of its own, as {@link Book} does; that one may be in doubt itself. */
    @Override
    public boolean tookEffect(CommitInDoubt doubt) throws SQLException {
        return tookEffect(doubt, asked -> store.hasReceipt(this, asked));
    }

    /** Asks this of a transaction in doubt, under the lock that it had. */
    boolean tookEffect(CommitInDoubt doubt, Predicate<String> question) throws SQLException {
        String asked = doubt.batch().transaction();
        if (world.weather.strikes(Fault.QUESTION_BROKEN)) {
            throw world.failing(server, new SQLException("Do not ask", "XX000"));
        }
        boolean effect =
                transact(
                        _ -> {
                            statement();
                            return question.test(asked);
                        },
                        true);
        world.trace(server, "learns that transaction", asked, effect ? "is there" : "is not");
        if (effect) {
            world.tally.count(Happening.DOUBT_COMMITTED);
            doubt.batch().committed();
            return true;
        }
        world.tally.count(Happening.DOUBT_ABORTED);
        return false;
    }

    /** Whether the number of this transaction is a committed one's. */
    boolean numberIsCommitted(String transaction) {
        return store.statusOfNumber(transaction) == Store.Status.COMMITTED;
    }

    /** The database went away, with all that was open. */
    void lose() {
        broken = true;
    }

    @Override
    public void close() {
        broken = false;
    }

    /** Before each statement. */
    void statement() throws SQLException {
        if (broken) {
            throw new SQLException("The connection is closed", "08003");
        }
        if (world.away() || world.weather.strikes(Fault.CONNECTION_LOST)) {
            broken = true;
            throw world.failing(server, new SQLException("Lost", "08006"));
        }
        if (world.weather.strikes(Fault.SERIALIZATION_FAILURE)) {
            throw world.failing(server, new SQLException("Could not serialize", "40001"));
        }
    }

    /** What is known of a transaction now; only under the lock is it the last word. */
    Store.Status status(String transaction) {
        return store.status(transaction);
    }

    StoreTransaction open(Batch batch) {
        StoreTransaction transaction = open;
        if (transaction == null || !transaction.id().equals(batch.transaction())) {
            throw new IllegalStateException("This batch is over: " + batch.transaction());
        }
        return transaction;
    }

    private <T> T transact(Book.Work<T> work, boolean question) throws SQLException {
        world.seam(server, Fault.CRASH_BEFORE_LOCK);
        if (world.away() || world.weather.strikes(Fault.CONNECTION_REFUSED)) {
            broken = true;
            throw world.failing(server, new SQLException("Nobody there", "08001"));
        }
        statement();
        StoreTransaction transaction = store.begin(this);
        open = transaction;
        if (!question) {
            transaction.sign();
        }
        Batch batch = transaction.batch();
        world.trace(server, "begins", transaction);
        T result;
        try {
            world.seam(server, Fault.CRASH_UNDER_LOCK);
            result = work.in(batch);
            world.seam(server, Fault.CRASH_BEFORE_COMMIT);
            statement();
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(transaction);
            throw e;
        }
        commit(transaction, batch, question);
        world.trace(server, "committed", transaction);
        world.seam(server, Fault.CRASH_AFTER_COMMIT);
        batch.committed();
        return result;
    }

    /** What is left of a broken connection is for the store to clean up, when it notices. */
    private void rollBack(StoreTransaction transaction) {
        open = null;
        if (broken || !server.alive()) {
            transaction.abandon();
        } else {
            store.rollBack(transaction);
        }
    }

    private void commit(StoreTransaction transaction, Batch batch, boolean question)
            throws SQLException {
        open = null;
        Weather weather = world.weather;
        if (weather.strikes(Fault.COMMIT_REFUSED)) {
            store.rollBack(transaction);
            throw world.failing(server, new SQLException("Could not serialize", "40001"));
        }
        if (weather.strikes(Fault.CRASH_DURING_COMMIT)) {
            transaction.abandonInCommit();
            world.kill(server);
            throw new Crash();
        }
        if (weather.strikes(Fault.COMMIT_LOST)) {
            transaction.abandon();
        } else if (weather.strikes(Fault.COMMIT_IN_FLIGHT)) {
            transaction.abandonInCommit();
        } else {
            store.commit(transaction);
            if (!weather.strikes(Fault.COMMIT_REPLY_LOST)) {
                return;
            }
        }
        broken = true;
        if (question) {
            world.tally.count(Fault.QUESTION_LOST);
        }
        world.trace(server, "gets no answer to the commit of", transaction);
        throw new CommitInDoubt(batch, new SQLException("Lost", "08006"));
    }
}

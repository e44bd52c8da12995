package io.paideia.lane;

import java.sql.SQLException;
import java.time.Duration;

/**
 * Where a lane commits: one book, as one writer of it sees it. {@link WriterConnection} is the real
 * one; a simulation puts a store in memory here. Confined to the writer's thread.
 *
 * <p>Errors are told by SQLSTATE, as {@link Trouble} reads it.
 */
public interface Transactions {

    /** The book's name. */
    String name();

    /**
     * Runs the work in a transaction of its own under the book's lock, commits, and then runs what
     * the work left for {@link Batch#afterCommit}. Rolls back and rethrows when the work throws.
     *
     * @throws CommitInDoubt if COMMIT got no answer, so that its effect is unknown until {@link
     *     #tookEffect} is asked. Whatever else it throws says that nothing took effect.
     */
    <T> T transact(Book.Work<T> work) throws SQLException;

    /**
     * Asks what became of a transaction whose COMMIT got no answer, waiting for it if it is still
     * in progress. If it took effect, what was to be done after its commit is done now.
     *
     * @throws SQLException if there was no answer; the doubt stands as it stood
     */
    boolean tookEffect(CommitInDoubt doubt) throws SQLException;

    /**
     * For so long, at most, the next transactions may wait for the book's lock; longer is a
     * conflict. A store in which nobody waits long has nothing to do.
     */
    default void lockWithin(Duration longest) {}

    /** Gives up the connection; the next call makes a new one. */
    void close();
}

package io.paideia.trials.simulation;

/** What came of it, as callers and lanes see it, besides the ledger's own outcomes. */
enum Happening {
    NOTED,
    /** A sweep found something whose time was over. */
    EXPIRED,
    /** Another one was quicker. */
    NOTHING_WAS_DUE,
    ACCOUNT_DONE,
    ACCOUNT_BEFORE,
    ACCOUNT_DIFFERS,
    ACCOUNT_NOT_FOUND,
    ACCOUNT_CLOSED,
    ACCOUNT_NOT_EMPTY,
    FAILED,
    UNAVAILABLE,
    FULL,
    CLOSED,
    /** Accepted, and then the server's memory was lost. */
    LOST_WITH_SERVER,
    /** Handed in again under the same ids. */
    REPEATED,
    DOUBT_COMMITTED,
    DOUBT_ABORTED,
    /** A batch of several commands was committed. */
    SHARED_COMMIT,
    MOVE_UNDER_WAY,
    MOVE_MOVED,
    MOVE_REFUSED,
    /** Nobody carried a move on, until the janitor came. */
    MOVE_LEFT,
    /** A server wrote after another one, so that what it remembers is stale. */
    OTHER_WRITER,
    /** A transaction got the number of another one that a crash of the database took away. */
    NUMBER_REUSED
}

package io.paideia.trials.simulation;

/** What came of it, as callers and lanes see it. */
enum Happening {
    CREATED,
    EXISTS,
    ID_REUSED,
    INSUFFICIENT_FUNDS,
    NOTED,
    FAILED,
    UNAVAILABLE,
    FULL,
    CLOSED,
    /** Accepted, and then the server's memory was lost. */
    LOST_WITH_SERVER,
    REPEATED,
    DOUBT_COMMITTED,
    DOUBT_ABORTED,
    /** A batch of several commands was committed. */
    SHARED_COMMIT,
    /** The book was written by two servers in turn. */
    CACHE_OUTDATED
}

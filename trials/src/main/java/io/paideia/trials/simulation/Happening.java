package io.paideia.trials.simulation;

/** What came of it, as callers and lanes see it, besides the ledger's own outcomes. */
enum Happening {
    NOTED,
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
    /** A server wrote after another one, so that what it remembers is stale. */
    OTHER_WRITER
}

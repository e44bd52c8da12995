package io.paideia.trials.simulation;

/** What may go wrong in a simulated run. */
enum Fault {
    CRASH_IDLE,
    CRASH_BEFORE_LOCK,
    CRASH_UNDER_LOCK,
    CRASH_BEFORE_COMMIT,
    /** The process dies while its COMMIT is on its way. */
    CRASH_DURING_COMMIT,
    /** The commit is done, the answer never given. */
    CRASH_AFTER_COMMIT,
    /** Refuses new commands while others wait, answers those, ends. */
    SHUTDOWN,
    /** The whole server stands still for a while, wherever it is. */
    STALL,
    CONNECTION_REFUSED,
    /** Within a transaction; the server may notice only later, and holds the lock until then. */
    CONNECTION_LOST,
    /** The database is away for a while, for everyone. */
    OUTAGE,
    /**
     * The database is killed: what is open is gone, and the numbers of transactions of which
     * nothing had reached the disk are given again.
     */
    DATABASE_CRASH,
    LOCK_TIMEOUT,
    SERIALIZATION_FAILURE,
    COMMIT_REFUSED,
    /** Committed, but the answer is lost. */
    COMMIT_REPLY_LOST,
    /** COMMIT never arrives. */
    COMMIT_LOST,
    /** The connection is gone, and COMMIT still being worked on: its fate is decided later. */
    COMMIT_IN_FLIGHT,
    /** The question what became of a commit is answered with an error. */
    QUESTION_BROKEN,
    /** The commit of the transaction that asks is lost too, in one of the ways above. */
    QUESTION_LOST,
    /** A command whose handler throws, each time. */
    BROKEN_COMMAND,
    /** A command whose handler throws the first time only. */
    ODD_COMMAND,
    /** A command whose handler forgets an answer, each time. */
    FORGETFUL_HANDLER,
    /** What runs after a commit throws. */
    BUG_AFTER_COMMIT,
    /** The caller's own connection breaks; the answer is not heard. */
    ANSWER_UNHEARD,
    /** The caller repeats elsewhere while the first still waits. */
    IMPATIENT_CALLER,
    /** The same id is used for other content. */
    ID_REUSED,
    /** Whoever began a move does not carry it on. */
    CARRIER_GONE,
    /** The id that an expiry would have is used for something else. */
    ID_TAKEN
}

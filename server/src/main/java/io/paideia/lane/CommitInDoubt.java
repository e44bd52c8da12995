package io.paideia.lane;

import java.sql.SQLException;

/** COMMIT was sent and the connection lost before its answer: nobody knows whether it happened. */
public final class CommitInDoubt extends SQLException {

    private static final String UNKNOWN_RESOLUTION = "08007";

    private final transient Batch batch;

    /** The batch whose fate is unknown, and what came instead of an answer. */
    public CommitInDoubt(Batch batch, Throwable cause) {
        super("Lost the connection during commit", UNKNOWN_RESOLUTION, cause);
        this.batch = batch;
    }

    public Batch batch() {
        return batch;
    }
}

package io.paideia.channels;

import io.paideia.lane.Batch;
import java.sql.SQLException;

/**
 * Has a person look at what does not fit. Implemented by a later step, which keeps the cases; the
 * same trouble with the same reference is one case, however often it is raised.
 */
public interface Alarm {

    /**
     * Raises it at once.
     *
     * @param kind snake_case; public
     * @param reference ours, or the provider's where it names none of ours
     * @param detail for a person
     */
    void raise(String kind, String channel, String reference, String detail);

    /** Raises it if and only if the batch commits. */
    void raise(Batch batch, String kind, String channel, String reference, String detail)
            throws SQLException;
}

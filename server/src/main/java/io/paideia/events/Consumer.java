package io.paideia.events;

import io.paideia.lane.Batch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Follows the log from where it stood. Its effects and its cursor move in one transaction: every
 * event is delivered at least once and takes effect exactly once, as long as the effects are
 * written on the batch's connection.
 *
 * <p>Called by one thread at a time over all servers. Throwing rolls the whole list back; the
 * events are then given one by one, and one that keeps failing is parked so that the others go on.
 */
public interface Consumer {

    /** Never changes: the cursor is kept under it. */
    String name();

    /** The types it wants to hear of. */
    Set<String> types();

    /**
     * Whether it appends events itself. Only then do its transactions take the book's lock; the
     * others keep out of the lane's way.
     */
    default boolean appends() {
        return false;
    }

    /** How long news may gather before it looks; what is not urgent then costs fewer commits. */
    default Duration gathers() {
        return Duration.ZERO;
    }

    /** The events in order; the batch holds the book's lock if it {@link #appends}. */
    void consume(List<Event> events, Batch batch) throws SQLException;
}

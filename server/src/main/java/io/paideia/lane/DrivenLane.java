package io.paideia.lane;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/**
 * A lane without a thread and a clock of its own: whoever holds it drives it, one try at a time. A
 * simulation runs many in one thread and decides the order. What is queued, written, repeated and
 * answered is the same code as in a {@link Lane#start started} lane. Not thread-safe.
 */
public final class DrivenLane {

    private final Lane lane;

    /** A lane over this store; its patience is measured by this clock, in nanoseconds. */
    public DrivenLane(
            Transactions book, LaneSettings settings, LongSupplier nanos, MeterRegistry meters) {
        this.lane = new Lane(book, settings, nanos, meters);
    }

    /**
     * Where commands are handed in. Only {@link Lane#submit} is of use: {@link Lane#call} would
     * wait for steps that nobody takes. Closing it does not wait: the steps go on until {@link
     * #ended}.
     */
    public Lane lane() {
        return lane;
    }

    /** How many commands wait to be taken. */
    public int waiting() {
        return lane.waiting();
    }

    /** Whether a step would find something to do. */
    public boolean busy() {
        return lane.writer().busy();
    }

    /**
     * Takes what waits, if nothing is at work, and tries once.
     *
     * @return how many nanoseconds the lane would pause before the next step
     */
    public long step() {
        return lane.writer().step();
    }

    /** Whether the lane was closed and all that it had accepted is answered. */
    public boolean ended() {
        return lane.writer().ended();
    }
}

package io.paideia.sandbox.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Real time plus an offset that only grows, so that a test can see a retry that comes after fifteen
 * hours. Safe for all threads.
 */
public final class VirtualClock implements InstantSource {

    static final String KIND = "clock";
    private static final Duration FARTHEST = Duration.ofDays(3650);

    private final InstantSource real;
    private final Journal journal;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Duration offset;

    public VirtualClock(InstantSource real, Journal journal) {
        this.real = real;
        this.journal = journal;
        this.offset =
                journal.recalled(KIND, Duration.class)
                        .reduce((earlier, later) -> later)
                        .orElse(Duration.ZERO);
        journal.record(KIND, offset);
    }

    @Override
    public Instant instant() {
        return real.instant().plus(offset);
    }

    /** How far virtual time is ahead of real time. */
    public Duration offset() {
        return offset;
    }

    /**
     * Jumps ahead. What has become due by it happens at once. Going back is refused, and so is
     * leaving the decade.
     */
    public synchronized Instant advance(Duration step) {
        if (step.isNegative()
                || step.compareTo(FARTHEST) > 0
                || offset.plus(step).compareTo(FARTHEST) > 0) {
            throw new IllegalArgumentException(
                    "the clock advances by 0 to " + FARTHEST.toDays() + " days in total");
        }
        Duration next = offset.plus(step);
        journal.record(KIND, next);
        offset = next;
        listeners.forEach(Runnable::run);
        return instant();
    }

    void onAdvance(Runnable listener) {
        listeners.add(listener);
    }
}

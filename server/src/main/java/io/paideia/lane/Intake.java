package io.paideia.lane;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where commands wait for a lane's writer. Thread-safe for any number that hand in and one that
 * takes. Nobody waits for a lock: thousands of callers come back at once when a batch is answered,
 * and a lock cost them more than everything else they did.
 */
final class Intake {

    /** Set in {@link #admitted} once nothing more is let in. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final String lane;
    private final int most;
    private final Queue<Ticket<?, ?>> queue = new ConcurrentLinkedQueue<>();

    /** How many were let in and not taken yet. */
    private final AtomicLong admitted = new AtomicLong();

    private volatile @Nullable Thread waiting;

    Intake(String lane, int most) {
        this.lane = lane;
        this.most = most;
    }

    /** Most commands that may wait. */
    int most() {
        return most;
    }

    int size() {
        return (int) (admitted.get() & ~CLOSED);
    }

    /** Lets all of them in or none. */
    void add(List<? extends Ticket<?, ?>> tickets) {
        while (true) {
            long before = admitted.get();
            if (before < 0) {
                throw new LaneException.Closed(lane);
            }
            if (before + tickets.size() > most) {
                throw new LaneException.Full(lane, (int) before);
            }
            if (admitted.compareAndSet(before, before + tickets.size())) {
                break;
            }
        }
        queue.addAll(tickets);
        wake();
    }

    /**
     * Lets nothing more in.
     *
     * @return whether it was open before
     */
    boolean close() {
        boolean open = admitted.getAndUpdate(before -> before | CLOSED) >= 0;
        wake();
        return open;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Whether it is closed and all that was let in has been taken. */
    boolean ended() {
        return admitted.get() == CLOSED;
    }

    /** Waits until there is something to take, or never will be. An interrupt ends no wait. */
    void await() {
        while (queue.isEmpty() && !ended()) {
            waiting = Thread.currentThread();
            // Whoever added before this line was not seen; whoever adds after it sees the thread.
            if (queue.isEmpty() && !ended()) {
                LockSupport.park(this);
                // Parking returns at once for as long as an interrupt stands.
                Thread.interrupted();
            }
            waiting = null;
        }
    }

    /** Takes what waits, in order, up to so many. */
    void take(List<Ticket<?, ?>> into, int upTo) {
        int taken = 0;
        while (taken < upTo) {
            Ticket<?, ?> next = queue.poll();
            if (next == null) {
                break;
            }
            into.add(next);
            taken++;
        }
        admitted.addAndGet(-taken);
    }

    private void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}

package io.paideia.sandbox.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs things when their virtual time has come. One thread waits; what it runs must hand over at
 * once.
 */
final class Schedule implements AutoCloseable {

    private static final long IDLE_MILLIS = Duration.ofHours(1).toMillis();

    private final VirtualClock clock;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean closed;

    Schedule(VirtualClock clock) {
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("schedule").start(this::run);
        clock.onAdvance(this::wake);
    }

    void at(Instant due, Runnable action) {
        lock.lock();
        try {
            entries.add(new Entry(due, action));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                changed.await(runDue(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs what is due and tells how many milliseconds nothing else will be, unless something
     * changes.
     */
    private long runDue() {
        Instant now = clock.instant();
        Entry next = entries.peek();
        while (next != null && !next.due.isAfter(now)) {
            entries.remove();
            next.action.run();
            next = entries.peek();
        }
        return next == null ? IDLE_MILLIS : Math.max(1, Duration.between(now, next.due).toMillis());
    }

    private record Entry(Instant due, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return due.compareTo(other.due);
        }
    }
}

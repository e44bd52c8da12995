package io.paideia.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was started, the last one first: when it is closed itself, or when the process is
 * asked to end before. Safe for all threads.
 */
public final class AtEnd implements AutoCloseable {

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Thread hook = new Thread(this::closeAll);

    private AtEnd() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Closes this one, after all that is added later. */
    public static AtEnd close(AutoCloseable last) {
        AtEnd atEnd = new AtEnd();
        atEnd.first(last);
        return atEnd;
    }

    /** Closes this one before those that were added earlier. */
    public synchronized <T extends AutoCloseable> T first(T thing) {
        started.push(thing);
        return thing;
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            return;
        }
    }

    private synchronized void closeAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("Could not close: " + e);
            }
        }
    }
}

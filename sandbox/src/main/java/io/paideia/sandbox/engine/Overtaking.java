package io.paideia.sandbox.engine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets one notice of a channel wait until a later one has been sent. Only one waits at a time, or
 * nobody would ever pass.
 */
final class Overtaking {

    private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

    /**
     * Waits for {@link #passed}, at most this long in real time; if another one waits already, this
     * one passes it.
     */
    void letOneOvertake(String channel, Duration most) throws InterruptedException {
        CountDownLatch own = new CountDownLatch(1);
        if (waiting.putIfAbsent(channel, own) == null) {
            try {
                own.await(most.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                waiting.remove(channel, own);
            }
        }
    }

    /** A notice of the channel has been sent. */
    void passed(String channel) {
        CountDownLatch waiter = waiting.get(channel);
        if (waiter != null) {
            waiter.countDown();
        }
    }
}

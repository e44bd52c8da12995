package io.paideia.web;

import io.paideia.events.Events;
import io.paideia.orders.OrderId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells open checkout pages that their order changed. All pages together cost one thread, and three
 * statements per look: it looks when something happened on this server, and once a second for what
 * happened on others or without an event. A waiting page holds neither a thread nor a connection.
 * Thread-safe.
 */
@Component
final class CheckoutWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CheckoutWatch.class);
    private static final int MOST = 20_000;
    private static final long ELSEWHERE_MILLIS = 1_000;

    /** Under a stream of other orders' events, so many looks a second are enough. */
    private static final long BETWEEN_MILLIS = 50;

    private final Checkouts checkouts;
    private final Set<Page> waiting = ConcurrentHashMap.newKeySet();
    private final Semaphore happened = new Semaphore(0);
    private volatile @Nullable Thread thread;

    /**
     * A page that waits.
     *
     * @param seen the stamp of what it shows
     * @param changed is given what shall be shown instead, or null when the server stops
     */
    record Page(OrderId order, String seen, Consumer<@Nullable Checkout> changed) {}

    CheckoutWatch(Checkouts checkouts, Events events) {
        this.checkouts = checkouts;
        events.onAppended(this::wake);
    }

    /** Whether there was room; the page is told at once if it is out of date already. */
    boolean add(Page page) {
        if (thread == null || waiting.size() >= MOST) {
            return false;
        }
        waiting.add(page);
        wake();
        return true;
    }

    void remove(Page page) {
        waiting.remove(page);
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("checkout-watch").start(this::run);
    }

    /** Before the web server stops, so that it need not wait for the pages. */
    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
        waiting.forEach(page -> tell(page, null));
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void wake() {
        if (!waiting.isEmpty()) {
            happened.release();
        }
    }

    private void run() {
        try {
            while (thread != null) {
                if (happened.tryAcquire(ELSEWHERE_MILLIS, TimeUnit.MILLISECONDS)) {
                    happened.drainPermits();
                }
                look();
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Set<OrderId> orders = waiting.stream().map(Page::order).collect(Collectors.toSet());
        if (orders.isEmpty()) {
            return;
        }
        Map<OrderId, Checkout> now;
        try {
            now = checkouts.find(orders);
        } catch (RuntimeException unreadable) {
            log.warn("Checkouts cannot be read now; looking again", unreadable);
            return;
        }
        for (Page page : waiting) {
            Checkout checkout = now.get(page.order());
            if (checkout != null && !checkout.stamp().equals(page.seen())) {
                tell(page, checkout);
            }
        }
    }

    private void tell(Page page, @Nullable Checkout checkout) {
        if (waiting.remove(page)) {
            page.changed().accept(checkout);
        }
    }
}

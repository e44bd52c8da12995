package io.paideia.webhooks;

import io.paideia.lane.LaneException;
import io.paideia.webhooks.Answer.Answered;
import io.paideia.webhooks.Attempt.Then;
import io.paideia.webhooks.Attempt.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Sends what is due. One thread claims, and every claimed delivery has a virtual thread that
 * attempts it, has the outcome written, and goes on with the next of the same subject. It looks
 * when it is woken and, for what comes due by itself, at every poll. Thread-safe; several may run
 * on one database.
 */
final class Sender implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    private final Deliveries deliveries;
    private final Courier courier;
    private final RetrySchedule schedule;
    private final SenderLimits limits;
    private final InstantSource clock;
    private final WebhookMeters meters;

    private final Semaphore wake = new Semaphore(0);
    private final Semaphore room;
    private final Map<UUID, Integer> busy = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile boolean stopping;
    private volatile boolean backlog;

    Sender(
            Deliveries deliveries,
            Courier courier,
            RetrySchedule schedule,
            SenderLimits limits,
            InstantSource clock,
            WebhookMeters meters) {
        this.deliveries = deliveries;
        this.courier = courier;
        this.schedule = schedule;
        this.limits = limits;
        this.clock = clock;
        this.meters = meters;
        this.room = new Semaphore(limits.atOnce());
    }

    /** Something may be due: look now. Never blocks. */
    void wake() {
        wake.release();
    }

    @Override
    public void start() {
        stopping = false;
        thread.set(Thread.ofPlatform().name("webhooks").start(this::run));
    }

    /** Claims nothing more and waits for the attempts that are under way, at most their timeout. */
    @Override
    public void stop() {
        stopping = true;
        wake();
        Thread claiming = thread.getAndSet(null);
        try {
            if (claiming != null) {
                claiming.join();
            }
            if (room.tryAcquire(
                    limits.atOnce(), limits.lease().toMillis(), TimeUnit.MILLISECONDS)) {
                room.release(limits.atOnce());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread.get() != null;
    }

    private void run() {
        while (!stopping) {
            try {
                if (!claim()) {
                    // Whatever woke it meanwhile is seen by the next claim.
                    wake.tryAcquire(limits.poll().toMillis(), TimeUnit.MILLISECONDS);
                    wake.drainPermits();
                }
            } catch (LaneException e) {
                log.warn("Cannot claim deliveries, trying again", e);
                pause();
            } catch (InterruptedException e) {
                stopping = true;
            }
        }
    }

    /** Takes what there is room for; answers whether to look again at once. */
    private boolean claim() {
        int free = room.availablePermits();
        if (free == 0) {
            backlog = true;
            return false;
        }
        // Announced before looking: whoever finishes meanwhile must wake us for the rest.
        backlog = true;
        ClaimDeliveries.Claimed claimed =
                deliveries.claim(clock.instant(), limits, free, Map.copyOf(busy));
        backlog = claimed.moreMayBeDue();
        for (ClaimedDelivery delivery : claimed.deliveries()) {
            room.acquireUninterruptibly();
            busy.merge(delivery.endpoint(), 1, Integer::sum);
            Thread.ofVirtual().name("webhook").start(() -> attemptAll(delivery));
        }
        return claimed.moreMayBeDue() && claimed.laidAside() > 0;
    }

    private void attemptAll(ClaimedDelivery first) {
        try {
            Optional<ClaimedDelivery> next = Optional.of(first);
            while (next.isPresent()) {
                next = attempt(next.get());
            }
        } catch (LaneException e) {
            log.warn("An attempt's outcome is not written: it is repeated after its lease", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            busy.computeIfPresent(first.endpoint(), (id, count) -> count == 1 ? null : count - 1);
            room.release();
            if (backlog) {
                wake();
            }
        }
    }

    private Optional<ClaimedDelivery> attempt(ClaimedDelivery delivery)
            throws InterruptedException {
        Instant at = clock.instant();
        if (at.plus(limits.timeout()).isAfter(delivery.leaseUntil())) {
            // It took too long to get here: another sender may have it before we are done.
            return Optional.empty();
        }
        long startedNanos = System.nanoTime();
        Answer answer = courier.post(delivery);
        long durationMillis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
        Attempt attempt = judge(delivery, at, durationMillis, answer);
        meters.finished(attempt);
        return deliveries.record(attempt);
    }

    private Attempt judge(
            ClaimedDelivery delivery, Instant at, long durationMillis, Answer answer) {
        Instant now = clock.instant();
        Verdict verdict = Verdict.RETRY;
        Duration wish = null;
        if (answer instanceof Answered answered) {
            if (answered.success()) {
                verdict = Verdict.DELIVERED;
            } else if (answered.status() == 410) {
                verdict = Verdict.GONE;
            } else if (answered.status() == 429 || answered.status() == 503) {
                wish = answered.retryAfter();
            }
        }
        Instant next = null;
        if (verdict == Verdict.RETRY) {
            next = schedule.delay(delivery.failures() + 1, wish).map(now::plus).orElse(null);
            verdict = next == null ? Verdict.GIVEN_UP : Verdict.RETRY;
        }
        Then then = stopping ? Then.STOP : Then.TAKE_NEXT;
        return new Attempt(delivery, at, now, durationMillis, answer, verdict, next, then);
    }

    private void pause() {
        try {
            Thread.sleep(limits.poll());
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}

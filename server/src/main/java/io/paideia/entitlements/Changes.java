package io.paideia.entitlements;

import io.paideia.identity.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Lets requests wait until a person's rights change. What another server granted is noticed a
 * moment later, by looking again. Thread-safe; meant for virtual threads, which cost nothing while
 * they wait.
 */
@Component
final class Changes {

    private static final Duration ELSEWHERE = Duration.ofMillis(500);

    private final ConcurrentHashMap<UserId, Set<Semaphore>> waiting = new ConcurrentHashMap<>();

    void tell(UserId user) {
        waiting.getOrDefault(user, Set.of()).forEach(Semaphore::release);
    }

    /**
     * Waits until there is an answer, at most this long; it is asked for again after each change of
     * this person.
     */
    <T> Optional<T> await(UserId user, Duration patience, Supplier<Optional<T>> question) {
        Semaphore signal = new Semaphore(0);
        waiting.compute(
                user,
                (key, set) -> {
                    Set<Semaphore> all = set == null ? ConcurrentHashMap.newKeySet() : set;
                    all.add(signal);
                    return all;
                });
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            Optional<T> answer = question.get();
            for (long left = patience.toNanos(); left > 0 && answer.isEmpty(); ) {
                if (signal.tryAcquire(Math.min(left, ELSEWHERE.toNanos()), TimeUnit.NANOSECONDS)) {
                    signal.drainPermits();
                }
                answer = question.get();
                left = deadline - System.nanoTime();
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return question.get();
        } finally {
            waiting.computeIfPresent(
                    user,
                    (key, set) -> {
                        set.remove(signal);
                        return set.isEmpty() ? null : set;
                    });
        }
    }
}

package io.paideia.routing;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Leaves a channel alone that does not answer, one circuit breaker for each. What a channel refuses
 * is an answer; only silence counts against it. Each server learns for itself. Thread-safe.
 */
@Component
class Health {

    private static final Logger log = LoggerFactory.getLogger(Health.class);
    private static final int TRIED_AFTER_A_PAUSE = 3;

    private final CircuitBreakerRegistry breakers;

    Health(RoutingSettings settings) {
        RoutingSettings.Breaker breaker = settings.breaker();
        this.breakers =
                CircuitBreakerRegistry.of(
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(breaker.calls())
                                .minimumNumberOfCalls(breaker.fewest())
                                .failureRateThreshold(breaker.failuresPercent())
                                .waitDurationInOpenState(breaker.pause())
                                .permittedNumberOfCallsInHalfOpenState(TRIED_AFTER_A_PAUSE)
                                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                                .build());
        breakers.getEventPublisher()
                .onEntryAdded(
                        added ->
                                added.getAddedEntry()
                                        .getEventPublisher()
                                        .onStateTransition(
                                                change ->
                                                        log.warn(
                                                                "Channel {}: {}",
                                                                change.getCircuitBreakerName(),
                                                                change.getStateTransition())));
    }

    /** Whether it may be offered; asking changes nothing. */
    boolean answers(String channel) {
        return breaker(channel).getState() != CircuitBreaker.State.OPEN;
    }

    /** Whether this very call may be made; it must then be reported. */
    boolean permits(String channel) {
        return breaker(channel).tryAcquirePermission();
    }

    void released(String channel) {
        breaker(channel).releasePermission();
    }

    void answered(String channel, Duration after) {
        breaker(channel).onSuccess(after.toNanos(), TimeUnit.NANOSECONDS);
    }

    void silent(String channel, Duration after) {
        breaker(channel).onError(after.toNanos(), TimeUnit.NANOSECONDS, new Silence());
    }

    private CircuitBreaker breaker(String channel) {
        return breakers.circuitBreaker(channel);
    }

    /** Stands for a missing answer; nobody throws it. */
    private static final class Silence extends Exception {

        private static final long serialVersionUID = 1;

        Silence() {
            super("no answer", null, false, false);
        }
    }
}

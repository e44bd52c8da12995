package io.paideia.routing;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The server's defaults, for platforms that agreed on nothing else.
 *
 * @param exploration share of decisions that try another than the best, 0 to 0.5
 * @param halfLife after which a result counts half as much
 * @param feeBasisPoints what channels keep of a payment, by the channel's name
 * @param usualFeeBasisPoints what a channel keeps that is not named
 * @param breaker when a channel is left alone
 */
@ConfigurationProperties("paideia.routing")
record RoutingSettings(
        @DefaultValue("expected_value") Strategy strategy,
        @DefaultValue("0.02") double exploration,
        @DefaultValue("6h") Duration halfLife,
        @DefaultValue Map<String, Integer> feeBasisPoints,
        @DefaultValue("60") int usualFeeBasisPoints,
        @DefaultValue Breaker breaker) {

    /**
     * Resilience4j's circuit breaker, one for each channel.
     *
     * @param calls that are looked back at
     * @param fewest before which nothing is concluded
     * @param failuresPercent from which on the channel is left alone
     * @param pause how long, before a few calls try it again
     */
    record Breaker(
            @DefaultValue("20") int calls,
            @DefaultValue("10") int fewest,
            @DefaultValue("50") int failuresPercent,
            @DefaultValue("30s") Duration pause) {}

    int feeBasisPoints(String channel) {
        return feeBasisPoints.getOrDefault(channel, usualFeeBasisPoints);
    }
}

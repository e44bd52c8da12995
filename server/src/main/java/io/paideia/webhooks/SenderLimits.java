package io.paideia.webhooks;

import java.time.Duration;

/**
 * How much one sender does at a time. A failing endpoint gets little room, so that even many of
 * them leave most of it to the others.
 *
 * @param atOnce attempts over all endpoints
 * @param perEndpoint attempts to one endpoint
 * @param perFailingEndpoint attempts to an endpoint whose last attempt failed
 * @param timeout of one attempt, from resolving the name to the end of the answer
 * @param poll how often it looks for what has become due, or what another server left
 */
record SenderLimits(
        int atOnce, int perEndpoint, int perFailingEndpoint, Duration timeout, Duration poll) {

    static final SenderLimits DEFAULT =
            new SenderLimits(128, 32, 2, Duration.ofSeconds(10), Duration.ofSeconds(1));

    /** How long a claim must hold: the attempt, and time to write it down. */
    Duration lease() {
        return timeout.multipliedBy(3);
    }
}

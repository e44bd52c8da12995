package io.paideia.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the senders tell of themselves: attempts by what came of them, and how late the news is. */
final class WebhookMeters {

    private final Map<Attempt.Verdict, Counter> attempts = new EnumMap<>(Attempt.Verdict.class);
    private final Timer delay;

    WebhookMeters(MeterRegistry meters) {
        for (Attempt.Verdict verdict : Attempt.Verdict.values()) {
            attempts.put(
                    verdict,
                    Counter.builder("paideia.webhooks.attempts")
                            .description("Attempts to tell a platform, by outcome")
                            .tag("outcome", verdict.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        delay =
                Timer.builder("paideia.webhooks.delay")
                        .description("From an event to its delivery")
                        .register(meters);
    }

    void finished(Attempt attempt) {
        Counter counter = attempts.get(attempt.verdict());
        if (counter != null) {
            counter.increment();
        }
        if (attempt.verdict() == Attempt.Verdict.DELIVERED) {
            Duration late = Duration.between(attempt.delivery().eventAt(), attempt.finishedAt());
            delay.record(late.isNegative() ? Duration.ZERO : late);
        }
    }
}

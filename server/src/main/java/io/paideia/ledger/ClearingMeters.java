package io.paideia.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells whether the clearing accounts reconcile, as they stood at the last look. */
@Component
final class ClearingMeters {

    private final Clearing clearing;
    private final MultiGauge difference;
    private final MultiGauge unreconciled;
    private final AtomicLong underWay = new AtomicLong();

    ClearingMeters(Clearing clearing, MeterRegistry meters) {
        this.clearing = clearing;
        this.difference =
                MultiGauge.builder("paideia.ledger.clearing.difference")
                        .description("What a book got from another less what that one sent")
                        .register(meters);
        this.unreconciled =
                MultiGauge.builder("paideia.ledger.clearing.unreconciled")
                        .description("1 if the difference is not what is under way, which is a bug")
                        .register(meters);
        meters.gauge("paideia.ledger.moves.under_way", underWay);
    }

    @Scheduled(fixedDelay = 15, initialDelay = 15, timeUnit = TimeUnit.SECONDS)
    void look() {
        List<Clearing.Pair> pairs = clearing.pairs();
        difference.register(
                pairs.stream()
                        .map(pair -> MultiGauge.Row.of(tags(pair), pair.difference()))
                        .toList(),
                true);
        unreconciled.register(
                pairs.stream()
                        .map(pair -> MultiGauge.Row.of(tags(pair), pair.reconciled() ? 0 : 1))
                        .toList(),
                true);
        underWay.set(clearing.underWay());
    }

    private static Tags tags(Clearing.Pair pair) {
        return Tags.of("from", pair.from(), "to", pair.to(), "currency", pair.currency());
    }
}

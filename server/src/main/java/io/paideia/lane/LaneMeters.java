package io.paideia.lane;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a lane tells of itself: commands per batch, time waited in the queue, time of a transaction.
 */
final class LaneMeters {

    private final DistributionSummary size;
    private final Timer wait;
    private final Timer commit;

    LaneMeters(String lane, Intake intake, MeterRegistry meters) {
        size =
                DistributionSummary.builder("paideia.lane.batch.size")
                        .description("Commands per transaction")
                        .tag("lane", lane)
                        .register(meters);
        wait =
                Timer.builder("paideia.lane.wait")
                        .description(
                                "From handing in a batch's oldest command to its transaction's"
                                        + " start")
                        .tag("lane", lane)
                        .register(meters);
        commit =
                Timer.builder("paideia.lane.commit")
                        .description("A transaction from its lock to its commit")
                        .tag("lane", lane)
                        .register(meters);
        meters.gauge(
                "paideia.lane.queue",
                io.micrometer.core.instrument.Tags.of("lane", lane),
                intake,
                Intake::size);
    }

    void committed(List<Ticket<?, ?>> batch, long startedNanos, long endedNanos) {
        size.record(batch.size());
        // The first ticket waited longest; measuring each would cost more than it tells.
        wait.record(startedNanos - batch.getFirst().enteredNanos(), TimeUnit.NANOSECONDS);
        commit.record(endedNanos - startedNanos, TimeUnit.NANOSECONDS);
    }
}

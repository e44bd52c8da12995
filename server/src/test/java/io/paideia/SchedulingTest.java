package io.paideia;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.TaskScheduler;

@ServerTest
class SchedulingTest {

    private final TaskScheduler scheduler;

    SchedulingTest(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** A provider that does not answer once kept all sweeps of all modules waiting. */
    @Test
    void sweepThatWaitsHoldsUpNoOther() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        ScheduledFuture<?> waiting =
                scheduler.scheduleWithFixedDelay(() -> await(released), Duration.ofMillis(1));
        ScheduledFuture<?> other =
                scheduler.scheduleWithFixedDelay(released::countDown, Duration.ofMillis(50));
        try {
            assertThat(released.await(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            List.of(waiting, other).forEach(task -> task.cancel(true));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

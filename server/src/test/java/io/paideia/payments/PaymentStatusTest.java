package io.paideia.payments;

import static io.paideia.payments.PaymentStatus.CANCELLED;
import static io.paideia.payments.PaymentStatus.EXPIRED;
import static io.paideia.payments.PaymentStatus.FAILED;
import static io.paideia.payments.PaymentStatus.PROCESSING;
import static io.paideia.payments.PaymentStatus.REQUIRES_ACTION;
import static io.paideia.payments.PaymentStatus.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Backoff;
import io.paideia.payments.PaymentStatus.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaymentStatusTest {

    /** Written anew, row by row, in the order of the triggers; the other table must agree. */
    private static final Map<PaymentStatus, List<PaymentStatus>> EXPECTED =
            Map.of(
                    // started, action, doubt, held, refused, confirmed, cancelled, expired
                    PROCESSING,
                    List.of(
                            PROCESSING,
                            REQUIRES_ACTION,
                            PROCESSING,
                            PROCESSING,
                            FAILED,
                            SUCCEEDED,
                            CANCELLED,
                            EXPIRED),
                    REQUIRES_ACTION,
                    List.of(
                            PROCESSING,
                            REQUIRES_ACTION,
                            PROCESSING,
                            PROCESSING,
                            FAILED,
                            SUCCEEDED,
                            CANCELLED,
                            EXPIRED),
                    FAILED,
                    List.of(
                            PROCESSING,
                            FAILED,
                            FAILED,
                            FAILED,
                            FAILED,
                            SUCCEEDED,
                            CANCELLED,
                            EXPIRED),
                    SUCCEEDED,
                    List.of(
                            SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED,
                            SUCCEEDED, SUCCEEDED),
                    CANCELLED,
                    List.of(
                            PROCESSING,
                            CANCELLED,
                            CANCELLED,
                            CANCELLED,
                            CANCELLED,
                            CANCELLED,
                            CANCELLED,
                            EXPIRED),
                    EXPIRED,
                    List.of(
                            EXPIRED, EXPIRED, EXPIRED, EXPIRED, EXPIRED, EXPIRED, EXPIRED,
                            EXPIRED));

    @Test
    void goesFromEachStatusByEachTriggerWhereTheTableSays() {
        for (PaymentStatus status : PaymentStatus.values()) {
            assertThat(Arrays.stream(Trigger.values()).map(status::on))
                    .as("%s", status)
                    .containsExactlyElementsOf(EXPECTED.get(status));
        }
    }

    @Test
    void neverLeavesSuccessWhateverHappens() {
        assertThat(Trigger.values()).allMatch(trigger -> SUCCEEDED.on(trigger) == SUCCEEDED);
    }

    @Test
    void asksEverMoreSeldomButForEver() {
        Instant now = Instant.parse("2026-11-21T00:00:00Z");
        Duration before = Duration.ZERO;
        for (int checks = 0; checks < 1_000; checks++) {
            Duration next = Duration.between(now, Backoff.unknown(now, checks));
            assertThat(next)
                    .isGreaterThanOrEqualTo(before)
                    .isLessThanOrEqualTo(Duration.ofMinutes(10));
            before = next;
        }
        assertThat(Backoff.unknown(now, 0)).isEqualTo(now.plusSeconds(1));
        assertThat(Backoff.pending(now, 0)).isEqualTo(now.plusSeconds(10));
        assertThat(Backoff.pending(now, Integer.MAX_VALUE)).isEqualTo(now.plusSeconds(600));
    }
}

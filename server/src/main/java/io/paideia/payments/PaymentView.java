package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payment as API.md shows it.
 *
 * @param amount what shall be collected; once it succeeded, what was
 * @param capturable what the channel holds until it is captured or let go
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaymentView(
        PaymentId id,
        OrderId order,
        PlatformId platform,
        PaymentStatus status,
        Money amount,
        Money refunded,
        @Nullable Money capturable,
        String method,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable NextAction nextAction,
        @Nullable Failure failure,
        List<AttemptView> attempts,
        Instant createdAt,
        @Nullable Instant succeededAt) {

    /** An attempt as API.md shows it. */
    public record AttemptView(
            AttemptId id, String channel, String reference, String status, Instant createdAt) {}

    static PaymentView of(Payment payment, List<Attempt> attempts) {
        NextAction action =
                payment.status() == PaymentStatus.REQUIRES_ACTION
                        ? attempts.stream()
                                .filter(attempt -> attempt.status() == AttemptStatus.PENDING)
                                .map(Attempt::action)
                                .findFirst()
                                .orElse(null)
                        : null;
        return new PaymentView(
                payment.id(),
                payment.order(),
                payment.platform(),
                payment.status(),
                payment.amount(),
                payment.refunded(),
                attempts.stream()
                        .filter(attempt -> attempt.status() == AttemptStatus.HELD)
                        .map(Attempt::amount)
                        .findFirst()
                        .orElse(null),
                payment.method(),
                action,
                payment.failure(),
                attempts.stream()
                        .map(
                                attempt ->
                                        new AttemptView(
                                                attempt.id(),
                                                attempt.channel(),
                                                attempt.reference(),
                                                attempt.status().word(),
                                                attempt.createdAt()))
                        .toList(),
                payment.createdAt(),
                payment.succeededAt());
    }
}

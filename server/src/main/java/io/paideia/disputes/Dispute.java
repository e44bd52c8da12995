package io.paideia.disputes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.channels.Disputes;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import io.paideia.payments.PaymentId;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dispute as it stands. Immutable.
 *
 * @param name the provider's own id
 * @param reference of the charge, ours
 * @param held how much of the parties' money is held for it, or was taken by it
 * @param reason the provider's word
 * @param dueBy until when evidence is taken
 * @param intent an answer that is being handed in, while nobody knows whether it was taken
 * @param answer the caller's id of the answer that was handed in last, whatever became of it
 * @param evidence what was handed in last
 */
record Dispute(
        DisputeId id,
        String channel,
        String name,
        String reference,
        PaymentId payment,
        OrderId order,
        PlatformId platform,
        UserId user,
        Status status,
        Money amount,
        Money held,
        String reason,
        @Nullable Instant dueBy,
        @Nullable Intent intent,
        @Nullable UUID answer,
        Map<String, String> evidence,
        Instant openedAt,
        @Nullable Instant endedAt) {

    /** Where a dispute stands. */
    enum Status {
        NEEDS_RESPONSE,
        UNDER_REVIEW,
        WON,
        LOST;

        boolean ended() {
            return this == WON || this == LOST;
        }

        static Status of(Disputes.Status status) {
            return valueOf(status.name());
        }

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the platform answers. */
    enum Intent {
        EVIDENCE,
        ACCEPT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A dispute as it is shown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            DisputeId id,
            PaymentId payment,
            OrderId order,
            PlatformId platform,
            String channel,
            Status status,
            Money amount,
            Money held,
            String reason,
            @Nullable Instant dueBy,
            Map<String, String> evidence,
            Instant openedAt,
            @Nullable Instant endedAt) {}

    View view() {
        return new View(
                id, payment, order, platform, channel, status, amount, held, reason, dueBy,
                evidence, openedAt, endedAt);
    }

    /** As the provider says it stands now. */
    Dispute now(Status next, @Nullable Instant due, Instant at) {
        return new Dispute(
                id,
                channel,
                name,
                reference,
                payment,
                order,
                platform,
                user,
                next,
                amount,
                held,
                reason,
                due == null ? dueBy : due,
                next == Status.NEEDS_RESPONSE ? intent : null,
                answer,
                evidence,
                openedAt,
                next.ended() ? at : null);
    }
}

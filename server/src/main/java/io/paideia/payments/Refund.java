package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.channels.Failure;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One giving back, as it stands. Immutable.
 *
 * @param handle the channel's own name of the refund, where it gave one
 * @param source whether it reverses the sale's shares or sends late money back from suspense
 */
record Refund(
        RefundId id,
        PaymentId payment,
        AttemptId attempt,
        Source source,
        Status status,
        Money amount,
        String reason,
        @Nullable Failure failure,
        @Nullable String handle,
        Instant createdAt,
        @Nullable Instant endedAt,
        int checks) {

    enum Source {
        SALE,
        LATE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Status {
        PENDING,
        SUCCEEDED,
        FAILED;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** 26 letters and digits: what the channel knows it by. */
    String reference() {
        return Attempt.reference(new AttemptId(id.value()));
    }

    /** Which refund it could be that a channel knows by this; empty if it is none of our names. */
    static Optional<RefundId> idOf(String reference) {
        try {
            return Optional.of(RefundId.parse("rfd_" + reference));
        } catch (TypeId.MalformedId e) {
            return Optional.empty();
        }
    }

    Refund ended(Status as, @Nullable Failure why, Instant at) {
        return new Refund(
                id, payment, attempt, source, as, amount, reason, why, handle, createdAt, at,
                checks);
    }

    /** The channel told how it calls the refund; what it told before stays. */
    Refund named(@Nullable String name) {
        return new Refund(
                id,
                payment,
                attempt,
                source,
                status,
                amount,
                reason,
                failure,
                name == null ? handle : name,
                createdAt,
                endedAt,
                checks);
    }
}

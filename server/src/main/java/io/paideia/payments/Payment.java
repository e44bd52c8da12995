package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The collection of one order's money, as it stands. Immutable.
 *
 * @param method of the latest attempt
 * @param remaining what each share of the order still holds after refunds; empty until it succeeds
 */
record Payment(
        PaymentId id,
        OrderId order,
        PlatformId platform,
        UserId buyer,
        PaymentStatus status,
        String method,
        Money amount,
        Money refunded,
        @Nullable Failure failure,
        List<Long> remaining,
        Instant createdAt,
        @Nullable Instant succeededAt) {

    Payment on(PaymentStatus.Trigger trigger) {
        return new Payment(
                id,
                order,
                platform,
                buyer,
                status.on(trigger),
                method,
                amount,
                refunded,
                failure,
                remaining,
                createdAt,
                succeededAt);
    }

    /** On to another attempt: the failure of the one before is forgotten. */
    Payment by(String nextMethod) {
        return new Payment(
                id,
                order,
                platform,
                buyer,
                status,
                nextMethod,
                amount,
                refunded,
                null,
                remaining,
                createdAt,
                succeededAt);
    }

    Payment because(Failure reason) {
        return new Payment(
                id,
                order,
                platform,
                buyer,
                status,
                method,
                amount,
                refunded,
                reason,
                remaining,
                createdAt,
                succeededAt);
    }

    /** What was collected may be less than what the order asks for. */
    Payment succeeded(Money collected, List<Long> shares, Instant at) {
        return new Payment(
                id, order, platform, buyer, status, method, collected, refunded, null, shares,
                createdAt, at);
    }

    Payment returned(Money sum, List<Long> shares) {
        return new Payment(
                id,
                order,
                platform,
                buyer,
                status,
                method,
                amount,
                sum,
                failure,
                shares,
                createdAt,
                succeededAt);
    }

    /** A refund did not happen after all. */
    Payment restored(Money sum, List<Taken> taken) {
        return holding(taken).returned(refunded.minus(sum), holding(taken).remaining());
    }

    /** Each share holds again what it gave. */
    Payment holding(List<Taken> taken) {
        List<Long> shares = new ArrayList<>(remaining);
        for (Taken part : taken) {
            shares.set(part.share(), shares.get(part.share()) + part.amount().minor());
        }
        return returned(refunded, shares);
    }
}

package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.events.NewEvent;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * Event {@code payment.failed}: this attempt came to nothing; the order may be paid anew while it
 * is open.
 */
public record PaymentFailed(
        PaymentId payment,
        OrderId order,
        PlatformId platform,
        UserId user,
        Money amount,
        String method,
        @Nullable Failure failure) {

    public static final String TYPE = "payment.failed";

    static NewEvent event(Payment payment) {
        return new NewEvent(
                TYPE,
                payment.platform().value(),
                payment.order().toString(),
                new PaymentFailed(
                        payment.id(),
                        payment.order(),
                        payment.platform(),
                        payment.buyer(),
                        payment.amount(),
                        payment.method(),
                        payment.failure()));
    }
}

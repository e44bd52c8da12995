package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.events.NewEvent;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import org.jspecify.annotations.Nullable;

/** Events {@code refund.succeeded} and {@code refund.failed}. Their fields are public. */
public record RefundEnded(
        RefundId refund,
        PaymentId payment,
        OrderId order,
        UserId user,
        Money amount,
        String reason,
        @Nullable Failure failure) {

    public static final String SUCCEEDED = "refund.succeeded";
    public static final String FAILED = "refund.failed";

    static NewEvent event(Payment payment, Refund refund) {
        return new NewEvent(
                refund.status() == Refund.Status.SUCCEEDED ? SUCCEEDED : FAILED,
                payment.platform().value(),
                payment.order().toString(),
                new RefundEnded(
                        refund.id(),
                        payment.id(),
                        payment.order(),
                        payment.buyer(),
                        refund.amount(),
                        refund.reason(),
                        refund.failure()));
    }
}

package io.paideia.payments;

import io.paideia.events.NewEvent;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;

/** Event {@code payment.succeeded}. Its fields are public: platforms get it as a webhook. */
public record PaymentSucceeded(
        PaymentId payment,
        OrderId order,
        PlatformId platform,
        UserId user,
        Money amount,
        String method,
        String channel) {

    public static final String TYPE = "payment.succeeded";

    static NewEvent event(Payment payment, String channel) {
        return new NewEvent(
                TYPE,
                payment.platform().value(),
                payment.order().toString(),
                new PaymentSucceeded(
                        payment.id(),
                        payment.order(),
                        payment.platform(),
                        payment.buyer(),
                        payment.amount(),
                        payment.method(),
                        channel));
    }
}

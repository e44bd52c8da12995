package io.paideia.orders;

import io.paideia.identity.UserId;
import io.paideia.money.Money;

/** Event {@code order.refunded}: everything went back, so what the order opened closes. */
public record OrderRefunded(OrderId order, UserId user, Money total) {

    public static final String TYPE = "order.refunded";
}

package io.paideia.orders;

import io.paideia.identity.UserId;

/**
 * Event {@code order.reinstated}: everything had gone back, and part of it did not reach the buyer,
 * so what the order had opened opens again.
 */
public record OrderReinstated(OrderId order, UserId user) {

    public static final String TYPE = "order.reinstated";
}

package io.paideia.orders;

import java.util.List;

/**
 * What orders ask of those who collect their money; implemented by a later step, so that orders
 * need not know it.
 */
public interface Collecting {

    /** The order's payments, ready to be shown in an answer. */
    List<?> payments(OrderId order);

    /**
     * Ends every running attempt to pay the order, at the channel too. Calls the network; not for a
     * transaction.
     *
     * @param as what the order will become: cancelled or expired
     * @throws io.paideia.http.Problem if an attempt was paid meanwhile, or its outcome is not known
     *     yet
     */
    void halt(OrderId order, OrderStatus as);
}

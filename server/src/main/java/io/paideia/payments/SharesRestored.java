package io.paideia.payments;

import io.paideia.orders.OrderId;
import java.util.UUID;

/**
 * Event {@code shares.restored}: what a {@link SharesReversed} of the same cause took from pending
 * accounts is there again, because the refund failed after all, or the dispute was won.
 */
public record SharesRestored(OrderId order, UUID cause) {

    public static final String TYPE = "shares.restored";
}

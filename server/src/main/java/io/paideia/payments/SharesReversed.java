package io.paideia.payments;

import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Event {@code shares.reversed}: what a refund took back from parties' pending accounts, or what a
 * dispute holds there.
 *
 * @param cause the refund or dispute; null in events of older servers
 */
public record SharesReversed(OrderId order, @Nullable UUID cause, List<Part> parts) {

    public static final String TYPE = "shares.reversed";

    /** What one party's pending account lost, because of one share of the order. */
    public record Part(int share, String party, Money amount) {}
}

package io.paideia.payments;

import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import java.util.List;

/** Event {@code shares.reversed}: what a refund took back from parties' pending accounts. */
public record SharesReversed(OrderId order, RefundId refund, List<Part> parts) {

    public static final String TYPE = "shares.reversed";

    /** What one party's pending account lost, because of one share of the order. */
    public record Part(int share, String party, Money amount) {}
}

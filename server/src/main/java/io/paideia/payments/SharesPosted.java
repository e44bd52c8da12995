package io.paideia.payments;

import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import java.util.List;

/**
 * Event {@code shares.posted}: what parties earned by a sale and now hold as pending.
 *
 * @param parts only parties that are settled with, not the operator
 */
public record SharesPosted(OrderId order, PaymentId payment, List<Part> parts) {

    public static final String TYPE = "shares.posted";

    /**
     * One party's part.
     *
     * @param share its place among the order's shares
     * @param amount what arrived in pending, after old debts were repaid
     */
    public record Part(int share, String party, Money amount, int cycleDays) {}
}

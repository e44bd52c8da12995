package io.paideia.orders;

import io.paideia.catalog.ProductId;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Event {@code order.paid}: what the buyer may open now. Its fields are public: platforms get it as
 * a webhook.
 */
public record OrderPaid(
        OrderId order,
        PlatformId platform,
        UserId user,
        Money total,
        List<PaidItem> items,
        Map<String, String> metadata,
        Instant paidAt) {

    public static final String TYPE = "order.paid";

    /** A line of the paid order; one without a product opens nothing. */
    public record PaidItem(
            @Nullable ProductId product,
            String kind,
            int quantity,
            Money amount,
            @Nullable Integer termDays,
            @Nullable Integer durationMinutes,
            @Nullable Instant startsAt) {}

    static OrderPaid of(Order order, Instant paidAt) {
        return new OrderPaid(
                order.id(),
                order.platform(),
                order.buyer(),
                order.total(),
                order.items().stream()
                        .map(
                                item ->
                                        new PaidItem(
                                                item.product(),
                                                item.kind(),
                                                item.quantity(),
                                                item.amount(),
                                                item.termDays(),
                                                item.durationMinutes(),
                                                item.startsAt()))
                        .toList(),
                order.metadata(),
                paidAt);
    }
}

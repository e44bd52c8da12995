package io.paideia.orders;

import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An order as it stands. Immutable.
 *
 * @param platform where it was placed
 * @param total what the buyer pays, the sum of the items
 * @param refunded what went back to the buyer
 */
public record Order(
        OrderId id,
        PlatformId platform,
        UserId buyer,
        OrderStatus status,
        Money total,
        Money refunded,
        List<Item> items,
        Map<String, String> metadata,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant paidAt) {

    /** Whether it may still be paid at this time. */
    public boolean payable(Instant at) {
        return status == OrderStatus.OPEN && at.isBefore(expiresAt);
    }

    /** Whether its money only becomes the buyer's own, in the wallet. */
    public boolean topsUp() {
        return items.getFirst().product() == null;
    }

    Order with(OrderStatus next, Money nextRefunded, @Nullable Instant nextPaidAt) {
        return new Order(
                id,
                platform,
                buyer,
                next,
                total,
                nextRefunded,
                items,
                metadata,
                createdAt,
                expiresAt,
                nextPaidAt);
    }
}

package io.paideia.entitlements;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.catalog.ProductId;
import io.paideia.identity.UserId;
import io.paideia.orders.OrderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A right to open a product. Immutable.
 *
 * @param startsAt from when it holds, or a consultation's slot
 * @param until when it ends, for memberships and consultations; null means never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Entitlement(
        EntitlementId id,
        UserId user,
        ProductId product,
        OrderId order,
        String kind,
        Instant grantedAt,
        @Nullable Instant startsAt,
        @Nullable Instant until,
        @Nullable Instant revokedAt) {

    /**
     * Whether it opens the product at this time; a consultation may be prepared before its slot.
     */
    public boolean holds(Instant at) {
        boolean begun = startsAt == null || !startsAt.isAfter(at) || kind.equals("consultation");
        return revokedAt == null && begun && (until == null || until.isAfter(at));
    }
}

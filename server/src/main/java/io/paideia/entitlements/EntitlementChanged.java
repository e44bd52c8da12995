package io.paideia.entitlements;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.catalog.ProductId;
import io.paideia.identity.UserId;
import io.paideia.orders.OrderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Events {@code entitlement.granted} and {@code entitlement.revoked}. Its fields are public. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntitlementChanged(
        EntitlementId entitlement,
        OrderId order,
        UserId user,
        ProductId product,
        @Nullable Instant startsAt,
        @Nullable Instant until) {

    public static final String GRANTED = "entitlement.granted";
    public static final String REVOKED = "entitlement.revoked";
}

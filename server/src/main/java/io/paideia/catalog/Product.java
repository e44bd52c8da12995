package io.paideia.catalog;

import io.paideia.identity.CreatorId;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that is sold. Immutable, and never changed once it is in the catalog.
 *
 * @param platform its home
 * @param shares its own basis points by role, which replace its platform's rule; see {@code Terms}
 * @param crossSale whether the other platforms of the alliance may sell it
 * @param termDays how long a membership lasts; null for other kinds
 * @param durationMinutes how long a consultation takes; null for other kinds
 * @param content what the buyer reads; null if it lies elsewhere, and in lists
 */
public record Product(
        ProductId id,
        PlatformId platform,
        Kind kind,
        String title,
        @Nullable String description,
        Money price,
        CreatorId creator,
        @Nullable Map<String, Integer> shares,
        boolean crossSale,
        @Nullable Integer termDays,
        @Nullable Integer durationMinutes,
        @Nullable String content,
        Instant createdAt) {

    public Product {
        if (!price.isPositive()) {
            throw new IllegalArgumentException("A price must be positive: " + price);
        }
        shares = shares == null ? null : Map.copyOf(shares);
    }

    /** Whether this platform may offer it to its buyers. */
    public boolean soldOn(PlatformId seller) {
        return crossSale || platform.equals(seller);
    }
}

package io.paideia.terms;

import io.paideia.identity.CreatorId;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One item sold, as far as its split asks. Immutable.
 *
 * @param home the product's platform; its rule applies
 * @param selling the platform the buyer bought on
 * @param referrer who sent the buyer, if anybody
 * @param kind the product's kind, one lower-case word
 * @param shares the product's own basis points by role, which replace the rule's; its cycles stay
 * @param at when it was ordered; decides which version of the rule applies
 */
public record Sale(
        PlatformId home,
        PlatformId selling,
        CreatorId creator,
        @Nullable CreatorId referrer,
        String kind,
        Money amount,
        @Nullable Map<String, Integer> shares,
        Instant at) {

    public Sale {
        shares = shares == null ? null : Map.copyOf(shares);
    }
}

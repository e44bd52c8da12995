package io.paideia.terms;

import io.paideia.identity.PlatformId;
import org.jspecify.annotations.Nullable;

/**
 * Which sales a rule is for; whatever is null does not matter.
 *
 * @param platform the product's platform; null for the whole alliance
 * @param kind the product's kind
 * @param currency of the band of amounts; null where the rule has no band
 * @param minAmount the least amount in minor units, itself in the band
 * @param maxAmount the greatest amount in minor units, itself in the band
 */
record Scope(
        @Nullable PlatformId platform,
        @Nullable String kind,
        @Nullable String currency,
        @Nullable Long minAmount,
        @Nullable Long maxAmount) {

    boolean covers(Sale sale) {
        return (platform == null || platform.equals(sale.home()))
                && (kind == null || kind.equals(sale.kind()))
                && (currency == null || inBand(currency, sale));
    }

    /**
     * A rule for a platform goes before one for a kind, that before one for a band of amounts:
     * platform+kind+band, platform+kind, platform+band, platform, kind+band, kind, band, default.
     */
    int rank() {
        return (platform == null ? 0 : 4) + (kind == null ? 0 : 2) + (currency == null ? 0 : 1);
    }

    private boolean inBand(String banded, Sale sale) {
        return banded.equals(sale.amount().currency().code())
                && (minAmount == null || sale.amount().minor() >= minAmount)
                && (maxAmount == null || sale.amount().minor() <= maxAmount);
    }
}

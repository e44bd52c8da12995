package io.paideia.catalog;

import static java.util.Objects.requireNonNull;

import io.paideia.http.Fields;
import io.paideia.identity.CreatorId;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import io.paideia.terms.Terms;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body that makes a product, checked in the order of its fields. */
record NewProduct(
        @Nullable Kind kind,
        @Nullable String title,
        @Nullable Money price,
        @Nullable CreatorId creator,
        @Nullable Map<String, Integer> shares,
        @Nullable String description,
        @Nullable Boolean crossSale,
        @Nullable Integer termDays,
        @Nullable Integer durationMinutes,
        @Nullable String content) {

    private static final long MOST_MINOR = 1_000_000_000_000L;
    private static final int DEFAULT_TERM_DAYS = 30;
    private static final int DEFAULT_DURATION_MINUTES = 60;

    /** Refuses what cannot be a product. */
    void check() {
        Fields fields =
                new Fields()
                        .require("/kind", kind)
                        .text("/title", title, 200)
                        .require("/price", price)
                        .check(
                                "/price/amount",
                                price == null || inRange(price),
                                "must be from 1 to " + MOST_MINOR)
                        .require("/creator", creator);
        if (shares != null) {
            Terms.fault(shares).ifPresent(fault -> fields.check("/shares", false, fault));
        }
        fields.optionalText("/description", description, 4_000)
                .check(
                        "/term_days",
                        termDays == null || (kind == Kind.MEMBERSHIP && within(termDays, 3_660)),
                        "is for a membership, from 1 to 3660")
                .check(
                        "/duration_minutes",
                        durationMinutes == null
                                || (kind == Kind.CONSULTATION && within(durationMinutes, 1_440)),
                        "is for a consultation, from 1 to 1440")
                .optionalText("/content", content, 100_000)
                .done();
    }

    CreatorId creatorId() {
        return requireNonNull(creator);
    }

    /** The product; only after {@link #check}. */
    Product product(ProductId id, PlatformId platform) {
        Kind known = requireNonNull(kind);
        return new Product(
                id,
                platform,
                known,
                requireNonNull(title).strip(),
                description,
                requireNonNull(price),
                creatorId(),
                shares,
                crossSale == null || crossSale,
                known == Kind.MEMBERSHIP ? orElse(termDays, DEFAULT_TERM_DAYS) : null,
                known == Kind.CONSULTATION
                        ? orElse(durationMinutes, DEFAULT_DURATION_MINUTES)
                        : null,
                content,
                madeAt(id));
    }

    /** An id carries the time it was made, in its first 48 bits; repeating a request keeps it. */
    private static Instant madeAt(ProductId id) {
        return Instant.ofEpochMilli(id.value().getMostSignificantBits() >>> 16);
    }

    private static boolean inRange(Money price) {
        return price.isPositive() && price.minor() <= MOST_MINOR;
    }

    private static boolean within(int value, int most) {
        return value >= 1 && value <= most;
    }

    private static Integer orElse(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }
}

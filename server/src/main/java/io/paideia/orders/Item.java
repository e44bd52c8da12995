package io.paideia.orders;

import io.paideia.catalog.ProductId;
import io.paideia.money.Money;
import io.paideia.terms.Share;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order. Immutable.
 *
 * @param product null for what is no product: money for the buyer's own wallet
 * @param amount unit price times quantity
 * @param shares who gets what of the amount; they sum to it
 * @param termDays for how long a membership is bought, for each unit
 * @param startsAt the slot of a consultation
 */
public record Item(
        @Nullable ProductId product,
        String kind,
        String title,
        int quantity,
        Money unitPrice,
        Money amount,
        List<Share> shares,
        @Nullable Integer termDays,
        @Nullable Integer durationMinutes,
        @Nullable Instant startsAt) {}

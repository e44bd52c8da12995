package io.paideia.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * An amount in one currency, in integer minor units. Immutable; may be negative where a difference
 * is meant.
 *
 * <p>There is no division: an amount is only {@linkplain #split split}, and the parts sum to the
 * whole. Arithmetic throws {@link ArithmeticException} on overflow and {@link CurrencyMismatch}
 * across currencies.
 *
 * @param minor the amount in the currency's minor unit, 9900 for 99.00 CNY
 */
public record Money(Currency currency, long minor) implements Comparable<Money> {

    public static Money of(String currency, long minor) {
        return new Money(Currency.of(currency), minor);
    }

    public static Money zero(Currency currency) {
        return new Money(currency, 0);
    }

    /**
     * Reads a decimal amount in the currency's major unit, "99.00".
     *
     * @throws ArithmeticException if it has more decimals than the currency, or does not fit
     * @throws NumberFormatException if it is no decimal number
     */
    public static Money parse(Currency currency, String decimal) {
        return new Money(
                currency,
                new BigDecimal(decimal).movePointRight(currency.exponent()).longValueExact());
    }

    public Money plus(Money other) {
        return new Money(currency, Math.addExact(minor, sameCurrency(other).minor));
    }

    public Money minus(Money other) {
        return new Money(currency, Math.subtractExact(minor, sameCurrency(other).minor));
    }

    public Money times(long factor) {
        return new Money(currency, Math.multiplyExact(minor, factor));
    }

    public Money negated() {
        return new Money(currency, Math.negateExact(minor));
    }

    /** This share of the amount in basis points (1/10000), rounded as told. */
    public Money share(int basisPoints, RoundingMode rounding) {
        return new Money(
                currency,
                BigDecimal.valueOf(minor)
                        .multiply(BigDecimal.valueOf(basisPoints))
                        .divide(BigDecimal.valueOf(10_000), 0, rounding)
                        .longValueExact());
    }

    /**
     * Splits the amount in proportion to the weights by the largest remainder: each part is its
     * exact quota rounded down, and what is left goes one unit each to the largest remainders, the
     * earlier part first among equals. No part exceeds its quota rounded up, so splitting by what
     * remains of earlier parts never overdraws one of them.
     *
     * @param weights non-negative, not all zero
     * @return as many parts as weights, in their order, with the sum of this amount
     */
    public List<Money> split(List<Long> weights) {
        return Split.byLargestRemainder(minor, weights).stream()
                .map(part -> new Money(currency, part))
                .toList();
    }

    public boolean isZero() {
        return minor == 0;
    }

    public boolean isPositive() {
        return minor > 0;
    }

    public boolean isNegative() {
        return minor < 0;
    }

    public boolean exceeds(Money other) {
        return compareTo(other) > 0;
    }

    /** The lesser of two amounts of one currency. */
    public Money min(Money other) {
        return exceeds(other) ? other : this;
    }

    /**
     * In the major unit with the currency's decimals, without a sign for the currency: "99.00",
     * "1200" for JPY.
     */
    public String toDecimal() {
        return BigDecimal.valueOf(minor, currency.exponent()).toPlainString();
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(minor, sameCurrency(other).minor);
    }

    @Override
    public String toString() {
        return toDecimal() + " " + currency;
    }

    private Money sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new CurrencyMismatch(currency, other.currency);
        }
        return other;
    }

    /** Two amounts of different currencies met in one calculation; carries both. */
    public static final class CurrencyMismatch extends IllegalArgumentException {
        CurrencyMismatch(Currency left, Currency right) {
            super("Cannot combine " + left + " with " + right);
        }
    }
}

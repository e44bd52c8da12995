package io.paideia.sandbox.engine;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Money in minor units (fen, cent; JPY has none). Immutable; arithmetic is exact or throws. */
public record Amount(long minor, String currency) {

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,4})?");

    public Amount {
        if (minor < 0) {
            throw new IllegalArgumentException(
                    "an amount is never negative: " + minor + " " + currency);
        }
        exponent(currency);
    }

    /** Reads a plain decimal. Empty if it is not one or has more places than the currency. */
    public static Optional<Amount> parse(String decimal, String currency) {
        if (!DECIMAL.matcher(decimal).matches()) {
            return Optional.empty();
        }
        BigDecimal shifted =
                new BigDecimal(decimal).movePointRight(exponent(currency)).stripTrailingZeros();
        return shifted.scale() > 0
                ? Optional.empty()
                : Optional.of(new Amount(shifted.longValueExact(), currency));
    }

    /** Whether the code is an ISO 4217 currency with minor units one can count. */
    public static boolean isCurrency(String code) {
        try {
            return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    /** The decimal notation with exactly the currency's places: 99.00, or 990 for JPY. */
    public String decimal() {
        return BigDecimal.valueOf(minor, exponent(currency)).toPlainString();
    }

    /** The decimal notation as people read it: 12,888.00. */
    public String grouped() {
        return String.format(
                Locale.ROOT, "%,." + exponent(currency) + "f", new BigDecimal(decimal()));
    }

    public Amount plus(Amount other) {
        return new Amount(Math.addExact(minor, same(other).minor), currency);
    }

    public Amount minus(Amount other) {
        return new Amount(Math.subtractExact(minor, same(other).minor), currency);
    }

    public boolean exceeds(Amount other) {
        return minor > same(other).minor;
    }

    /** Nothing, in the same currency. */
    public Amount none() {
        return new Amount(0, currency);
    }

    private Amount same(Amount other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(currency + " and " + other.currency + " do not mix");
        }
        return other;
    }

    private static int exponent(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }
}

package io.paideia.money;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A currency or chain asset and the number of decimals of its minor unit. Immutable.
 *
 * <p>ISO 4217 codes take their exponent from the JDK's table (JPY 0, CNY 2, KWD 3). Chain assets
 * are kept in a unit that fits into 64 bits: USDC and USDT in millionths (6), BTC in satoshi (8),
 * ETH in gwei (9).
 *
 * @param code upper-case code, three letters for ISO 4217, up to five for chain assets
 * @param exponent decimals of the minor unit, 0 to 9
 */
public record Currency(String code, int exponent) implements Comparable<Currency> {

    /** Only real currencies get in here, so it stays small. */
    private static final Map<String, Currency> KNOWN = new ConcurrentHashMap<>();

    private static final Map<String, Integer> ASSETS =
            Map.of("USDC", 6, "USDT", 6, "BTC", 8, "ETH", 9);

    public Currency {
        if (!code.matches("[A-Z]{3,5}")) {
            throw new IllegalArgumentException("Not a currency code: " + code);
        }
        if (exponent < 0 || exponent > 9) {
            throw new IllegalArgumentException(
                    "Exponent out of range for " + code + ": " + exponent);
        }
        Integer known = exponentOf(code);
        if (known != null && known != exponent) {
            throw new IllegalArgumentException(
                    code + " has " + known + " decimals, not " + exponent);
        }
    }

    /**
     * The currency of this code.
     *
     * @throws UnknownCurrency if neither ISO 4217 nor our list of assets knows it
     */
    public static Currency of(String code) {
        return find(code).orElseThrow(() -> new UnknownCurrency(code));
    }

    /**
     * The currency of this code, or empty if there is none with a minor unit (XAU has none, for
     * example).
     */
    public static Optional<Currency> find(String code) {
        Currency known = KNOWN.get(code);
        if (known != null) {
            return Optional.of(known);
        }
        Integer exponent = exponentOf(code);
        if (exponent == null) {
            return Optional.empty();
        }
        return Optional.of(KNOWN.computeIfAbsent(code, made -> new Currency(made, exponent)));
    }

    private static @Nullable Integer exponentOf(String code) {
        Integer asset = ASSETS.get(code);
        if (asset != null) {
            return asset;
        }
        try {
            int exponent = java.util.Currency.getInstance(code).getDefaultFractionDigits();
            return exponent < 0 ? null : exponent;
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    @Override
    public int compareTo(Currency other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code;
    }

    /** Says which code was asked for and is not known. */
    public static final class UnknownCurrency extends IllegalArgumentException {
        UnknownCurrency(String code) {
            super("Unknown currency: " + code);
        }
    }
}

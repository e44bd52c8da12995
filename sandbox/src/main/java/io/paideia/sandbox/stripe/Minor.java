package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Amount;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;

/**
 * Stripe's integers and ISO 4217's: the same but for three currencies. Source:
 * docs.stripe.com/currencies.
 */
final class Minor {

    /** Without decimals, and yet counted in hundredths. */
    private static final Set<String> HUNDREDFOLD = Set.of("ISK", "UGX");

    /** With decimals, and yet counted without. */
    private static final Set<String> WHOLE = Set.of("MGA");

    private Minor() {}

    static long of(Amount amount) {
        if (HUNDREDFOLD.contains(amount.currency())) {
            return amount.minor() * 100;
        }
        return WHOLE.contains(amount.currency()) ? amount.minor() / 100 : amount.minor();
    }

    static Amount amount(long minor, String currency, String parameter) {
        if (minor < 1 || minor > 99_999_999_999L) {
            throw ApiError.invalid(
                    "parameter_invalid_integer", "Invalid positive integer", parameter);
        }
        if (HUNDREDFOLD.contains(currency)) {
            if (minor % 100 != 0) {
                throw unfit(currency, parameter);
            }
            return new Amount(minor / 100, currency);
        }
        if (WHOLE.contains(currency)) {
            return new Amount(minor * 100, currency);
        }
        if (Currency.getInstance(currency).getDefaultFractionDigits() == 3 && minor % 10 != 0) {
            throw unfit(currency, parameter);
        }
        return new Amount(minor, currency);
    }

    static String currency(String given) {
        String currency = given.toUpperCase(Locale.ROOT);
        boolean mixed = !given.equals(given.toLowerCase(Locale.ROOT)) && !given.equals(currency);
        if (mixed || !Amount.isCurrency(currency)) {
            throw ApiError.invalid(
                    "parameter_invalid_string", "Invalid currency: " + given, "currency");
        }
        return currency;
    }

    private static ApiError unfit(String currency, String parameter) {
        return ApiError.invalid(
                "parameter_invalid_integer",
                "Amounts in " + currency + " must be divisible by 10 or 100",
                parameter);
    }
}

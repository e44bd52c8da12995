package io.paideia.web;

import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Locale;

/** Money as people write it, with the currency's own decimals. Thread-safe. */
final class Prices {

    private Prices() {}

    /** "¥99.00" or "CN¥99.00" as the language has it; "12.500000 USDC" for what ISO has not. */
    static String format(Money money, Locale locale) {
        Currency currency = money.currency();
        BigDecimal amount = BigDecimal.valueOf(money.minor(), currency.exponent());
        boolean iso =
                java.util.Currency.getAvailableCurrencies().stream()
                        .anyMatch(known -> known.getCurrencyCode().equals(currency.code()));
        NumberFormat format =
                iso
                        ? NumberFormat.getCurrencyInstance(locale)
                        : NumberFormat.getNumberInstance(locale);
        if (iso) {
            format.setCurrency(java.util.Currency.getInstance(currency.code()));
        }
        format.setMinimumFractionDigits(currency.exponent());
        format.setMaximumFractionDigits(currency.exponent());
        return iso ? format.format(amount) : format.format(amount) + " " + currency.code();
    }
}

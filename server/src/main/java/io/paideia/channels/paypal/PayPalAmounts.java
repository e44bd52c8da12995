package io.paideia.channels.paypal;

import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Amounts as PayPal writes them: decimal texts. It has no decimals for HUF and TWD, although ISO
 * 4217 has two. Source: PayPal's table of currency codes; those that only accounts of one country
 * may use (BRL, CNY, MYR) are left out.
 */
final class PayPalAmounts {

    private static final Set<String> CURRENCIES =
            Set.of(
                    "AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY",
                    "MXN", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD");

    private static final Set<String> WHOLE = Set.of("HUF", "JPY", "TWD");

    /** What an amount looks like; anything else says nothing. Reports write debits with a minus. */
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,9})?");

    private PayPalAmounts() {}

    static boolean takes(Currency currency) {
        return CURRENCIES.contains(currency.code());
    }

    /** Whether PayPal can express it: 99.50 HUF it cannot. */
    static boolean fits(Money amount) {
        return takes(amount.currency())
                && amount.isPositive()
                && (!WHOLE.contains(amount.currency().code())
                        || isWhole(new BigDecimal(amount.toDecimal())));
    }

    static String decimal(Money amount) {
        BigDecimal decimal = new BigDecimal(amount.toDecimal());
        return WHOLE.contains(amount.currency().code())
                ? decimal.setScale(0).toPlainString()
                : decimal.toPlainString();
    }

    /** As Orders and Payments want it. */
    static Map<String, String> member(Money amount) {
        return member(amount, "currency_code");
    }

    /** Payouts call the currency otherwise. */
    static Map<String, String> member(Money amount, String currency) {
        Map<String, String> member = new LinkedHashMap<>();
        member.put(currency, amount.currency().code());
        member.put("value", decimal(amount));
        return member;
    }

    /** Empty if it is no amount of any currency. */
    static Optional<Money> read(JsonNode amount) {
        String currency =
                amount.path("currency_code").asString(amount.path("currency").asString(""));
        String value = amount.path("value").asString("");
        if (!DECIMAL.matcher(value).matches()) {
            return Optional.empty();
        }
        try {
            return Currency.find(currency).map(known -> Money.parse(known, value));
        } catch (ArithmeticException tooFine) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(BigDecimal decimal) {
        return decimal.stripTrailingZeros().scale() <= 0;
    }
}

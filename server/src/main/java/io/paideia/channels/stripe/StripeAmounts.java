package io.paideia.channels.stripe;

import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Amounts as Stripe counts them: integers in the currency's smallest unit, which is ISO 4217's but
 * for a few. Source: docs.stripe.com/currencies, zero-decimal, three-decimal and special cases.
 */
final class StripeAmounts {

    /** Króna and Ugandan shilling have no decimals and are counted as if they had two. */
    private static final Map<String, Integer> OTHER_EXPONENTS =
            Map.of("ISK", 2, "UGX", 2, "MGA", 0);

    private static final Set<String> CURRENCIES =
            Set.of(
                    ("USD AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB"
                         + " BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP"
                         + " DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF"
                         + " IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP"
                         + " LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD"
                         + " NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB"
                         + " RWF SAR SBD SCR SEK SGD SHP SOS SRD SZL THB TJS TND TOP TRY TTD TWD"
                         + " TZS UAH UGX UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW")
                            .split(" ", -1));

    private StripeAmounts() {}

    static boolean takes(Currency currency) {
        return CURRENCIES.contains(currency.code());
    }

    /** Empty if Stripe cannot count it: it takes thousandths in tens, and MGA without fifths. */
    static OptionalLong minor(Money money) {
        int shift = shift(money.currency());
        if (shift > 0) {
            return OptionalLong.of(Math.multiplyExact(money.minor(), power(shift)));
        }
        long step = money.currency().exponent() == 3 ? 10 : power(-shift);
        if (money.minor() % step != 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(money.minor() / power(-shift));
    }

    /** Empty if there is no such currency or the amount is none in it. */
    static Optional<Money> money(JsonNode amount, JsonNode currency) {
        if (!amount.isIntegralNumber() || !amount.canConvertToLong() || !currency.isString()) {
            return Optional.empty();
        }
        return Currency.find(currency.asString().toUpperCase(Locale.ROOT))
                .flatMap(known -> money(amount.asLong(), known));
    }

    private static Optional<Money> money(long amount, Currency currency) {
        int shift = shift(currency);
        if (shift <= 0) {
            return Optional.of(new Money(currency, Math.multiplyExact(amount, power(-shift))));
        }
        return amount % power(shift) == 0
                ? Optional.of(new Money(currency, amount / power(shift)))
                : Optional.empty();
    }

    private static int shift(Currency currency) {
        return OTHER_EXPONENTS.getOrDefault(currency.code(), currency.exponent())
                - currency.exponent();
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}

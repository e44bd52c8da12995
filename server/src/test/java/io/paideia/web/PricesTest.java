package io.paideia.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.money.Money;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    CNY  | 9900       | zh-CN | ¥99.00
                    CNY  | 9900       | en-US | CN¥99.00
                    CNY  | 1          | zh-CN | ¥0.01
                    CNY  | 123456789  | zh-CN | ¥1,234,567.89
                    JPY  | 1200       | en-US | ¥1,200
                    JPY  | 1200       | zh-CN | JP¥1,200
                    USD  | 4950       | en-US | $49.50
                    USD  | 4950       | zh-CN | US$49.50
                    EUR  | 100        | en-US | €1.00
                    USDC | 12500000   | en-US | 12.500000 USDC
                    ETH  | 1          | zh-CN | 0.000000001 ETH
                    """)
    void showsEachCurrencyWithItsOwnDecimals(
            String currency, long minor, String language, String shown) {
        assertThat(Prices.format(Money.of(currency, minor), Locale.forLanguageTag(language)))
                .isEqualTo(shown);
    }
}

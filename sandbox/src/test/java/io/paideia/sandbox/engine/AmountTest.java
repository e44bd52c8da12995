package io.paideia.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {

    @ParameterizedTest
    @CsvSource({
        "99.00,CNY,9900,99.00",
        "0.01,CNY,1,0.01",
        "0.1,CNY,10,0.10",
        "100000000,USD,10000000000,100000000.00",
        "990,JPY,990,990",
        "990.00,JPY,990,990",
        "1.250,KWD,1250,1.250"
    })
    void countsInMinorUnits(String text, String currency, long minor, String written) {
        assertThat(Amount.parse(text, currency)).hasValue(new Amount(minor, currency));
        assertThat(new Amount(minor, currency).decimal()).isEqualTo(written);
        assertThat(new Amount(minor, currency).grouped().replace(",", "")).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "0.001,CNY",
        "-1,CNY",
        "1e3,CNY",
        "990.5,JPY",
        "'1,00',CNY",
        "'',CNY",
        ".5,CNY",
        "１,CNY",
        "9999999999999,CNY"
    })
    void refusesWhatIsNoAmount(String text, String currency) {
        assertThat(Amount.parse(text, currency)).isEmpty();
    }
}

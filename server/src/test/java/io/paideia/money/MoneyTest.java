package io.paideia.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "JPY, 0, 1200, 1200",
        "CNY, 2, 9900, 99.00",
        "KWD, 3, 1, 0.001",
        "USDC, 6, 1500000, 1.500000",
        "BTC, 8, 1, 0.00000001",
        "ETH, 9, 1000000001, 1.000000001",
        "CNY, 2, -1, -0.01",
        "CNY, 2, 0, 0.00",
        "CNY, 2, 9223372036854775807, 92233720368547758.07",
        "CNY, 2, -9223372036854775808, -92233720368547758.08"
    })
    void writesAndReadsItsDecimals(String code, int exponent, long minor, String decimal) {
        Money money = Money.of(code, minor);
        assertThat(money.currency().exponent()).isEqualTo(exponent);
        assertThat(money.toDecimal()).isEqualTo(decimal);
        assertThat(Money.parse(money.currency(), decimal)).isEqualTo(money);
        assertThat(money).hasToString(decimal + " " + code);
    }

    @ParameterizedTest
    @CsvSource({"CNY, 99.9, 9990", "CNY, 99, 9900", "CNY, 1e2, 10000", "CNY, 0.100, 10"})
    void readsFewerOrEmptyDecimals(String code, String decimal, long minor) {
        assertThat(Money.parse(Currency.of(code), decimal)).isEqualTo(Money.of(code, minor));
    }

    @ParameterizedTest
    @CsvSource({
        "JPY, 0.5",
        "CNY, 0.001",
        "KWD, 0.0001",
        "CNY, 92233720368547758.08",
        "CNY, 1e999999999",
        "CNY, 1e-999999999"
    })
    void refusesTooManyDecimalsAndTooMuch(String code, String decimal) {
        assertThatThrownBy(() -> Money.parse(Currency.of(code), decimal))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "abc", "1,5", "0x10", "NaN", "1 000", "1.2.3"})
    void refusesWhatIsNoNumber(String text) {
        assertThatThrownBy(() -> Money.parse(Currency.of("CNY"), text))
                .isInstanceOf(NumberFormatException.class);
    }

    @Test
    void throwsOnOverflowInsteadOfWrapping() {
        Money most = Money.of("CNY", Long.MAX_VALUE);
        Money least = Money.of("CNY", Long.MIN_VALUE);
        Money cent = Money.of("CNY", 1);
        assertThatThrownBy(() -> most.plus(cent)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> least.minus(cent)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(least::negated).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.share(10_001, RoundingMode.DOWN))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void refusesToMixCurrencies() {
        Money yuan = Money.of("CNY", 1);
        Money yen = Money.of("JPY", 1);
        assertThatThrownBy(() -> yuan.plus(yen))
                .isInstanceOf(Money.CurrencyMismatch.class)
                .hasMessageContaining("CNY")
                .hasMessageContaining("JPY");
        assertThatThrownBy(() -> yuan.minus(yen)).isInstanceOf(Money.CurrencyMismatch.class);
        assertThatThrownBy(() -> yuan.exceeds(yen)).isInstanceOf(Money.CurrencyMismatch.class);
        assertThatThrownBy(() -> yuan.min(yen)).isInstanceOf(Money.CurrencyMismatch.class);
    }

    @ParameterizedTest
    @CsvSource({
        // amount, basis points, rounding, share
        "9900, 7000, HALF_UP, 6930",
        "333, 500, DOWN, 16",
        "333, 500, UP, 17",
        "250, 100, HALF_UP, 3",
        "250, 100, HALF_EVEN, 2",
        "-333, 500, DOWN, -16",
        "9223372036854775807, 10000, DOWN, 9223372036854775807",
        "100, 0, UP, 0"
    })
    void takesAShareRoundedAsTold(long amount, int basisPoints, RoundingMode rounding, long share) {
        assertThat(Money.of("CNY", amount).share(basisPoints, rounding))
                .isEqualTo(Money.of("CNY", share));
    }

    @Test
    void comparesWithinItsCurrency() {
        Money one = Money.of("CNY", 1);
        Money two = Money.of("CNY", 2);
        assertThat(two.exceeds(one)).isTrue();
        assertThat(one.exceeds(one)).isFalse();
        assertThat(one.min(two)).isEqualTo(one);
        assertThat(two.min(one)).isEqualTo(one);
        assertThat(one.minus(two).isNegative()).isTrue();
        assertThat(one.minus(one).isZero()).isTrue();
        assertThat(one.isPositive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cny", "XAU", "XXX", "ABC", "DOGE", "CN Y", "CNYY"})
    void refusesUnknownCurrencies(String code) {
        assertThat(Currency.find(code)).isEmpty();
        assertThatThrownBy(() -> Currency.of(code)).isInstanceOf(Currency.UnknownCurrency.class);
    }

    @Test
    void refusesAKnownCurrencyWithForeignDecimals() {
        assertThatThrownBy(() -> new Currency("CNY", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CNY");
        assertThatThrownBy(() -> new Currency("USDC", 2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.paideia.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SplitTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // amount | weights | parts
                "9900 | 7000 2000 500 500 | 6930 1980 495 495",
                "100 | 1 1 1 | 34 33 33",
                "101 | 1 1 1 | 34 34 33",
                "1 | 1 1 1 | 1 0 0",
                "0 | 1 2 | 0 0",
                "10 | 0 1 0 | 0 10 0",
                "5 | 1 3 | 1 4",
                "7 | 5 3 2 | 4 2 1",
                // remainders .2 .4 .4: the largest first, the earlier among equals
                "10 | 12 14 14 | 3 4 3",
                "-100 | 1 1 1 | -34 -33 -33",
                "9223372036854775807 | 1 1 | 4611686018427387904 4611686018427387903",
                "-9223372036854775808 | 1 | -9223372036854775808",
                "9223372036854775807 | 9223372036854775807 9223372036854775807 |"
                        + " 4611686018427387904 4611686018427387903"
            })
    void givesTheLargestRemaindersWhatIsLeft(long amount, String weights, String parts) {
        assertThat(Money.of("CNY", amount).split(longs(weights)))
                .extracting(Money::minor)
                .isEqualTo(longs(parts));
    }

    @Test
    void refusesWhatCannotBeSplitBy() {
        Money money = Money.of("CNY", 100);
        assertThatThrownBy(() -> money.split(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> money.split(List.of(0L, 0L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> money.split(List.of(2L, -1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    private static List<Long> longs(String text) {
        return Arrays.stream(text.split(" ", -1)).map(Long::valueOf).toList();
    }
}

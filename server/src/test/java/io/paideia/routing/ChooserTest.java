package io.paideia.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paideia.money.Money;
import io.paideia.routing.Chooser.Option;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChooserTest {

    // A payment of 100.00: one is dear and sure, one cheap and shaky, one cheap and sure enough.
    private static final List<Option> OPTIONS =
            List.of(
                    option("dear", 0.99, 300, 1, 2),
                    option("shaky", 0.60, 40, 3, 1),
                    option("even", 0.90, 60, 6, 3));

    @ParameterizedTest
    @CsvSource({
        // 0.99/300 = 0.0033, 0.60/40 = 0.0150, 0.90/60 = 0.0150: equal scores go by name
        "success_per_fee, even, 0.015",
        // 0.99 × 9700 = 9603, 0.60 × 9960 = 5976, 0.90 × 9940 = 8946
        "expected_value, dear, 9603",
        "fixed, shaky, -1"
    })
    void putsTheBestFirst(String strategy, String best, double score) {
        Candidate first =
                Chooser.rank(Strategy.of(strategy), 0, OPTIONS, new Random(1))
                        .candidates()
                        .getFirst();

        assertThat(first.channel()).isEqualTo(best);
        assertThat(first.score()).isEqualTo(score, within(1e-9));
    }

    @Test
    void drawsByWeight() {
        Map<String, Integer> first = new HashMap<>();
        Random random = new Random(2);
        for (int i = 0; i < 10_000; i++) {
            first.merge(
                    Chooser.rank(Strategy.WEIGHTS, 0, OPTIONS, random)
                            .candidates()
                            .getFirst()
                            .channel(),
                    1,
                    Integer::sum);
        }
        // 1 : 3 : 6; three standard deviations of 10,000 draws are below 150
        assertThat(first.get("dear")).isCloseTo(1_000, within(150));
        assertThat(first.get("shaky")).isCloseTo(3_000, within(150));
        assertThat(first.get("even")).isCloseTo(6_000, within(150));
    }

    @Test
    void neverPutsWhoHasNoWeightBeforeWhoHas() {
        Random random = new Random(3);
        List<Option> options = List.of(option("a", 1, 1, 0, 0), option("b", 1, 1, 1, 0));
        for (int i = 0; i < 1_000; i++) {
            assertThat(
                            Chooser.rank(Strategy.WEIGHTS, 0, options, random)
                                    .candidates()
                                    .getFirst()
                                    .channel())
                    .isEqualTo("b");
        }
    }

    @Test
    void exploresItsShareAndSaysSo() {
        Random random = new Random(4);
        int explored = 0;
        for (int i = 0; i < 10_000; i++) {
            Chooser.Ranking ranking = Chooser.rank(Strategy.EXPECTED_VALUE, 0.1, OPTIONS, random);
            assertThat(ranking.candidates()).hasSize(3);
            assertThat(ranking.candidates().getFirst().channel().equals("dear"))
                    .isEqualTo(!ranking.explored());
            explored += ranking.explored() ? 1 : 0;
        }
        assertThat(explored).isCloseTo(1_000, within(100));
    }

    @ParameterizedTest
    @CsvSource({
        "CNY, 1, 0", "CNY, 99, 0", "CNY, 100, 1", "CNY, 9900, 2", "CNY, 99999999, 6",
        "CNY, 9999999999, 6", "JPY, 9, 1", "JPY, 1000, 4", "KWD, 999, 0", "KWD, 1000, 1"
    })
    void countsTheDigitsOfWholeUnits(String currency, long minor, int band) {
        assertThat(Rates.band(Money.of(currency, minor))).isEqualTo(band);
    }

    @ParameterizedTest
    @CsvSource({"9900, 60, 0, 60", "1, 60, 0, 1", "0, 60, 30, 30", "10000, 290, 30, 320"})
    void neverGuessesAFeeTooLow(long amount, int basisPoints, long fixed, long fee) {
        Policy.Contract contract =
                new Policy.Contract("a", null, basisPoints, fixed, 0, null, 1, 0);

        assertThat(contract.fee(Money.of("CNY", amount))).isEqualTo(fee);
    }

    private static Option option(String channel, double rate, long fee, int weight, int position) {
        return new Option(channel, "card", rate, 50, fee, 10_000, weight, position);
    }
}

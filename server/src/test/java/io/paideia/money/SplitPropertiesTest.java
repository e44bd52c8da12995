package io.paideia.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What holds for every split: nothing is lost, nobody gets more than a unit too much. */
final class SplitPropertiesTest {

    @Provide
    Arbitrary<List<Long>> weights() {
        return Arbitraries.longs()
                .between(0, Long.MAX_VALUE)
                .edgeCases(edges -> edges.add(0L, 1L, Long.MAX_VALUE))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .filter(list -> list.stream().anyMatch(weight -> weight > 0));
    }

    @Property
    void partsSumToTheWhole(@ForAll long amount, @ForAll("weights") List<Long> weights) {
        BigInteger sum =
                Split.byLargestRemainder(amount, weights).stream()
                        .map(BigInteger::valueOf)
                        .reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(sum).isEqualTo(BigInteger.valueOf(amount));
    }

    @Property
    void everyPartIsItsQuotaRoundedDownOrUp(
            @ForAll @LongRange(min = 0) long amount, @ForAll("weights") List<Long> weights) {
        BigInteger total =
                weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        List<Long> parts = Split.byLargestRemainder(amount, weights);
        for (int i = 0; i < parts.size(); i++) {
            BigInteger[] quota =
                    BigInteger.valueOf(amount)
                            .multiply(BigInteger.valueOf(weights.get(i)))
                            .divideAndRemainder(total);
            BigInteger up = quota[0].add(BigInteger.valueOf(quota[1].signum()));
            assertThat(BigInteger.valueOf(parts.get(i))).isBetween(quota[0], up);
        }
    }

    @Property
    void aRefundMirrorsItsSaleToTheUnit(
            @ForAll @LongRange(min = 0) long amount, @ForAll("weights") List<Long> weights) {
        assertThat(Split.byLargestRemainder(-amount, weights))
                .isEqualTo(
                        Split.byLargestRemainder(amount, weights).stream()
                                .map(part -> -part)
                                .toList());
    }

    @Property
    void refundsSplitByWhatRemainsNeverOverdrawAPart(
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long amount,
            @ForAll("weights") List<Long> weights,
            @ForAll List<@LongRange(min = 1, max = 1_000_000_000_000L) Long> refunds) {
        List<Long> remaining = new ArrayList<>(Split.byLargestRemainder(amount, weights));
        long left = amount;
        for (long wanted : refunds) {
            Assume.that(left > 0);
            long refund = Math.min(wanted, left);
            List<Long> parts = Split.byLargestRemainder(refund, remaining);
            for (int i = 0; i < parts.size(); i++) {
                remaining.set(i, remaining.get(i) - parts.get(i));
                assertThat(remaining.get(i)).isNotNegative();
            }
            left -= refund;
            if (left == 0) {
                break;
            }
        }
        assertThat(remaining.stream().mapToLong(Long::longValue).sum()).isEqualTo(left);
    }
}

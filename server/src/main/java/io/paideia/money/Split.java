package io.paideia.money;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The largest-remainder (Hamilton) method on integers; exact for the whole range of long. */
final class Split {

    private Split() {}

    static List<Long> byLargestRemainder(long amount, List<Long> weights) {
        BigInteger total = total(weights);
        // A negative amount is split as its magnitude, so that a refund mirrors its sale to the
        // unit.
        BigInteger magnitude = BigInteger.valueOf(amount).abs();
        List<BigInteger> parts = new ArrayList<>(weights.size());
        List<BigInteger> remainders = new ArrayList<>(weights.size());
        BigInteger left = magnitude;
        for (long weight : weights) {
            BigInteger[] quota =
                    magnitude.multiply(BigInteger.valueOf(weight)).divideAndRemainder(total);
            parts.add(quota[0]);
            remainders.add(quota[1]);
            left = left.subtract(quota[0]);
        }
        List<Integer> order =
                IntStream.range(0, weights.size())
                        .boxed()
                        .sorted(Comparator.comparing(remainders::get, Collections.reverseOrder()))
                        .toList();
        for (int i = 0; i < left.intValueExact(); i++) {
            parts.set(order.get(i), parts.get(order.get(i)).add(BigInteger.ONE));
        }
        BigInteger sign = BigInteger.valueOf(Long.signum(amount));
        return parts.stream().map(part -> part.multiply(sign).longValueExact()).toList();
    }

    private static BigInteger total(List<Long> weights) {
        BigInteger total = BigInteger.ZERO;
        for (long weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("Negative weight: " + weight);
            }
            total = total.add(BigInteger.valueOf(weight));
        }
        if (total.signum() == 0) {
            throw new IllegalArgumentException("Nothing to split by: all weights are zero");
        }
        return total;
    }
}

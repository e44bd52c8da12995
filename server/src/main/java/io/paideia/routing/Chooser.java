package io.paideia.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Ranks what can be taken. Pure: the same candidates and the same random numbers give the same
 * order. The formulas stand in docs/concepts/routing.md.
 */
final class Chooser {

    private Chooser() {}

    /**
     * What is known of one way to collect.
     *
     * @param amountMinor of the payment
     * @param weight for {@link Strategy#WEIGHTS}
     * @param position for {@link Strategy#FIXED}, the smallest first
     */
    record Option(
            String channel,
            String method,
            double rate,
            double tries,
            long feeMinor,
            long amountMinor,
            int weight,
            int position) {}

    /** The options in order, and whether the first was chosen to learn about it. */
    record Ranking(List<Candidate> candidates, boolean explored) {}

    static Ranking rank(
            Strategy strategy, double exploration, List<Option> options, RandomGenerator random) {
        List<Candidate> ranked =
                new ArrayList<>(
                        options.stream().map(option -> scored(strategy, option, random)).toList());
        // By name where the scores are equal, so that the choice can be told again.
        ranked.sort(
                Comparator.comparingDouble(Candidate::score)
                        .reversed()
                        .thenComparing(Candidate::channel)
                        .thenComparing(Candidate::method));
        boolean learns =
                strategy == Strategy.SUCCESS_PER_FEE || strategy == Strategy.EXPECTED_VALUE;
        if (learns && ranked.size() > 1 && random.nextDouble() < exploration) {
            ranked.addFirst(ranked.remove(1 + random.nextInt(ranked.size() - 1)));
            return new Ranking(List.copyOf(ranked), true);
        }
        return new Ranking(List.copyOf(ranked), false);
    }

    private static Candidate scored(Strategy strategy, Option option, RandomGenerator random) {
        double score =
                switch (strategy) {
                    // A channel without a fee counts as one of the smallest coin.
                    case SUCCESS_PER_FEE -> option.rate() / Math.max(1, option.feeMinor());
                    case EXPECTED_VALUE ->
                            option.rate() * (option.amountMinor() - option.feeMinor());
                    case WEIGHTS -> lot(option.weight(), random);
                    case FIXED -> -option.position();
                };
        return new Candidate(
                option.channel(),
                option.method(),
                option.rate(),
                option.tries(),
                option.feeMinor(),
                score,
                null);
    }

    /**
     * The largest of such numbers belongs to each with a probability in proportion to its weight,
     * and the second largest likewise among the rest (Efraimidis and Spirakis, 2006).
     */
    private static double lot(int weight, RandomGenerator random) {
        return weight == 0 ? -1 : Math.pow(1 - random.nextDouble(), 1.0 / weight);
    }
}

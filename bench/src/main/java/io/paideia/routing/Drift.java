package io.paideia.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Channels whose success rates wander, and now and then break down for hours. One step is a minute.
 * All of it follows from the random numbers alone.
 */
final class Drift {

    /** A channel's usual success rate and what it keeps. */
    record Kind(String name, double rate, int feeBasisPoints) {}

    /** The dearer, the surer; so that neither the cheapest nor the surest is right for ever. */
    static final List<Kind> CHANNELS =
            List.of(
                    new Kind("cheap", 0.86, 38),
                    new Kind("usual", 0.91, 60),
                    new Kind("solid", 0.94, 100),
                    new Kind("dear", 0.97, 290));

    private static final double STEP = 0.03;
    private static final double PULL = 0.002;
    private static final double BREAKDOWNS_PER_MINUTE = 1 / (2.0 * 24 * 60);
    private static final int SHORTEST_MINUTES = 20;
    private static final int LONGEST_MINUTES = 360;

    private final RandomGenerator random;
    private final double[] wander = new double[CHANNELS.size()];
    private final int[] down = new int[CHANNELS.size()];
    private final double[] depth = new double[CHANNELS.size()];

    Drift(RandomGenerator random) {
        this.random = random;
    }

    /** One minute on. */
    void step() {
        for (int i = 0; i < wander.length; i++) {
            wander[i] += random.nextGaussian() * STEP - wander[i] * PULL;
            if (down[i] > 0) {
                down[i]--;
            } else if (random.nextDouble() < BREAKDOWNS_PER_MINUTE) {
                down[i] = random.nextInt(SHORTEST_MINUTES, LONGEST_MINUTES);
                depth[i] = random.nextDouble(0.1, 0.8);
            }
        }
    }

    /** How likely each channel takes a payment in this minute, in the order of the kinds. */
    List<Double> rates() {
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < wander.length; i++) {
            double usual = CHANNELS.get(i).rate();
            double odds = Math.log(usual / (1 - usual)) + wander[i];
            double rate = 1 / (1 + Math.exp(-odds));
            rates.add(down[i] > 0 ? rate * depth[i] : rate);
        }
        return rates;
    }
}

package io.paideia.trials.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Chance, all of it from the seed. Each seed has its own mixture of faults, some of them not at
 * all: where everything happens at once, nothing gets far enough to be interesting.
 */
final class Weather {

    private final SplittableRandom random;
    private final Tally tally;
    private final Map<Fault, Integer> oneIn = new EnumMap<>(Fault.class);
    private boolean calm;

    Weather(long seed, Tally tally) {
        this.random = new SplittableRandom(seed);
        this.tally = tally;
        for (Fault fault : Fault.values()) {
            switch (random.nextInt(4)) {
                case 0 -> oneIn.put(fault, 8);
                case 1 -> oneIn.put(fault, 30);
                default -> {}
            }
        }
    }

    /** No more faults from here on. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** Whether this fault strikes now; counts it if so. */
    boolean strikes(Fault fault) {
        Integer chance = oneIn.get(fault);
        if (calm || chance == null || random.nextInt(chance) > 0) {
            return false;
        }
        tally.count(fault);
        return true;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    long millis(int least, int most) {
        return between(least, most) * 1_000_000L;
    }
}

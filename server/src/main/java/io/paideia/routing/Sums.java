package io.paideia.routing;

import java.time.Duration;
import java.time.Instant;

/**
 * Successes and tries that fade: after each half-life they count half as much. Immutable.
 *
 * @param at as of when
 */
record Sums(double successes, double tries, Instant at) {

    /** Who is new is believed to do this well, as firmly as so many tries would say. */
    private static final double PRIOR_RATE = 0.9;

    private static final double PRIOR_TRIES = 2;

    /** How firmly a band of amounts believes what the others of its currency say. */
    private static final double KIN_TRIES = 5;

    /** An estimate: how often it goes well, and of how many tries of its own that is known. */
    record Estimate(double rate, double tries) {}

    static Sums none(Instant at) {
        return new Sums(0, 0, at);
    }

    /** Time that runs backwards changes nothing. */
    Sums faded(Instant now, Duration halfLife) {
        if (!now.isAfter(at)) {
            return this;
        }
        double left =
                Math.pow(0.5, Duration.between(at, now).toMillis() / 1000.0 / halfLife.toSeconds());
        return new Sums(successes * left, tries * left, now);
    }

    Sums plus(Sums other) {
        return new Sums(successes + other.successes, tries + other.tries, at);
    }

    /**
     * What these tries let expect: a mean of a beta distribution whose prior is the kin's mean, and
     * the kin's own prior is the one above.
     *
     * @param kin of all bands of the currency, this one too
     */
    Estimate estimate(Sums kin) {
        double mean = (kin.successes + PRIOR_RATE * PRIOR_TRIES) / (kin.tries + PRIOR_TRIES);
        return new Estimate((successes + mean * KIN_TRIES) / (tries + KIN_TRIES), tries);
    }
}

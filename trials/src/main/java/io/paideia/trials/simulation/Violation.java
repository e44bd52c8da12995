package io.paideia.trials.simulation;

/** A property that does not hold. */
final class Violation extends RuntimeException {
    Violation(String property) {
        super(property);
    }
}

package io.paideia.bench;

/** That what is about to be measured does what it should. */
public final class Check {

    private Check() {}

    /**
     * Passes if it works.
     *
     * @throws IllegalStateException if it does not
     */
    public static void that(boolean works) {
        if (!works) {
            throw new IllegalStateException("What should be measured does not work");
        }
    }
}

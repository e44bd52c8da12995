package io.paideia.bench;

/** Keeps logs off stdout, which belongs to the result. */
public final class Logging {

    private Logging() {}

    /** Warnings and errors to stderr. Works only before the first logger is made. */
    public static void quiet() {
        System.setProperty("logback.configurationFile", "bench-logback.xml");
    }
}

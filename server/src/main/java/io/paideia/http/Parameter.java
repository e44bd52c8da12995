package io.paideia.http;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a query parameter into a type of ours; what cannot be read is refused with its name. */
public final class Parameter {

    private Parameter() {}

    /**
     * Reads a parameter that must stand.
     *
     * @param parse throws IllegalArgumentException for what is not of its form
     * @throws Problem 400, naming the parameter
     */
    public static <T> T of(String name, String value, Function<String, T> parse) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(name, String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #of}, for one that may be missing. */
    public static <T> @Nullable T optional(
            String name, @Nullable String value, Function<String, T> parse) {
        return value == null ? null : of(name, value, parse);
    }
}

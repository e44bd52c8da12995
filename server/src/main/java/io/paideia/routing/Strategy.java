package io.paideia.routing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a platform wants of its routing. */
public enum Strategy {
    /** Success rate ÷ fee: the most success for each cent. */
    SUCCESS_PER_FEE,
    /** Success rate × (amount − fee): the most money in the end. */
    EXPECTED_VALUE,
    /** By lot, in proportion to the contracts' weights. */
    WEIGHTS,
    /** In the contracts' order. */
    FIXED;

    /**
     * The strategy of this name.
     *
     * @throws IllegalArgumentException if there is no such strategy
     */
    @JsonCreator
    public static Strategy of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

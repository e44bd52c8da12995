package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an attempt stands. */
enum AttemptStatus {
    /** Recorded; the channel is being called. */
    CREATED,
    /** The channel waits for the buyer. */
    PENDING,
    /** The channel has the money. */
    SUCCEEDED,
    /** It surely came to nothing. */
    FAILED,
    /** The channel gave no answer; it is asked again. */
    UNKNOWN,
    /** Ended by us; money that still comes goes back. */
    CLOSED,
    /** The channel holds the money until we take it or let it go. */
    HELD,
    /** The channel is asked to take what it holds; nobody knows yet whether it did. */
    CAPTURING,
    /** The channel is asked to close what it holds or may hold; nobody knows yet whether it did. */
    CLOSING;

    /** Whether money may still be expected, so that no other attempt may begin. */
    boolean running() {
        return this == CREATED
                || this == PENDING
                || this == UNKNOWN
                || this == HELD
                || this == CAPTURING
                || this == CLOSING;
    }

    /** Whether nobody knows what the channel did with our last call. */
    boolean inDoubt() {
        return this == CREATED || this == UNKNOWN || this == CAPTURING || this == CLOSING;
    }

    static AttemptStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

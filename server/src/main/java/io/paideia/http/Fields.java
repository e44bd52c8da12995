package io.paideia.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is wrong with a body's fields, in the order they are checked, so that one answer
 * names them all.
 */
public final class Fields {

    private final List<Problem.FieldError> errors = new ArrayList<>();

    public Fields require(String pointer, @Nullable Object value) {
        return check(pointer, value != null, "is required");
    }

    /** A text that must stand and is no longer than this. */
    public Fields text(String pointer, @Nullable String value, int most) {
        if (value == null || value.isBlank()) {
            return require(pointer, null);
        }
        // PostgreSQL keeps no NUL in a text.
        check(pointer, value.indexOf('\0') < 0, "must not contain U+0000");
        return check(pointer, value.length() <= most, "is longer than " + most + " characters");
    }

    /** A text that may be missing. */
    public Fields optionalText(String pointer, @Nullable String value, int most) {
        return value == null ? this : text(pointer, value, most);
    }

    public Fields check(String pointer, boolean holds, String message) {
        if (!holds) {
            errors.add(new Problem.FieldError(pointer, message));
        }
        return this;
    }

    /** Refuses the request if anything was wrong. */
    public void done() {
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }
}

package io.paideia.ledger;

import io.paideia.http.Parameter;
import io.paideia.http.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time from its beginning to just before its end, either of which may be open. Immutable.
 *
 * <p>The ledger counts microseconds. A bound between two of them becomes the later one, which
 * changes nothing about what lies in the period.
 */
record Period(@Nullable Instant from, @Nullable Instant to) {

    private static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    static final Period ALL = new Period(null, null);

    /**
     * Reads the query parameters.
     *
     * @throws Problem 400 if one is no time, or the beginning is after the end
     */
    static Period of(@Nullable String from, @Nullable String to) {
        Instant begin = Parameter.optional("from", from, Period::time);
        Instant end = Parameter.optional("to", to, Period::time);
        if (begin != null && end != null && begin.isAfter(end)) {
            throw Problem.invalid("from", "must not be after to");
        }
        return new Period(up(begin), up(end));
    }

    /** All that was until then, that moment included. */
    static Period until(@Nullable String at) {
        Instant last = Parameter.optional("at", at, Period::time);
        return new Period(
                null,
                last == null
                        ? null
                        : last.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS));
    }

    Instant begin() {
        return from == null ? BEGINNING : from;
    }

    Instant end() {
        return to == null ? END : to;
    }

    boolean covers(Instant at) {
        return !at.isBefore(begin()) && at.isBefore(end());
    }

    private static Instant time(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(BEGINNING) && time.isBefore(END)) {
                return time;
            }
        } catch (DateTimeException unreadable) {
            // Refused below, in words of the API.
        }
        throw new IllegalArgumentException(
                "must be a time as 2026-11-01T00:00:00Z; a plus sign in it must be escaped");
    }

    private static @Nullable Instant up(@Nullable Instant time) {
        return time == null
                ? null
                : time.plusNanos(ChronoUnit.MICROS.getDuration().toNanos() - 1)
                        .truncatedTo(ChronoUnit.MICROS);
    }
}

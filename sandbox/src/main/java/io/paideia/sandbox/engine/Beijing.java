package io.paideia.sandbox.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

/**
 * Beijing's time, in which the Chinese providers write and read wherever the merchant is. What
 * cannot be read as the notation says is empty, a 30th of February too.
 */
public final class Beijing {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter SECONDS = notation("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter MINUTES = notation("uuuu-MM-dd HH:mm");
    private static final DateTimeFormatter DIGITS = notation("uuuuMMddHHmmss");
    private static final DateTimeFormatter DAY_DIGITS = notation("uuuuMMdd");
    private static final DateTimeFormatter SHORT_YEAR = notation("yyMMddHHmmss");
    private static final DateTimeFormatter NO_YEAR = notation("MMddHHmmss");
    private static final DateTimeFormatter RFC3339 = notation("uuuu-MM-dd'T'HH:mm:ssxxx");

    private Beijing() {}

    public static LocalDate day(Instant at) {
        return at.atZone(ZONE).toLocalDate();
    }

    public static Instant at(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(ZONE).toInstant();
    }

    /** As 2026-11-21 12:30:00. */
    public static String seconds(Instant at) {
        return SECONDS.format(at.atZone(ZONE));
    }

    /** As 20261121123000. */
    public static String digits(Instant at) {
        return DIGITS.format(at.atZone(ZONE));
    }

    /** As 20261121. */
    public static String dayDigits(Instant at) {
        return DAY_DIGITS.format(at.atZone(ZONE));
    }

    /** As 261121123000. */
    public static String shortYear(Instant at) {
        return SHORT_YEAR.format(at.atZone(ZONE));
    }

    /** As 1121123000. */
    public static String noYear(Instant at) {
        return NO_YEAR.format(at.atZone(ZONE));
    }

    /** As 2026-11-21T12:30:00+08:00. */
    public static String rfc3339(Instant at) {
        return RFC3339.format(at.atZone(ZONE));
    }

    public static Optional<Instant> parseSeconds(String text) {
        return parse(text, SECONDS);
    }

    /** Seconds as {@link #parseSeconds}, or none at all. */
    public static Optional<Instant> parseMinutes(String text) {
        return parseSeconds(text).or(() -> parse(text, MINUTES));
    }

    public static Optional<Instant> parseDigits(String text) {
        return parse(text, DIGITS);
    }

    /** At any offset, which the text names. */
    public static Optional<Instant> parseRfc3339(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> parse(String text, DateTimeFormatter notation) {
        try {
            return Optional.of(LocalDateTime.parse(text, notation).atZone(ZONE).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter notation(String pattern) {
        return DateTimeFormatter.ofPattern(pattern).withResolverStyle(ResolverStyle.STRICT);
    }
}

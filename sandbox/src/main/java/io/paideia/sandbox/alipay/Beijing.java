package io.paideia.sandbox.alipay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

/** Alipay's notation of time, which is Beijing's wherever the merchant is. */
final class Beijing {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
                    .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");

    private Beijing() {}

    static String seconds(Instant at) {
        return SECONDS.format(at.atZone(ZONE));
    }

    static String millis(Instant at) {
        return MILLIS.format(at.atZone(ZONE));
    }

    static String day(Instant at) {
        return DAY.format(at.atZone(ZONE));
    }

    /** When a day begins. */
    static Instant start(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }

    static boolean isOn(LocalDate day, Instant at) {
        return at.atZone(ZONE).toLocalDate().equals(day);
    }

    /** Reads a time with seconds, as every call must be stamped. */
    static Optional<Instant> parseSeconds(String text) {
        return parse(text, SECONDS);
    }

    /** Reads a deadline, which may leave out the seconds. */
    static Optional<Instant> parseDeadline(String text) {
        return parseSeconds(text).or(() -> parse(text, MINUTES));
    }

    private static Optional<Instant> parse(String text, DateTimeFormatter format) {
        try {
            return Optional.of(LocalDateTime.parse(text, format).atZone(ZONE).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}

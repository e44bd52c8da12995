package io.paideia.sandbox.unionpay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

/** UnionPay's notations of time, all of them Beijing's. */
final class Beijing {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter SHORT_YEAR = DateTimeFormatter.ofPattern("yyMMddHHmmss");
    private static final DateTimeFormatter NO_YEAR = DateTimeFormatter.ofPattern("MMddHHmmss");
    private static final DateTimeFormatter MONTH_AND_DAY = DateTimeFormatter.ofPattern("MMdd");

    private Beijing() {}

    /** As in a queryId: yyMMddHHmmss. */
    static String shortYear(Instant at) {
        return SHORT_YEAR.format(at.atZone(ZONE));
    }

    /** As in a traceTime: MMddHHmmss. */
    static String noYear(Instant at) {
        return NO_YEAR.format(at.atZone(ZONE));
    }

    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).atZone(ZONE).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    /** The day on which something is settled; it ends at 23:00. */
    static LocalDate settled(Instant at) {
        return at.atZone(ZONE).plusHours(1).toLocalDate();
    }

    static String settleDate(Instant at) {
        return MONTH_AND_DAY.format(settled(at));
    }

    /** The last day of this name that has begun. */
    static Optional<LocalDate> settleDay(String text, Instant now) {
        try {
            MonthDay named = MonthDay.parse(text, MONTH_AND_DAY);
            LocalDate day = named.atYear(settled(now).getYear());
            return Optional.of(day.isAfter(settled(now)) ? day.minusYears(1) : day);
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}

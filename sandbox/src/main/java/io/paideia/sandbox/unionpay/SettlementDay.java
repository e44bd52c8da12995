package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Beijing;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The day on which UnionPay settles something; it ends at 23:00 in Beijing. */
final class SettlementDay {

    private static final DateTimeFormatter MONTH_AND_DAY = DateTimeFormatter.ofPattern("MMdd");
    private static final Duration EARLIER = Duration.ofHours(1);

    private SettlementDay() {}

    static LocalDate of(Instant at) {
        return Beijing.day(at.plus(EARLIER));
    }

    /** As in a settleDate: MMdd. */
    static String text(Instant at) {
        return MONTH_AND_DAY.format(of(at));
    }

    /** The last day of this name that has begun. */
    static Optional<LocalDate> parse(String text, Instant now) {
        try {
            LocalDate today = of(now);
            LocalDate day = MonthDay.parse(text, MONTH_AND_DAY).atYear(today.getYear());
            return Optional.of(day.isAfter(today) ? day.minusYears(1) : day);
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}

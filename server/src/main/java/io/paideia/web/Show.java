package io.paideia.web;

import io.paideia.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.Locale;

/** How the templates show amounts and times to this reader. Immutable. */
final class Show {

    private final Locale locale;
    private final ZoneId zone;

    Show(Locale locale, ZoneId zone) {
        this.locale = locale;
        this.zone = zone;
    }

    /** The language for {@code lang=}: "en" or "zh-CN". */
    public String lang() {
        return locale.equals(Languages.CHINESE) ? "zh-CN" : "en";
    }

    public String price(Money money) {
        return Prices.format(money, locale);
    }

    public String date(Instant time) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(locale)
                .format(time.atZone(zone));
    }

    /** Date and time of day, with the name of the zone: nobody has to guess which. */
    public String moment(Instant time) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(locale)
                        .format(time.atZone(zone))
                + " "
                + zone();
    }

    /** Day of the week, day and time, as one would say an appointment. */
    public String slot(Instant time) {
        return DateTimeFormatter.ofPattern(
                        locale.equals(Languages.CHINESE) ? "M月d日 EEEE HH:mm" : "EEE d MMM, HH:mm",
                        locale)
                .format(time.atZone(zone));
    }

    public String clock(Instant time) {
        return DateTimeFormatter.ofPattern("HH:mm", locale).format(time.atZone(zone));
    }

    /** The end of a time that began; with its day if that is not clear by itself. */
    public String deadline(Instant from, Instant until) {
        return Duration.between(from, until).compareTo(Duration.ofHours(12)) < 0
                ? clock(until)
                        + (locale.equals(Languages.CHINESE) ? "（%s）" : " (%s)").formatted(zone())
                : moment(until);
    }

    public String zone() {
        return zone.getDisplayName(TextStyle.FULL, locale);
    }
}

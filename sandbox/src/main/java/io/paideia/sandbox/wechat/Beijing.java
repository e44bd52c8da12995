package io.paideia.sandbox.wechat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** WeChat Pay's notations of time: RFC 3339 at +08:00 in messages, plain Beijing time in bills. */
final class Beijing {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final DateTimeFormatter RFC3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
    private static final DateTimeFormatter PLAIN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    private Beijing() {}

    static String rfc3339(Instant at) {
        return RFC3339.format(at.atZone(ZONE));
    }

    static String plain(Instant at) {
        return PLAIN.format(at.atZone(ZONE));
    }

    static String digits(Instant at) {
        return DIGITS.format(at.atZone(ZONE));
    }

    static LocalDate day(Instant at) {
        return at.atZone(ZONE).toLocalDate();
    }

    static Optional<Instant> parse(String rfc3339) {
        try {
            return Optional.of(OffsetDateTime.parse(rfc3339).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}

package io.paideia.channels.alipay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Alipay's times, which are Beijing's, without a zone. */
final class AlipayTimes {

    static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(BEIJING);

    private AlipayTimes() {}

    static String format(Instant at) {
        return SECONDS.format(at);
    }

    /** Null if it is none. */
    static @Nullable Instant parse(String text) {
        try {
            return LocalDateTime.parse(text, SECONDS).atZone(BEIJING).toInstant();
        } catch (DateTimeException malformed) {
            return null;
        }
    }
}

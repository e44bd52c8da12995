package io.paideia.channels.wechat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** RFC 3339 at Beijing's offset in messages, Beijing's time without a zone in bills. */
final class WechatTimes {

    static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");

    private static final DateTimeFormatter RFC3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").withZone(BEIJING);
    private static final DateTimeFormatter PLAIN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private WechatTimes() {}

    static String rfc3339(Instant at) {
        return RFC3339.format(at);
    }

    /** A time of a bill; old bills have wide colons. */
    static Optional<Instant> plain(String text) {
        try {
            return Optional.of(
                    LocalDateTime.parse(text.replace('\uFF1A', ':'), PLAIN)
                            .atZone(BEIJING)
                            .toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}

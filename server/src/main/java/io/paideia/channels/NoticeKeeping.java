package io.paideia.channels;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What is kept of notices that were refused: enough for a person to look at, and of each channel
 * only so many an hour, because anybody may send them. Beyond that they are counted alone. Each
 * server counts for itself. Thread-safe.
 */
@Component
final class NoticeKeeping {

    private static final int LONGEST_BODY = 4096;
    private static final int LONGEST_HEADER = 1024;
    private static final int MOST_HEADERS = 32;
    private static final Duration WINDOW = Duration.ofHours(1);

    private final int mostPerHour;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    private record Window(Instant began, int kept) {}

    NoticeKeeping(
            @Value("${paideia.channels.refused-per-hour:120}") int mostPerHour,
            MeterRegistry meters,
            Clock clock) {
        this.mostPerHour = mostPerHour;
        this.meters = meters;
        this.clock = clock;
    }

    /** Whether another refused notice of this channel is kept; it is counted either way. */
    boolean admits(String channel) {
        Instant now = clock.instant();
        Window window =
                windows.compute(
                        channel,
                        (name, before) ->
                                before == null || now.isAfter(before.began().plus(WINDOW))
                                        ? new Window(now, 1)
                                        : new Window(
                                                before.began(),
                                                Math.min(before.kept() + 1, mostPerHour + 1)));
        if (window.kept() <= mostPerHour) {
            return true;
        }
        meters.counter("paideia.channels.notices.dropped", "channel", channel).increment();
        return false;
    }

    /** The beginning of each header and of the body. */
    static RawNotice shortened(RawNotice raw) {
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, String> header : raw.headers().entrySet()) {
            if (headers.size() < MOST_HEADERS) {
                headers.put(
                        cut(header.getKey(), LONGEST_HEADER),
                        cut(header.getValue(), LONGEST_HEADER));
            }
        }
        return new RawNotice(
                raw.channel(), headers, cut(raw.body(), LONGEST_BODY), raw.waited(), raw.proved());
    }

    private static String cut(String text, int most) {
        return text.length() <= most
                ? text
                : text.substring(0, most) + " … (cut, of " + text.length() + " characters)";
    }
}

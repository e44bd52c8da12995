package io.paideia.channels;

import java.time.Duration;
import java.util.Map;

/**
 * A provider's message as it arrived.
 *
 * @param headers names in lower case
 * @param body not decoded
 * @param waited how long ago it arrived: one that is taken up again later is as old as it was when
 *     it came, whatever the clock says now
 * @param proved whether it was found genuine before: what is kept of it may lack secrets, so that
 *     its signature would not verify again
 */
public record RawNotice(
        String channel, Map<String, String> headers, String body, Duration waited, boolean proved) {

    /** One whose signature is to be checked, that came so long ago. */
    public RawNotice(String channel, Map<String, String> headers, String body, Duration waited) {
        this(channel, headers, body, waited, false);
    }

    /** One that arrives now. */
    public RawNotice(String channel, Map<String, String> headers, String body) {
        this(channel, headers, body, Duration.ZERO);
    }
}

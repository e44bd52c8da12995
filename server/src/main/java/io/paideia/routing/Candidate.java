package io.paideia.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One way to collect, and what speaks for or against it. Immutable.
 *
 * @param rate how often it went well lately, 0 to 1
 * @param tries of how many lately, faded
 * @param feeMinor what the channel would keep, in the payment's minor units
 * @param score by the strategy; the larger the better
 * @param obstacle why it cannot be taken, in words; null if it can
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Candidate(
        String channel,
        String method,
        double rate,
        double tries,
        long feeMinor,
        double score,
        @Nullable String obstacle) {

    public boolean eligible() {
        return obstacle == null;
    }

    String words() {
        return obstacle == null
                ? "%s/%s: success %.1f %% of %.0f lately, fee %d, score %.6g"
                        .formatted(channel, method, rate * 100, tries, feeMinor, score)
                : "%s/%s: not possible, %s".formatted(channel, method, obstacle);
    }
}

package io.paideia.channels;

import io.paideia.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a channel shall collect. Immutable.
 *
 * @param reference ours, unique per attempt: 26 letters and digits, which every provider takes
 * @param subject what the buyer reads at the provider
 * @param returnUrl where the buyer's browser goes afterwards, null to stay
 * @param startedAt when the attempt began; some providers want it again in queries
 * @param expiresAt when the provider shall stop taking it
 * @param handle the provider's own name of the order, where it gave one at the start; null before,
 *     and where that answer was lost: then an adapter finds it again, for instance by repeating the
 *     start under the same idempotency key
 * @param taking whether the money is taken at once, or only held until it is captured
 */
public record Charge(
        String reference,
        String method,
        Money amount,
        String subject,
        @Nullable String returnUrl,
        Instant startedAt,
        Instant expiresAt,
        @Nullable String handle,
        Taking taking) {

    /** When the money is taken. */
    public enum Taking {
        AT_ONCE,
        /** Only by {@link Captures#capture}; for channels that are {@link Captures} alone. */
        ON_CAPTURE
    }

    public Charge known(String name) {
        return new Charge(
                reference, method, amount, subject, returnUrl, startedAt, expiresAt, name, taking);
    }
}

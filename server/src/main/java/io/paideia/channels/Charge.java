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
 */
public record Charge(
        String reference,
        String method,
        Money amount,
        String subject,
        @Nullable String returnUrl,
        Instant startedAt,
        Instant expiresAt) {}

package io.paideia.webhooks;

import io.paideia.identity.PlatformId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a platform is told what happens. Its secret is not part of it: nothing that shows an
 * endpoint can show that.
 *
 * @param events names of types, or the one that stands for all
 * @param status {@code enabled}, or {@code disabled} since it answered that it is gone
 * @param failingSince when its attempts began to fail, null if the last one did not
 */
record Endpoint(
        EndpointId id,
        PlatformId platform,
        String url,
        List<String> events,
        @Nullable String description,
        String status,
        @Nullable Instant failingSince,
        Instant createdAt) {

    boolean enabled() {
        return status.equals("enabled");
    }
}

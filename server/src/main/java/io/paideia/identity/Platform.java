package io.paideia.identity;

import java.time.Instant;
import java.util.Set;

/**
 * A platform of the alliance. Immutable.
 *
 * @param clientId under which it fetches tokens
 * @param slug its name in addresses
 * @param scopes what its tokens may carry
 */
public record Platform(
        PlatformId id,
        String clientId,
        String name,
        String slug,
        Set<String> scopes,
        Instant createdAt) {}

package io.paideia.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Remembers the tokens that were verified. A platform calls with the same token for an hour, and
 * verifying costs a tenth of a call; a token that has expired is verified again, and so refused.
 * Thread-safe.
 */
final class KnownTokens implements JwtDecoder {

    private final JwtDecoder verifying;
    private final Clock clock;
    private final Cache<String, Jwt> verified = Caffeine.newBuilder().maximumSize(10_000).build();

    KnownTokens(JwtDecoder verifying, Clock clock) {
        this.verifying = verifying;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) {
        Jwt known = verified.getIfPresent(token);
        if (known != null) {
            Instant end = known.getExpiresAt();
            if (end != null && clock.instant().isBefore(end)) {
                return known;
            }
            verified.invalidate(token);
        }
        Jwt jwt = verifying.decode(token);
        verified.put(token, jwt);
        return jwt;
    }
}

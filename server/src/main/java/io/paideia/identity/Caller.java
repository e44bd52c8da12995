package io.paideia.identity;

import java.util.Set;
import java.util.UUID;

/**
 * The platform that calls, as its token says. Endpoints take it as a parameter.
 *
 * @param scopes what the token grants
 */
public record Caller(PlatformId platform, Set<String> scopes) {

    /** Under which idempotency keys are kept apart. */
    public UUID tenant() {
        return platform.value();
    }

    /** Whether it is the operator, who sees all platforms. */
    public boolean operator() {
        return scopes.contains("operator");
    }

    /** Whether it may see what belongs to this platform. */
    public boolean sees(PlatformId owner) {
        return operator() || platform.equals(owner);
    }
}

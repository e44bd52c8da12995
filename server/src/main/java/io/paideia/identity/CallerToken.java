package io.paideia.identity;

import io.paideia.ids.TypeId;
import java.util.List;
import java.util.Set;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** A verified token as the platform that calls. */
final class CallerToken extends AbstractAuthenticationToken {

    /** The claim that names the platform. */
    static final String PLATFORM = "platform";

    private final Caller caller;

    private CallerToken(Caller caller) {
        super(List.of());
        this.caller = caller;
        setAuthenticated(true);
    }

    static CallerToken of(Jwt token) {
        String platform = token.getClaimAsString(PLATFORM);
        List<String> scopes = token.getClaimAsStringList("scope");
        if (platform == null || scopes == null) {
            throw new InvalidBearerTokenException("The token names no platform or no scope");
        }
        try {
            return new CallerToken(new Caller(PlatformId.parse(platform), Set.copyOf(scopes)));
        } catch (TypeId.MalformedId e) {
            throw new InvalidBearerTokenException("The token names no platform", e);
        }
    }

    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }
}

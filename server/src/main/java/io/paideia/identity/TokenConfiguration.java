package io.paideia.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.paideia.ids.TypeId;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * Tokens are signed with a key that stands in the database: every server takes the tokens of the
 * others, and those from before its restart.
 */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    /** RFC 7518 asks for at least this many bits. */
    private static final int KEY_BITS = 2048;

    @Bean
    RSAKey signingKey(JdbcClient database) throws JOSEException, ParseException {
        Optional<String> kept = kept(database);
        if (kept.isEmpty()) {
            RSAKey made =
                    new RSAKeyGenerator(KEY_BITS)
                            .keyID(TypeId.format("key", TypeId.next()))
                            .algorithm(JWSAlgorithm.RS256)
                            .generate();
            // There is one place. Of several servers that start at once the first one fills it.
            database.sql(
                            """
                            INSERT INTO identity.signing_key (place, jwk) VALUES (1, :jwk::jsonb)
                            ON CONFLICT DO NOTHING
                            """)
                    .param("jwk", made.toJSONString())
                    .update();
            kept = kept(database);
        }
        return RSAKey.parse(kept.orElseThrow());
    }

    @Bean
    JWKSource<SecurityContext> keys(RSAKey signingKey) {
        return new ImmutableJWKSet<>(new JWKSet(signingKey));
    }

    @Bean
    JwtDecoder tokenDecoder(RSAKey signingKey, Clock clock) throws JOSEException {
        RSAPublicKey key = signingKey.toRSAPublicKey();
        return new KnownTokens(NimbusJwtDecoder.withPublicKey(key).build(), clock);
    }

    /** Says in the token which platform it is for. */
    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> platformClaim() {
        return context -> {
            if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
                context.getClaims()
                        .claim(CallerToken.PLATFORM, context.getRegisteredClient().getId())
                        .claim("scope", List.copyOf(context.getAuthorizedScopes()));
            }
        };
    }

    private static Optional<String> kept(JdbcClient database) {
        return database.sql("SELECT jwk::text FROM identity.signing_key WHERE place = 1")
                .query(String.class)
                .optional();
    }
}

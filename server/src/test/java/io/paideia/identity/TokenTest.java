package io.paideia.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.ServerTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class TokenTest {

    private final Api api;
    private final RSAKey key;
    private final JdbcClient database;

    TokenTest(Api api, RSAKey key, JdbcClient database) {
        this.api = api;
        this.key = key;
        this.database = database;
    }

    @Test
    void grantsAllScopesWhenNoneIsAskedFor() {
        String name = platform("users:write", "catalog:write");

        Answer answer = api.tokenAnswer(name, "a secret of some length", "").expect(200);

        assertThat(answer.get("token_type")).isEqualTo("Bearer");
        assertThat(answer.body().path("expires_in").asInt()).isBetween(3590, 3600);
        assertThat(Arrays.asList(answer.get("scope").split(" ")))
                .containsExactlyInAnyOrder("users:write", "catalog:write");
    }

    @Test
    void grantsOnlyTheScopeThatIsAskedFor() {
        String name = platform("users:write", "catalog:write");
        String token = api.token(name, "a secret of some length", "catalog:write");

        Answer refused = api.bearer(token).get("/v1/users/" + UserId.next());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.get("code")).isEqualTo("insufficient_scope");
        assertThat(refused.get("request_id")).isEqualTo(refused.header("X-Request-Id"));
        assertThat(refused.header("WWW-Authenticate")).contains("scope=\"users:write\"");
        assertThat(api.bearer(token).get("/v1/creators/" + CreatorId.next()).status())
                .isEqualTo(404);
    }

    @Test
    void refusesScopeThatTheClientLacks() {
        String name = platform("users:write");

        Answer refused = api.tokenAnswer(name, "a secret of some length", "users:write operator");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.get("error")).isEqualTo("invalid_scope");
    }

    @Test
    void refusesWrongSecretAndUnknownClientAlike() {
        String name = platform("users:write");

        for (Answer refused :
                List.of(
                        api.tokenAnswer(name, "another secret", ""),
                        api.tokenAnswer("nobody", "another secret", ""))) {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.get("error")).isEqualTo("invalid_client");
        }
    }

    @Test
    void refusesCallsWithoutGoodToken() throws JOSEException {
        RSAKey forged = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
        Instant now = Instant.now();
        String platform = PlatformId.next().toString();

        assertThat(
                        api.bearer(token(key, platform, now.plusSeconds(60)))
                                .get("/v1/products")
                                .status())
                .as("the same, well made")
                .isEqualTo(200);
        for (String token :
                Arrays.asList(
                        null,
                        "nonsense",
                        "a.b.c",
                        token(key, platform, now.minusSeconds(120)),
                        token(forged, platform, now.plusSeconds(60)),
                        token(key, "usr_1", now.plusSeconds(60)))) {
            Answer refused = api.bearer(token).get("/v1/products");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
            assertThat(refused.header("WWW-Authenticate"))
                    .isEqualTo(token == null ? "Bearer" : "Bearer error=\"invalid_token\"");
            assertThat(refused.get("code")).isEqualTo("unauthenticated");
            assertThat(refused.get("request_id")).isNotEmpty();
        }
    }

    @Test
    void answersUnknownPathsAndMethodsAsProblems() {
        Api.Client platform = api.platform();

        Answer unknown = platform.get("/v1/nothing/here");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.get("code")).isEqualTo("not_found");
        assertThat(unknown.header("Content-Type")).startsWith("application/problem+json");
        Answer method = platform.delete("/v1/users");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.get("code")).isEqualTo("method_not_allowed");
        assertThat(api.bearer(null).get("/v1/nothing/here").status()).isEqualTo(401);
    }

    @Test
    void keepsOneSigningKeyAndNoTokens() {
        assertThat(
                        database.sql("SELECT count(*) FROM identity.signing_key")
                                .query(Integer.class)
                                .single())
                .isEqualTo(1);
        assertThat(api.bearer(null).get("/oauth2/jwks").expect(200).text())
                .contains(key.getKeyID())
                .doesNotContain("\"d\"");
    }

    @Test
    void leavesRevocationAndIntrospectionClosed() {
        assertThat(api.bearer(null).post("/oauth2/introspect", Map.of()).status())
                .isNotEqualTo(200);
        assertThat(api.bearer(null).post("/oauth2/revoke", Map.of()).status()).isNotEqualTo(200);
    }

    private String platform(String... scopes) {
        String name = Api.unique("client");
        api.operator()
                .post(
                        "/v1/platforms",
                        Map.of(
                                "name", name,
                                "slug", name,
                                "client_id", name,
                                "client_secret", "a secret of some length",
                                "scopes", scopes))
                .expect(201);
        return name;
    }

    private static String token(RSAKey key, String platform, Instant expires) throws JOSEException {
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .subject("test")
                        .claim("platform", platform)
                        .claim("scope", List.of("catalog:write"))
                        .issueTime(Date.from(expires.minusSeconds(3600)))
                        .expirationTime(Date.from(expires))
                        .build();
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                        claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }
}

package io.paideia.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.ServerTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class IdentityTest {

    private final Api api;
    private final Api.Client platform;
    private final JdbcClient database;
    private final Platforms platforms;
    private final Passwords passwords;
    private final RSAKey key;

    IdentityTest(
            Api api, JdbcClient database, Platforms platforms, Passwords passwords, RSAKey key) {
        this.api = api;
        this.platform = api.platform();
        this.database = database;
        this.platforms = platforms;
        this.passwords = passwords;
        this.key = key;
    }

    @Test
    void knowsOnePersonByEmailOnEveryPlatform() {
        String email = Api.unique("Ada") + "@Example.com";

        Answer first = platform.post("/v1/users", user(email, "Ada")).expect(201);
        Answer second =
                api.platform()
                        .post("/v1/users", user(email.toLowerCase(Locale.ROOT), "Other"))
                        .expect(200);

        assertThat(first.get("id")).startsWith("usr_");
        assertThat(first.header("Location")).isEqualTo("/v1/users/" + first.get("id"));
        assertThat(second.get("id")).isEqualTo(first.get("id"));
        assertThat(second.get("name")).isEqualTo("Ada");
        assertThat(platform.get(first.header("Location")).expect(200).body())
                .isEqualTo(first.body());
    }

    @Test
    void makesOnePersonOfManyRequestsAtOnce() throws Exception {
        String email = Api.unique("ada") + "@example.com";

        List<Answer> answers = atOnce(20, () -> platform.post("/v1/users", user(email, "Ada")));

        assertThat(answers)
                .extracting(answer -> answer.get("id"))
                .containsOnly(answers.getFirst().get("id"));
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(19);
    }

    @Test
    void answersTheFirstTimeAgainUnderAnIdempotencyKey() {
        Map<String, Object> body = user(Api.unique("ada") + "@example.com", "Ada");
        String once = Api.unique("key");

        Answer first = platform.post("/v1/users", body, once).expect(201);
        Answer again = platform.post("/v1/users", body, once).expect(201);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(platform.post("/v1/users", user("x@example.com", "Ada"), once).get("code"))
                .isEqualTo("idempotency_key_reused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "ada@",
                "@example.com",
                "ada@example",
                "a b@example.com",
                "ada@-example.com",
                "ada@example..com",
                "ada@exam\u0000ple.com",
                "<ada@example.com>"
            })
    void refusesWhatIsNoEmail(String email) {
        Answer refused = platform.post("/v1/users", user(email, "Ada"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().at("/errors/0/pointer").asString()).isEqualTo("/email");
    }

    @Test
    void refusesFieldsThatAreTooLongMissingOrUnknown() {
        String email = Api.unique("ada") + "@example.com";
        String longEmail = "a@" + "example.".repeat(32) + "com";

        assertThat(longEmail).hasSizeGreaterThan(254);
        assertThat(platform.post("/v1/users", user(longEmail, "Ada")).status()).isEqualTo(400);
        assertThat(platform.post("/v1/users", user(email, "x".repeat(201))).status())
                .isEqualTo(400);
        assertThat(platform.post("/v1/users", user(email, "nul\u0000")).status()).isEqualTo(400);
        assertThat(platform.post("/v1/users", Map.of("email", email)).status()).isEqualTo(400);
        assertThat(
                        platform.post(
                                        "/v1/users",
                                        Map.of("email", email, "name", "A", "admin", true))
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/admin");
    }

    @Test
    void knowsOneCreatorByEmail() {
        String email = Api.unique("hypatia") + "@example.com";

        Answer first = platform.post("/v1/creators", user(email, "Hypatia")).expect(201);
        Answer second = api.platform().post("/v1/creators", user(email, "H.")).expect(200);

        assertThat(first.get("id")).startsWith("cre_").isEqualTo(second.get("id"));
        assertThat(platform.get("/v1/creators/" + first.get("id")).expect(200).get("name"))
                .isEqualTo("Hypatia");
        assertThat(platform.get("/v1/creators/" + CreatorId.next()).status()).isEqualTo(404);
        assertThat(platform.get("/v1/creators/usr_1").status()).isEqualTo(404);
    }

    @Test
    void keepsOperatorsDoorsShutToPlatforms() {
        Map<String, Object> body =
                Map.of("name", "x", "slug", "xx", "client_id", "xx", "scopes", List.of("operator"));

        assertThat(platform.post("/v1/platforms", body).get("code"))
                .isEqualTo("insufficient_scope");
        assertThat(platform.get("/v1/platforms").status()).isEqualTo(403);
        assertThat(platform.get("/v1/platforms/" + platform.id()).status()).isEqualTo(403);
        assertThat(
                        platform.put(
                                        "/v1/users/" + platform.user() + "/password",
                                        Map.of("password", "lovelace-1843"))
                                .status())
                .isEqualTo(403);
    }

    @Test
    void letsOperatorScopeStandForNoOther() {
        assertThat(api.platform("operator").get("/v1/users/" + UserId.next()).status())
                .isEqualTo(403);
    }

    @Test
    void refusesEverybodyWhereNeedsIsForgotten() {
        Answer refused = api.operator().get("/v1/unmarked");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).doesNotContain("everybody reads this");
    }

    @Test
    void showsSecretOfPlatformOnce() {
        String name = Api.unique("lantern");
        Map<String, Object> body =
                Map.of(
                        "name",
                        name,
                        "slug",
                        name,
                        "client_id",
                        name,
                        "scopes",
                        List.of("users:write"));

        Answer made = api.operator().post("/v1/platforms", body).expect(201);

        assertThat(made.get("id")).startsWith("plt_");
        assertThat(made.get("client_secret")).hasSize(43);
        assertThat(api.operator().get(made.header("Location")).expect(200).text())
                .contains(name)
                .doesNotContain("client_secret");
        assertThat(api.operator().get("/v1/platforms?limit=200").expect(200).text())
                .contains(name)
                .doesNotContain("client_secret");
        assertThat(api.operator().post("/v1/platforms", body).get("code"))
                .isEqualTo("platform_exists");
        assertThat(platforms.findBySlug(name)).map(Platform::name).hasValue(name);
    }

    @Test
    void refusesPlatformWithUnknownScopeOrShortSecret() {
        Answer refused =
                api.operator()
                        .post(
                                "/v1/platforms",
                                Map.of(
                                        "name", "x",
                                        "slug", "Not a slug",
                                        "client_id", "x:y",
                                        "client_secret", "short",
                                        "scopes", List.of("everything")));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(
                        refused.body()
                                .path("errors")
                                .valueStream()
                                .map(e -> e.path("pointer").asString()))
                .containsExactly("/slug", "/client_id", "/client_secret", "/scopes");
    }

    @Test
    void makesOneOperatorWhenServersStartAtOnce() throws Exception {
        // The slug is taken by the operator of this server, so there can be no second one.
        Platform operator = platforms.findBySlug("operator").orElseThrow();
        BootstrapSettings settings =
                new BootstrapSettings(operator.clientId(), "another secret, which changes nothing");

        atOnce(
                4,
                () -> {
                    new Bootstrap(settings, platforms, passwords).afterPropertiesSet();
                    return true;
                });

        assertThat(platforms.findByClientId(operator.clientId())).hasValue(operator);
        assertThat(api.operator().get("/v1/platforms").status()).isEqualTo(200);
    }

    @Test
    void signsWithTheSameKeyOnEveryServer() throws Exception {
        List<RSAKey> keys = atOnce(4, () -> new TokenConfiguration().signingKey(database));

        assertThat(keys).containsOnly(key);
    }

    private static Map<String, Object> user(String email, String name) {
        return Map.of("email", email, "name", name);
    }

    private static <T> List<T> atOnce(int times, Callable<T> call)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> calls = threads.invokeAll(Collections.nCopies(times, call));
            List<T> results = new ArrayList<>();
            for (Future<T> one : calls) {
                results.add(one.get());
            }
            return results;
        }
    }
}

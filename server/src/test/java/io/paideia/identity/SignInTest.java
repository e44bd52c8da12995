package io.paideia.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.Api;
import io.paideia.ServerTest;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

@ServerTest
class SignInTest {

    private static final String PASSWORD = "lovelace-1843";

    private final Api api;
    private final JdbcClient database;
    private final SignIn signIn;
    private final String email = Api.unique("ada") + "@example.com";
    private final String id;

    SignInTest(Api api, JdbcClient database, Passwords passwords) {
        this.api = api;
        this.database = database;
        this.signIn = new SignIn(database, passwords);
        this.id =
                api.operator()
                        .post("/v1/users", Map.of("email", email, "name", "Ada"))
                        .expect(201)
                        .get("id");
    }

    @Test
    void signsInByEmailInAnyCase() {
        setPassword();

        Authentication signedIn = authenticate(email.toUpperCase(Locale.ROOT), PASSWORD);

        assertThat(signedIn.isAuthenticated()).isTrue();
        assertThat(signedIn.getPrincipal()).isEqualTo(new SignedIn(UserId.parse(id), "Ada", email));
        assertThat(signedIn.getCredentials()).isNull();
    }

    @Test
    void refusesWrongPasswordUnknownPersonAndMissingPasswordAlike() {
        assertThatThrownBy(() -> authenticate(email, PASSWORD))
                .as("no password was set")
                .isInstanceOf(BadCredentialsException.class);
        setPassword();
        assertThatThrownBy(() -> authenticate(email, "lovelace-1844"))
                .isInstanceOf(BadCredentialsException.class);
        assertThatThrownBy(() -> authenticate(Api.unique("x") + "@example.com", PASSWORD))
                .isInstanceOf(BadCredentialsException.class);
        assertThatThrownBy(() -> authenticate("nobody has this password", PASSWORD))
                .isInstanceOf(BadCredentialsException.class);
    }

    @Test
    void allowsTenTriesInTenMinutesEvenAtOnce() throws Exception {
        setPassword();

        List<Class<?>> refusals =
                atOnce(
                        30,
                        () -> {
                            try {
                                return authenticate(email, "a guess").getClass();
                            } catch (AuthenticationException e) {
                                return e.getClass();
                            }
                        });

        assertThat(refusals).filteredOn(BadCredentialsException.class::equals).hasSize(10);
        assertThat(refusals).filteredOn(LockedException.class::equals).hasSize(20);
        assertThatThrownBy(() -> authenticate(email, PASSWORD)).isInstanceOf(LockedException.class);

        database.sql(
                        "UPDATE identity.sign_in_try SET since = now() - interval '11 minutes'"
                                + " WHERE email = ?")
                .param(email)
                .update();
        assertThat(authenticate(email, PASSWORD).isAuthenticated()).isTrue();
    }

    @Test
    void forgetsTriesAfterSuccess() {
        setPassword();
        for (int i = 0; i < 25; i++) {
            if (i % 5 == 4) {
                authenticate(email, PASSWORD);
            } else {
                assertThatThrownBy(() -> authenticate(email, "a guess"))
                        .isInstanceOf(BadCredentialsException.class);
            }
        }
    }

    @Test
    void refusesPasswordThatBcryptWouldCut() {
        String path = "/v1/users/" + id + "/password";

        assertThat(api.operator().put(path, Map.of("password", "x".repeat(73))).status())
                .isEqualTo(400);
        assertThat(api.operator().put(path, Map.of("password", "short")).status()).isEqualTo(400);
        assertThat(
                        api.operator()
                                .put(
                                        "/v1/users/" + UserId.next() + "/password",
                                        Map.of("password", PASSWORD))
                                .status())
                .isEqualTo(404);
    }

    @Test
    void sendsStrangerToSignInAndBackToThePageAskedFor() throws Exception {
        setPassword();
        HttpClient browser = browser();

        HttpResponse<String> asked = get(browser, "/library/of/ada");
        assertThat(asked.statusCode()).isEqualTo(302);
        assertThat(location(asked)).endsWith("/sign-in");

        HttpResponse<String> refused = signIn(browser, "wrong", token(browser));
        assertThat(location(refused)).endsWith("/sign-in?error");

        HttpResponse<String> signedIn = signIn(browser, PASSWORD, token(browser));
        assertThat(signedIn.statusCode()).isEqualTo(302);
        assertThat(location(signedIn)).contains("/library/of/ada");
        assertThat(get(browser, "/library/of/ada").statusCode())
                .as("there is no such page, but the door is open")
                .isEqualTo(404);
    }

    @Test
    void refusesFormWithoutCsrfToken() throws Exception {
        setPassword();

        HttpResponse<String> refused = signIn(browser(), PASSWORD, null);

        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void guardsPagesByHeaders() throws Exception {
        HttpResponse<String> page = get(browser(), "/shop/nothing");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(header(page, "Content-Security-Policy"))
                .contains("default-src 'self'", "img-src 'self' data:", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Referrer-Policy")).isEqualTo("strict-origin-when-cross-origin");
    }

    @Test
    void leavesOpenWhatProvidersAndToolsCall() throws Exception {
        HttpClient stranger = browser();

        assertThat(get(stranger, "/actuator/health").statusCode()).isEqualTo(200);
        assertThat(get(stranger, "/actuator/prometheus").statusCode()).isEqualTo(200);
        assertThat(get(stranger, "/v3/api-docs").body())
                .contains("/v1/products")
                .doesNotContain("\"caller\"");
        assertThat(get(stranger, "/actuator/env").statusCode()).isNotEqualTo(200);
        HttpResponse<String> notice =
                stranger.send(
                        HttpRequest.newBuilder(api.uri("/channels/nobody/notify"))
                                .POST(BodyPublishers.ofString("x=1"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(notice.statusCode()).isNotIn(302, 401, 403);
        assertThat(notice.headers().firstValue("Set-Cookie")).isEmpty();
    }

    private void setPassword() {
        api.operator()
                .put("/v1/users/" + id + "/password", Map.of("password", PASSWORD))
                .expect(204);
    }

    private Authentication authenticate(String name, String password) {
        return signIn.authenticate(
                UsernamePasswordAuthenticationToken.unauthenticated(name, password));
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    private HttpResponse<String> get(HttpClient browser, String path)
            throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(api.uri(path)).header("Accept", "text/html, */*").build(),
                BodyHandlers.ofString());
    }

    private String token(HttpClient browser) throws IOException, InterruptedException {
        return get(browser, "/shop/test-token").body();
    }

    private HttpResponse<String> signIn(HttpClient browser, String password, @Nullable String csrf)
            throws IOException, InterruptedException {
        String form =
                "email="
                        + URLEncoder.encode(email, StandardCharsets.UTF_8)
                        + "&password="
                        + password
                        + (csrf == null ? "" : "&_csrf=" + csrf);
        return browser.send(
                HttpRequest.newBuilder(api.uri("/sign-in"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String location(HttpResponse<String> response) {
        return header(response, "Location");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static <T> List<T> atOnce(int times, Callable<T> call)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(Collections.nCopies(times, call))) {
                results.add(one.get());
            }
            return results;
        }
    }
}

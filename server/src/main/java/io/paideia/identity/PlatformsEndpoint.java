package io.paideia.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.http.Fields;
import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Platforms.NewPlatform;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Platforms, as the operator admits them. There is no Idempotency-Key here, because the secret must
 * not be kept with the answer; a second request is refused by its client id.
 */
@RestController
final class PlatformsEndpoint {

    private static final int LONGEST_NAME = 200;
    private static final int SHORTEST_SECRET = 12;
    private static final int SECRET_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,62}");

    private final Platforms platforms;
    private final Passwords passwords;
    private final SecureRandom random = new SecureRandom();

    record PlatformRequest(
            @Nullable String name,
            @Nullable String slug,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable List<String> scopes) {}

    /** The secret stands only in the answer that makes the platform. */
    record PlatformBody(
            PlatformId id,
            String name,
            String slug,
            String clientId,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String clientSecret,
            Set<String> scopes,
            Instant createdAt) {

        static PlatformBody of(Platform platform, @Nullable String secret) {
            return new PlatformBody(
                    platform.id(),
                    platform.name(),
                    platform.slug(),
                    platform.clientId(),
                    secret,
                    platform.scopes(),
                    platform.createdAt());
        }
    }

    PlatformsEndpoint(Platforms platforms, Passwords passwords) {
        this.platforms = platforms;
        this.passwords = passwords;
    }

    @Needs("operator")
    @PostMapping("/v1/platforms")
    ResponseEntity<PlatformBody> create(@RequestBody PlatformRequest request) {
        check(request);
        String secret = request.clientSecret() == null ? newSecret() : request.clientSecret();
        NewPlatform platform =
                new NewPlatform(
                        PlatformId.next(),
                        String.valueOf(request.clientId()),
                        passwords.hash(secret),
                        String.valueOf(request.name()).strip(),
                        String.valueOf(request.slug()),
                        request.scopes() == null ? List.of() : Set.copyOf(request.scopes()));
        Platform made =
                platforms
                        .add(platform)
                        .orElseThrow(
                                () ->
                                        Problem.conflict(
                                                "platform_exists",
                                                "The client_id or the slug is taken"));
        return ResponseEntity.created(URI.create("/v1/platforms/" + made.id()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(PlatformBody.of(made, secret));
    }

    @Needs("operator")
    @GetMapping("/v1/platforms")
    Page<PlatformBody> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return platforms
                .list(Page.Request.of(limit, cursor))
                .map(platform -> PlatformBody.of(platform, null));
    }

    @Needs("operator")
    @GetMapping("/v1/platforms/{id}")
    PlatformBody read(@PathVariable String id) {
        return platforms
                .find(PlatformId.parse(id))
                .map(platform -> PlatformBody.of(platform, null))
                .orElseThrow(() -> Problem.notFound("platform"));
    }

    private static void check(PlatformRequest request) {
        List<String> scopes = request.scopes() == null ? List.of() : request.scopes();
        String secret = request.clientSecret();
        new Fields()
                .text("/name", request.name(), LONGEST_NAME)
                .check("/slug", named(request.slug()), "must be lower-case letters, digits and -")
                .check(
                        "/client_id",
                        named(request.clientId()),
                        "must be lower-case letters, digits and -")
                .check(
                        "/client_secret",
                        secret == null
                                || (secret.length() >= SHORTEST_SECRET
                                        && secret.getBytes(StandardCharsets.UTF_8).length
                                                <= Passwords.MOST_BYTES),
                        "must have at least "
                                + SHORTEST_SECRET
                                + " characters and at most "
                                + Passwords.MOST_BYTES
                                + " bytes")
                .require("/scopes", request.scopes())
                .check(
                        "/scopes",
                        Scopes.ALL.containsAll(scopes),
                        "must be scopes of the API: " + String.join(" ", Scopes.ALL))
                .done();
    }

    private static boolean named(@Nullable String text) {
        return text != null && NAME.matcher(text).matches();
    }

    private String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

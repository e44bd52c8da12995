package io.paideia.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.database.Database;
import io.paideia.ids.TypeId;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Creates resources for callers: answers 201 with a Location, and under an idempotency key answers
 * a repeated request as the first time. Keys are claimed and answered in a lane of their own, so
 * that a crowd shares its commits. Thread-safe.
 *
 * <p>The resource's id belongs to the key. A request that died between its work and its answer is
 * carried on under the same id when it is repeated; so the work that is passed in must be
 * repeatable by id.
 */
@Component
public final class Creation implements AutoCloseable {

    private static final int LONGEST_KEY = 255;

    private final JsonMapper mapper;
    private final Lane keys;
    private final KeyClaims claims = new KeyClaims();
    private final KeyAnswers answers = new KeyAnswers();

    Creation(JsonMapper mapper, Database database, MeterRegistry meters) {
        this.mapper = mapper;
        this.keys = Lane.start(new Book("keys", database), LaneSettings.DEFAULT, meters);
    }

    /**
     * A new resource, or the one that stood already.
     *
     * @param location its path, null where nothing has one
     * @param body what is answered
     * @param status 201, or 200 for one that stood already
     */
    public record Created(@Nullable String location, Object body, int status) {

        public Created(String location, Object body) {
            this(location, body, 201);
        }

        /** Done, with an answer but no resource of its own: 200 without a Location. */
        public static Created done(Object body) {
            return new Created(null, body, 200);
        }

        /** What was asked for is there, made by an earlier request that was another one. */
        public static Created before(String location, Object body) {
            return new Created(location, body, 200);
        }
    }

    /**
     * Creates under a key that must be given.
     *
     * @param tenant whose key it is
     * @param operation what is asked for, so that one key cannot serve two endpoints
     * @param request the body as read
     * @param work does it under the resource's id; a {@link Problem} that retrying cannot help is
     *     kept as the answer
     */
    public ResponseEntity<String> keyed(
            UUID tenant,
            @Nullable String key,
            String operation,
            Object request,
            Function<UUID, Created> work) {
        if (key == null || key.isBlank()) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "idempotency_key_missing",
                    "The header Idempotency-Key is required");
        }
        if (key.length() > LONGEST_KEY) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "idempotency_key_too_long",
                    "At most " + LONGEST_KEY + " characters");
        }
        KeyClaims.Claim claim = new KeyClaims.Claim(tenant, key, digest(operation, request));
        KeyClaims.Claimed claimed = keys.call(claims, claim);
        if (!KeyClaims.same(claim, claimed)) {
            throw Problem.unprocessable(
                    "idempotency_key_reused",
                    "This Idempotency-Key was used before with another request");
        }
        Integer status = claimed.status();
        if (status != null) {
            return answer(status, claimed.location(), String.valueOf(claimed.body()), true);
        }
        return answerFirst(claim, claimed.resource(), work);
    }

    /** Creates under a key if one is given, and under a new id without one. */
    public ResponseEntity<String> unkeyed(
            UUID tenant,
            @Nullable String key,
            String operation,
            Object request,
            Function<UUID, Created> work) {
        if (key != null) {
            return keyed(tenant, key, operation, request, work);
        }
        Created created = work.apply(TypeId.next());
        return answer(
                created.status(),
                created.location(),
                mapper.writeValueAsString(created.body()),
                false);
    }

    @Override
    public void close() {
        keys.close();
    }

    private ResponseEntity<String> answerFirst(
            KeyClaims.Claim claim, UUID resource, Function<UUID, Created> work) {
        int status;
        String location = null;
        String body;
        try {
            Created created = work.apply(resource);
            status = created.status();
            location = created.location();
            body = mapper.writeValueAsString(created.body());
        } catch (Problem refusal) {
            if (refusal.retryable() || refusal.status().is5xxServerError()) {
                throw refusal;
            }
            status = refusal.status().value();
            body = mapper.writeValueAsString(ProblemBody.of(refusal));
        }
        KeyAnswers.Answer mine =
                new KeyAnswers.Answer(claim.tenant(), claim.key(), status, location, body);
        KeyAnswers.Answer first = keys.call(answers, mine);
        return answer(first.status(), first.location(), first.body(), !first.equals(mine));
    }

    private static ResponseEntity<String> answer(
            int status, @Nullable String location, String body, boolean replayed) {
        ResponseEntity.BodyBuilder builder = ResponseEntity.status(status);
        if (location != null) {
            builder.header(HttpHeaders.LOCATION, location);
        }
        if (replayed) {
            builder.header("Idempotent-Replayed", "true");
        }
        MediaType type =
                status < 400 ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_PROBLEM_JSON;
        return builder.contentType(type).body(body);
    }

    /**
     * Digest of the meaning, not of the bytes: white space and the order of fields may differ
     * between repeats.
     */
    private String digest(String operation, Object request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(operation.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) '\n');
            return HexFormat.of().formatHex(sha.digest(mapper.writeValueAsBytes(request)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}

package io.paideia.channels.paypal;

import io.paideia.channels.Wire;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The access token: fetched by one caller while the others wait, kept until shortly before its end.
 * Source: PayPal's OAuth 2.0 endpoint with the grant client_credentials. Thread-safe.
 */
final class PayPalTokens {

    private static final Duration EARLY = Duration.ofSeconds(60);

    /** Whoever waited for a fetch that failed does not try at once again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final URI address;
    private final String credentials;
    private final Wire wire;
    private final JsonMapper mapper;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Token current;
    private Outcome.@Nullable Failed failed;
    private Instant failedUntil = Instant.MIN;

    private record Token(String value, Instant until) {

        /** Without the token, which must not reach a log. */
        @Override
        public String toString() {
            return "Token[until=" + until + "]";
        }
    }

    /** A token, or why there is none. */
    sealed interface Outcome {

        record Got(String token) implements Outcome {

            /** Without the token, which must not reach a log. */
            @Override
            public String toString() {
                return "Got[]";
            }
        }

        record Failed(String why) implements Outcome {}
    }

    PayPalTokens(PayPalSettings settings, Wire wire, JsonMapper mapper, Clock clock) {
        this.address = URI.create(settings.gateway() + "/v1/oauth2/token");
        this.credentials =
                Base64.getEncoder()
                        .encodeToString(
                                (settings.clientId() + ":" + settings.secret())
                                        .getBytes(StandardCharsets.UTF_8));
        this.wire = wire;
        this.mapper = mapper;
        this.clock = clock;
    }

    Outcome get() {
        Token token = current;
        if (token != null && clock.instant().isBefore(token.until())) {
            return new Outcome.Got(token.value());
        }
        fetching.lock();
        try {
            Token meanwhile = current;
            if (meanwhile != null && clock.instant().isBefore(meanwhile.until())) {
                return new Outcome.Got(meanwhile.value());
            }
            Outcome.Failed before = failed;
            if (before != null && clock.instant().isBefore(failedUntil)) {
                return before;
            }
            Outcome outcome = fetch();
            if (outcome instanceof Outcome.Failed now) {
                failed = now;
                failedUntil = clock.instant().plus(PAUSE);
            }
            return outcome;
        } finally {
            fetching.unlock();
        }
    }

    /** PayPal did not accept it; the next caller fetches another, unless somebody has already. */
    void forget(String refused) {
        fetching.lock();
        try {
            Token token = current;
            if (token != null && token.value().equals(refused)) {
                current = null;
            }
        } finally {
            fetching.unlock();
        }
    }

    private Outcome fetch() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .header("Authorization", "Basic " + credentials)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"));
        return switch (wire.send(request)) {
            case Wire.Reply.Answered answer when answer.status() == 200 -> keep(answer.body());
            case Wire.Reply.Answered answer when answer.status() == 401 ->
                    new Outcome.Failed("PayPal does not know the client id and its secret");
            case Wire.Reply.Answered answer ->
                    new Outcome.Failed("No access token: HTTP status " + answer.status());
            case Wire.Reply.NotSent none -> new Outcome.Failed(none.why());
            case Wire.Reply.NoAnswer none -> new Outcome.Failed(none.why());
        };
    }

    private Outcome keep(String text) {
        try {
            JsonNode body = mapper.readTree(text);
            String value = body.path("access_token").asString("");
            Duration life = Duration.ofSeconds(body.path("expires_in").asLong(0));
            if (value.isEmpty()) {
                return new Outcome.Failed("PayPal's answer holds no access token");
            }
            Duration use =
                    life.compareTo(EARLY.multipliedBy(2)) > 0
                            ? life.minus(EARLY)
                            : life.dividedBy(2);
            current = new Token(value, clock.instant().plus(use));
            return new Outcome.Got(value);
        } catch (JacksonException e) {
            return new Outcome.Failed("PayPal's answer is not JSON");
        }
    }
}

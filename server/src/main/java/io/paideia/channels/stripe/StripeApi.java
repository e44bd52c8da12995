package io.paideia.channels.stripe;

import io.paideia.channels.Wire;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls Stripe's API v1: forms with names in brackets, JSON answers, one pinned version, and
 * idempotency keys. Answers are not signed, so the connection must be: TLS is all that says that
 * they are Stripe's. Source: docs.stripe.com/api, errors and idempotent requests. Thread-safe.
 */
final class StripeApi {

    /** What the answers look like; a newer version could rename what we read. */
    static final String VERSION = "2026-07-29.dahlia";

    private final StripeSettings settings;
    private final JsonMapper mapper;
    private final Wire wire;

    StripeApi(StripeSettings settings, JsonMapper mapper) {
        this.settings = settings;
        this.mapper = mapper;
        this.wire = new Wire("Stripe", settings.timeout());
    }

    /** What came back. */
    sealed interface Answer {

        record Given(JsonNode body) implements Answer {}

        /**
         * Stripe said no, and why; nothing was carried out but perhaps a try to charge the card.
         */
        record Refused(int status, JsonNode error) implements Answer {

            String code() {
                return error.path("code").asString("");
            }

            boolean notThere() {
                return status == 404;
            }
        }

        /** The idempotency key was used before with other parameters or at another address. */
        record OtherUse() implements Answer {}

        /**
         * It may have been carried out.
         *
         * @param replayed whether Stripe said so before under the same key, and so will always
         */
        record NoAnswer(String why, boolean replayed) implements Answer {}

        /** The request surely never reached Stripe. */
        record NotSent(String why) implements Answer {}
    }

    Answer get(String path, Map<String, String> query) {
        String address = settings.base() + path + (query.isEmpty() ? "" : "?" + form(query));
        return send(request(address).GET());
    }

    /**
     * @param key makes a repeat harmless for a day; null where the call is harmless by itself
     */
    Answer post(String path, Map<String, String> parameters, @Nullable String key) {
        HttpRequest.Builder request =
                request(settings.base() + path)
                        .header("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
                        .POST(HttpRequest.BodyPublishers.ofString(form(parameters)));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return send(request);
    }

    /**
     * As above, for a call that Stripe's own states let happen once only. Stripe keeps an internal
     * error under its key and says it again for a day, so then the call is made without the key.
     */
    Answer postAnew(String path, Map<String, String> parameters, String key) {
        Answer answer = post(path, parameters, key);
        return answer instanceof Answer.NoAnswer none && none.replayed()
                ? post(path, parameters, null)
                : answer;
    }

    /** A name from outside as a part of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + settings.apiKey())
                .header("Stripe-Version", VERSION);
    }

    private Answer send(HttpRequest.Builder request) {
        return switch (wire.send(request)) {
            case Wire.Reply.NotSent none -> new Answer.NotSent(none.why());
            case Wire.Reply.NoAnswer none -> new Answer.NoAnswer(none.why(), false);
            case Wire.Reply.Answered answer -> read(answer);
        };
    }

    private Answer read(Wire.Reply.Answered answer) {
        boolean replayed = answer.header("Idempotent-Replayed").equals("true");
        int status = answer.status();
        if (status >= 500 || (status != 200 && status < 400)) {
            return new Answer.NoAnswer("HTTP status " + status, replayed);
        }
        JsonNode body;
        try {
            body = mapper.readTree(answer.body());
        } catch (JacksonException e) {
            return new Answer.NoAnswer("The answer is not JSON, status " + status, replayed);
        }
        if (status == 200) {
            return body.isObject()
                    ? new Answer.Given(body)
                    : new Answer.NoAnswer("The answer is no object", replayed);
        }
        JsonNode error = body.path("error");
        if (!error.isObject()) {
            return new Answer.NoAnswer("HTTP status " + status + " without an error", replayed);
        }
        if (!error.path("type").asString("").equals("idempotency_error")) {
            return new Answer.Refused(status, error);
        }
        // The same request is being carried out at this moment: its outcome is not known yet.
        return status == 409
                ? new Answer.NoAnswer("The same request is under way", false)
                : new Answer.OtherUse();
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> segment(field.getKey()) + "=" + segment(field.getValue()))
                .collect(Collectors.joining("&"));
    }
}

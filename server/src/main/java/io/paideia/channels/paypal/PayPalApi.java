package io.paideia.channels.paypal;

import io.paideia.channels.Failure;
import io.paideia.channels.Wire;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls PayPal: the token, the request id that makes a repeat harmless, the answer. A token that
 * PayPal no longer knows is replaced once. Thread-safe.
 */
final class PayPalApi {

    private static final Set<String> DECLINED =
            Set.of(
                    "INSTRUMENT_DECLINED",
                    "PAYER_CANNOT_PAY",
                    "TRANSACTION_REFUSED",
                    "COMPLIANCE_VIOLATION",
                    "DOMESTIC_TRANSACTION_REQUIRED",
                    "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
                    "PAYER_ACCOUNT_RESTRICTED",
                    "PAYEE_ACCOUNT_LOCKED_OR_CLOSED",
                    "PAYEE_ACCOUNT_RESTRICTED",
                    "PAYEE_BLOCKED_TRANSACTION",
                    "TRANSACTION_BLOCKED_BY_PAYEE",
                    "TRANSACTION_LIMIT_EXCEEDED",
                    "TRANSACTION_RECEIVING_LIMIT_EXCEEDED",
                    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
                    "AUTHORIZATION_DENIED");
    private static final Set<String> TOO_LATE =
            Set.of(
                    "ORDER_NOT_APPROVED",
                    "ORDER_EXPIRED",
                    "AUTHORIZATION_EXPIRED",
                    "AUTHORIZATION_VOIDED",
                    "INVALID_RESOURCE_ID");
    private static final Set<String> NO_FUNDS =
            Set.of("REFUND_FAILED_INSUFFICIENT_FUNDS", "INSUFFICIENT_FUNDS");

    private final URI gateway;
    private final Wire wire;
    private final PayPalTokens tokens;
    private final JsonMapper mapper;

    PayPalApi(URI gateway, Wire wire, PayPalTokens tokens, JsonMapper mapper) {
        this.gateway = gateway;
        this.wire = wire;
        this.tokens = tokens;
        this.mapper = mapper;
    }

    /** What came back. */
    sealed interface Answer {

        /** PayPal's own answer, taken or refused; a body of JSON, or none. */
        record Given(int status, JsonNode body) implements Answer {

            boolean taken() {
                return status < 300;
            }

            /** Nothing was decided: too many calls, or an equal one is still being carried out. */
            boolean undecided() {
                return status == 429 || status == 409;
            }

            /** The finest name of what is wrong. */
            String issue() {
                return body.path("details")
                        .path(0)
                        .path("issue")
                        .asString(body.path("name").asString(body.path("error").asString("")));
            }

            String message() {
                String text =
                        body.path("details")
                                .path(0)
                                .path("description")
                                .asString(body.path("message").asString("HTTP " + status));
                return text
                        + " ("
                        + issue()
                        + ", debug_id "
                        + body.path("debug_id").asString("none")
                        + ")";
            }

            Failure failure() {
                String issue = issue();
                if (status == 429) {
                    return new Failure("channel_busy", message(), true);
                } else if (DECLINED.contains(issue)) {
                    return new Failure("declined", message(), true);
                } else if (NO_FUNDS.contains(issue)) {
                    return new Failure("insufficient_funds", message(), true);
                } else if (TOO_LATE.contains(issue)) {
                    return new Failure("not_approved", message(), true);
                }
                return new Failure("channel_refused", message(), false);
            }
        }

        /** The request surely never reached PayPal, or not as ours. */
        record NotSent(String why) implements Answer {}

        /** It may have. */
        record NoAnswer(String why) implements Answer {}
    }

    Answer get(String path) {
        return send(path, null, HttpRequest.newBuilder().GET());
    }

    /**
     * @param requestId the same for each repeat of the same wish; null where PayPal knows none
     */
    Answer post(String path, @Nullable String requestId, Object body) {
        return post(path, requestId, "application/json", mapper.writeValueAsBytes(body));
    }

    Answer post(String path, @Nullable String requestId, String contentType, byte[] body) {
        return send(
                path,
                requestId,
                HttpRequest.newBuilder()
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** One name within a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private Answer send(String path, @Nullable String requestId, HttpRequest.Builder request) {
        request.uri(URI.create(gateway + path))
                .header("Accept", "application/json")
                .header("Prefer", "return=representation");
        if (requestId != null) {
            request.header("PayPal-Request-Id", requestId);
        }
        Answer first = authorized(request);
        return first instanceof Answer.NotSent unknownToken && unknownToken.why().equals(STALE)
                ? authorized(request)
                : first;
    }

    private static final String STALE = "PayPal does not accept the access token";

    private Answer authorized(HttpRequest.Builder request) {
        return switch (tokens.get()) {
            case PayPalTokens.Outcome.Failed failed -> new Answer.NotSent(failed.why());
            case PayPalTokens.Outcome.Got got -> {
                request.setHeader("Authorization", "Bearer " + got.token());
                Answer answer = read(wire.send(request));
                if (answer instanceof Answer.NotSent none && none.why().equals(STALE)) {
                    tokens.forget(got.token());
                }
                yield answer;
            }
        };
    }

    private Answer read(Wire.Reply reply) {
        return switch (reply) {
            case Wire.Reply.Answered answer when answer.status() == 401 ->
                    new Answer.NotSent(STALE);
            case Wire.Reply.Answered answer
                    when answer.status() / 100 == 2 || answer.status() / 100 == 4 ->
                    parse(answer.status(), answer.body());
            case Wire.Reply.Answered answer ->
                    new Answer.NoAnswer("HTTP status " + answer.status());
            case Wire.Reply.NotSent none -> new Answer.NotSent(none.why());
            case Wire.Reply.NoAnswer none -> new Answer.NoAnswer(none.why());
        };
    }

    /** A refusal without PayPal's own words may come from anything on the way. */
    private Answer parse(int status, String text) {
        if (status == 204) {
            return new Answer.Given(status, mapper.createObjectNode());
        }
        try {
            JsonNode body = mapper.readTree(text);
            if (!body.isObject() || (status >= 400 && !body.has("name") && !body.has("error"))) {
                return new Answer.NoAnswer("HTTP status " + status + " without PayPal's words");
            }
            return new Answer.Given(status, body);
        } catch (JacksonException e) {
            return new Answer.NoAnswer("The answer is not JSON");
        }
    }
}

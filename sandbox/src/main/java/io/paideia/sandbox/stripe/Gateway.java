package io.paideia.sandbox.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /stripe/v1/…}: authenticates a call, carries it out once per idempotency key, and answers
 * or misbehaves as the scenarios say. Confirming an intent counts as the operation capture, so that
 * a fault can strike between the creation and the charge.
 */
final class Gateway implements Endpoint {

    static final String PATH = "/stripe/";

    private final String apiKey;
    private final Engine engine;
    private final Verbs verbs;
    private final CardPages pages;

    /** What is kept under a key; a call that is under way has no answer yet. */
    private record Kept(String fingerprint, Optional<Answer> answer) {}

    private record Answer(int status, String body) {}

    /** Stripe keeps them for a day, the sandbox for so many further calls. */
    private static final int MOST_KEPT = 50_000;

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private final Queue<String> oldest = new ConcurrentLinkedQueue<>();

    Gateway(String apiKey, Engine engine, Verbs verbs, CardPages pages) {
        this.apiKey = apiKey;
        this.engine = engine;
        this.verbs = verbs;
        this.pages = pages;
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        String path = exchange.path().substring(PATH.length() - 1);
        if (!path.startsWith("/v1/")) {
            pages.serve(exchange);
            return;
        }
        exchange.answerHeader("Request-Id", "req_" + Book.letters(14, engine.random()));
        exchange.answerHeader("Stripe-Version", StripeChannel.VERSION);
        try {
            authenticate(exchange);
            String key = exchange.header("Idempotency-Key");
            carryOut(exchange, path, key);
        } catch (ApiError error) {
            answer(exchange, new Answer(error.status(), error.body().toString()));
        }
    }

    private void carryOut(Exchange exchange, String path, String key) throws IOException {
        Verbs.Verb verb = verbs.of(exchange.method(), path);
        Call call = new Call(Verbs.id(path), exchange.fields(), key);
        String reference = verbs.reference(verb, call);
        if (strikes(Fault.Kind.DOWN, verb, reference).isPresent()) {
            exchange.answer(502, "text/html", "<html><body>502 Bad Gateway</body></html>");
            return;
        }
        if (strikes(Fault.Kind.RATE_LIMITED, verb, reference).isPresent()) {
            throw ApiError.of(
                    429, "invalid_request_error", "rate_limit", "Request rate limit exceeded.");
        }
        if (key.isEmpty() || !exchange.method().equals("POST")) {
            Answer answer = act(verb, call, reference);
            hang(verb, reference);
            answer(exchange, answer);
            return;
        }
        exchange.answerHeader("Idempotency-Key", key);
        Kept mine = new Kept(call.fingerprint(path), Optional.empty());
        Kept earlier = kept.putIfAbsent(key, mine);
        if (earlier != null) {
            replay(exchange, earlier, mine, key);
            return;
        }
        Answer answer = once(verb, call, reference, key, mine);
        hang(verb, reference);
        answer(exchange, answer);
    }

    /** What was not carried out because it was no proper request is not kept. */
    private Answer once(Verbs.Verb verb, Call call, String reference, String key, Kept mine) {
        Answer answer = null;
        try {
            answer = act(verb, call, reference);
            return answer;
        } finally {
            if (answer == null || answer.status() == 400 || answer.status() == 404) {
                kept.remove(key);
            } else {
                kept.put(key, new Kept(mine.fingerprint(), Optional.of(answer)));
                oldest.add(key);
                String first = kept.size() > MOST_KEPT ? oldest.poll() : null;
                if (first != null) {
                    kept.remove(first);
                }
            }
        }
    }

    private void replay(Exchange exchange, Kept earlier, Kept mine, String key) throws IOException {
        if (!earlier.fingerprint().equals(mine.fingerprint())) {
            throw ApiError.of(
                    400,
                    "idempotency_error",
                    "",
                    "Keys for idempotent requests can only be used with the same endpoint and"
                            + " parameters they were first used with. Try using a key other than '"
                            + key
                            + "' if you meant to execute a different request.");
        }
        if (earlier.answer().isEmpty()) {
            throw ApiError.of(
                    409,
                    "idempotency_error",
                    "idempotency_key_in_use",
                    "There is currently another in-progress request using this Idempotent Key.");
        }
        exchange.answerHeader("Idempotent-Replayed", "true");
        answer(exchange, earlier.answer().get());
    }

    private Answer act(Verbs.Verb verb, Call call, String reference) {
        if (strikes(Fault.Kind.SYSTEM_ERROR, verb, reference).isPresent()) {
            return broken();
        }
        Answer answer;
        try {
            ObjectNode done = verb.action().apply(call);
            answer = new Answer(200, done.toPrettyString());
            if (strikes(Fault.Kind.EARLY, verb, reference).isPresent()) {
                engine.buyer().payEarly(StripeChannel.NAME, reference);
            }
        } catch (ApiError error) {
            answer = new Answer(error.status(), error.body().toPrettyString());
        }
        return strikes(Fault.Kind.ERROR_AFTER_COMMIT, verb, reference).isPresent()
                ? broken()
                : answer;
    }

    private static Answer broken() {
        return new Answer(
                500,
                ApiError.of(500, "api_error", "", "An unknown error occurred")
                        .body()
                        .toPrettyString());
    }

    private Optional<Fault> strikes(Fault.Kind kind, Verbs.Verb verb, String reference) {
        return engine.scenarios().strike(kind, verb.operation(), StripeChannel.NAME, reference);
    }

    private void authenticate(Exchange exchange) {
        String given = exchange.header("Authorization");
        if (given.isEmpty()) {
            throw ApiError.of(
                    401,
                    "invalid_request_error",
                    "",
                    "You did not provide an API key. You need to provide your API key in the"
                            + " Authorization header.");
        }
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((apiKey + ":").getBytes(UTF_8));
        if (!given.equals("Bearer " + apiKey) && !given.equals(basic)) {
            throw ApiError.of(
                    401, "invalid_request_error", "", "Invalid API Key provided: sk_test_****");
        }
    }

    private void hang(Verbs.Verb verb, String reference) {
        strikes(Fault.Kind.HANG, verb, reference).ifPresent(Fault::hang);
    }

    private static void answer(Exchange exchange, Answer answer) throws IOException {
        exchange.answer(answer.status(), "application/json", answer.body());
    }
}

package io.paideia.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public HTTP API as one client uses it, with its token. Thread-safe. */
final class Api {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST_PAGE = 200;
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI server;
    private final String authorization;

    private Api(URI server, String authorization) {
        this.server = server;
        this.authorization = authorization;
    }

    /** What was answered; the body is a missing node if there was none. */
    record Answer(int status, JsonNode body) {}

    /** Fetches a token with all scopes of the client. */
    static Api signIn(URI server, DemoClient client) {
        byte[] credentials = (client.id() + ":" + client.secret()).getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve("/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(credentials))
                        .POST(BodyPublishers.ofString("grant_type=client_credentials"));
        JsonNode token = successful("POST /oauth2/token", send(request)).body();
        return new Api(server, "Bearer " + token.path("access_token").asString());
    }

    /** Gets, and throws unless it succeeds. */
    JsonNode get(String path) {
        return successful("GET " + path, tryGet(path)).body();
    }

    /** Gets, whatever is answered. */
    Answer tryGet(String path) {
        return send(request(path).GET());
    }

    /** All entries of a list, page after page; the path has no query. */
    List<JsonNode> list(String path) {
        List<JsonNode> entries = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(path + "?limit=" + LONGEST_PAGE + cursor);
            page.path("data").forEach(entries::add);
            JsonNode next = page.path("next_cursor");
            cursor = next.isString() ? "&cursor=" + next.asString() : "";
        } while (!cursor.isEmpty());
        return entries;
    }

    /** Posts, and throws unless it succeeds. */
    JsonNode post(String path, @Nullable String key, Object body) {
        return successful("POST " + path, tryPost(path, key, body)).body();
    }

    /** Posts, whatever is answered. */
    Answer tryPost(String path, @Nullable String key, Object body) {
        HttpRequest.Builder request = request(path).POST(json(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return send(request);
    }

    void put(String path, Object body) {
        successful("PUT " + path, send(request(path).PUT(json(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .header("Authorization", authorization);
    }

    private static BodyPublisher json(Object body) {
        return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for an answer", e);
        }
    }

    private static Answer successful(String call, Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(
                    call + " was answered with " + answer.status() + ": " + answer.body());
        }
        return answer;
    }
}

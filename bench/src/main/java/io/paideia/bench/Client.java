package io.paideia.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client of the API, its token fetched once. Safe for all threads: each thread has its own
 * connection, for a caller is one thread.
 */
final class Client {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] NOTHING = {};
    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicLong requests = new AtomicLong();

    private final ThreadLocal<Http> connection;
    private final String headers;

    private Client(URI server, @Nullable String token) {
        this.connection = ThreadLocal.withInitial(() -> new Http(server));
        this.headers =
                "Content-Type: application/json\r\n"
                        + (token == null ? "" : "Authorization: Bearer " + token + "\r\n");
    }

    /** To a server that asks for no token. */
    static Client anonymous(URI server) {
        return new Client(server, null);
    }

    static Client signIn(URI server, String id, String secret) throws IOException {
        String credentials =
                Base64.getEncoder()
                        .encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        try (Http http = new Http(server)) {
            Http.Answer answer =
                    http.send(
                            "POST",
                            "/oauth2/token",
                            "Content-Type: application/x-www-form-urlencoded\r\n"
                                    + "Authorization: Basic "
                                    + credentials
                                    + "\r\n",
                            "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8));
            JsonNode token = successful("POST /oauth2/token", answer);
            return new Client(server, token.path("access_token").asString());
        }
    }

    /** Posts under an idempotency key of its own. */
    JsonNode post(String path, String json) throws IOException {
        String key = "Idempotency-Key: bench-" + RUN + "-" + requests.incrementAndGet() + "\r\n";
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return successful("POST " + path, connection.get().send("POST", path, headers + key, body));
    }

    JsonNode get(String path, String moreHeaders) throws IOException {
        return successful(
                "GET " + path.replaceAll("\\?.*", ""),
                connection.get().send("GET", path, headers + moreHeaders, NOTHING));
    }

    private static JsonNode successful(String call, Http.Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(call + ": " + answer.status() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}

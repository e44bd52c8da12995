package io.paideia;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ledger.TransferId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The public API as a platform's developer calls it, over HTTP. Thread-safe. */
public final class Api {

    /** What a platform of the alliance usually may. */
    public static final List<String> PLATFORM_SCOPES =
            List.of(
                    "catalog:write",
                    "orders:write",
                    "payments:write",
                    "refunds:write",
                    "users:write",
                    "ledger:read",
                    "settlements:read",
                    "entitlements:read");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final IntSupplier port;
    private final JsonMapper mapper;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile @Nullable Client operator;

    Api(IntSupplier port, JsonMapper mapper) {
        this.port = port;
        this.mapper = mapper;
    }

    /**
     * An answer.
     *
     * @param body missing if there is none or it is no JSON
     */
    public record Answer(int status, HttpHeaders headers, String text, JsonNode body) {

        /** The text at this field of the body, "" without one. */
        public String get(String field) {
            return body.path(field).asString("");
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** Insists on a status, with the whole answer in the message if it is another one. */
        public Answer expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("Expected " + wanted + ", got " + status + ": " + text);
            }
            return this;
        }
    }

    /** The client that was made at start and has all scopes. */
    public Client operator() {
        Client known = operator;
        if (known == null) {
            known = client(TestServer.OPERATOR, TestServer.OPERATOR_SECRET);
            operator = known;
        }
        return known;
    }

    /** A new platform with {@link #PLATFORM_SCOPES}. */
    public Client platform() {
        return platform(PLATFORM_SCOPES.toArray(String[]::new));
    }

    /** A new platform with these scopes. */
    public Client platform(String... scopes) {
        String name = unique("platform");
        JsonNode made =
                operator()
                        .post(
                                "/v1/platforms",
                                Map.of(
                                        "name", name,
                                        "slug", name,
                                        "client_id", name,
                                        "scopes", Arrays.asList(scopes)))
                        .expect(201)
                        .body();
        return new Client(
                made.path("id").asString(), token(name, made.path("client_secret").asString(), ""));
    }

    /** A client that exists. */
    public Client client(String clientId, String secret) {
        return new Client("", token(clientId, secret, ""));
    }

    /** Calls with this token, or without any. */
    public Client bearer(@Nullable String token) {
        return new Client("", token);
    }

    public String token(String clientId, String secret, String scope) {
        return tokenAnswer(clientId, secret, scope).expect(200).get("access_token");
    }

    public Answer tokenAnswer(String clientId, String secret, String scope) {
        String basic =
                Base64.getEncoder()
                        .encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return send(
                request("/oauth2/token")
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                BodyPublishers.ofString(
                                        "grant_type=client_credentials"
                                                + (scope.isEmpty()
                                                        ? ""
                                                        : "&scope=" + scope.replace(" ", "+")))));
    }

    /** A name that nobody else has. */
    public static String unique(String word) {
        return word + "-" + UUID.randomUUID().toString().substring(0, 18);
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + port.getAsInt() + path);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            boolean json = answer.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    answer.statusCode(),
                    answer.headers(),
                    answer.body(),
                    json ? mapper.readTree(answer.body()) : MissingNode.getInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Calls as one platform. */
    public final class Client {

        private final String id;
        private final @Nullable String token;

        private Client(String id, @Nullable String token) {
            this.id = id;
            this.token = token;
        }

        /** The platform's id, {@code plt_…}; empty for a client that was not made here. */
        public String id() {
            return id;
        }

        public Answer get(String path) {
            return send(authorized(path).GET());
        }

        /** Asks for another form than JSON. */
        public Answer get(String path, String accept) {
            return send(authorized(path).header("Accept", accept).GET());
        }

        public Answer post(String path, Object body) {
            return send("POST", path, body, null);
        }

        /** With an idempotency key. */
        public Answer post(String path, Object body, String key) {
            return send("POST", path, body, key);
        }

        public Answer put(String path, Object body) {
            return send("PUT", path, body, null);
        }

        public Answer patch(String path, Object body) {
            return send("PATCH", path, body, null);
        }

        public Answer delete(String path) {
            return send(authorized(path).DELETE());
        }

        /** A new person; the id. */
        public String user() {
            return post(
                            "/v1/users",
                            Map.of("email", unique("user") + "@example.com", "name", "Ada"))
                    .expect(201)
                    .get("id");
        }

        /** Freezes or closes an account: {@code frozen} or {@code closed}. */
        public void flag(String account, String flag) {
            String id =
                    get("/v1/ledger/accounts?code_prefix=" + account)
                            .expect(200)
                            .body()
                            .at("/data/0/id")
                            .asString();
            patch("/v1/ledger/accounts/" + id, Map.of(flag, true)).expect(200);
        }

        /** Moves money by hand, as only an operator can. */
        public void move(String debit, String credit, Map<String, Object> money) {
            Map<String, Object> row =
                    Map.of(
                            "id", TransferId.next().toString(),
                            "debit", debit,
                            "credit", credit,
                            "amount", money,
                            "kind", "funding");
            JsonNode answer =
                    post("/v1/ledger/transfers", List.of(row), unique("key")).expect(200).body();
            assertThat(answer.at("/results/0/status").asString()).isEqualTo("created");
        }

        /** A new creator; the id. */
        public String creator() {
            return post(
                            "/v1/creators",
                            Map.of("email", unique("creator") + "@example.com", "name", "Hypatia"))
                    .expect(201)
                    .get("id");
        }

        /** A new course by a new creator; the id. */
        public String product(String currency, long amount) {
            return post(
                            "/v1/products",
                            Map.of(
                                    "kind",
                                    "course",
                                    "title",
                                    "Conic sections",
                                    "price",
                                    money(currency, amount),
                                    "creator",
                                    creator()))
                    .expect(201)
                    .get("id");
        }

        private Answer send(String method, String path, Object body, @Nullable String key) {
            String json = body instanceof String text ? text : mapper.writeValueAsString(body);
            HttpRequest.Builder request =
                    authorized(path)
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString(json));
            if (key != null) {
                request.header("Idempotency-Key", key);
            }
            return Api.this.send(request);
        }

        private Answer send(HttpRequest.Builder request) {
            return Api.this.send(request);
        }

        private HttpRequest.Builder authorized(String path) {
            HttpRequest.Builder request = request(path);
            return token == null ? request : request.header("Authorization", "Bearer " + token);
        }
    }

    public static Map<String, Object> money(String currency, long amount) {
        return Map.of("amount", amount, "currency", currency);
    }
}

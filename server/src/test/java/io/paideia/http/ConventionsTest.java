package io.paideia.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.ServerTest;
import io.paideia.identity.Needs;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What holds for every endpoint. */
@ServerTest
final class ConventionsTest {

    private final Api api;
    private final Creation creation;
    private final HttpClient http = HttpClient.newHttpClient();

    private final RequestMappingHandlerMapping endpoints;

    ConventionsTest(
            Api api,
            Creation creation,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping endpoints) {
        this.api = api;
        this.creation = creation;
        this.endpoints = endpoints;
    }

    /**
     * An endpoint whose answer breaks off after so many bytes. Not static, so that no other server
     * finds it.
     */
    @RestController
    @SuppressWarnings("ClassCanBeStatic")
    final class Breaking {
        @Needs("")
        public void answer(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            int bytes = Integer.parseInt(request.getParameter("after"));
            response.setContentType("text/plain");
            response.getOutputStream().write(new byte[bytes]);
            throw new IllegalStateException("broken");
        }
    }

    /** A problem that was appended to a long answer made a broken one look whole. */
    @Test
    void anAnswerThatBreaksOffInItsMiddleIsNotTakenForWhole() throws NoSuchMethodException {
        endpoints.registerMapping(
                RequestMappingInfo.paths("/v1/breaking").build(),
                new Breaking(),
                Breaking.class.getMethod(
                        "answer", HttpServletRequest.class, HttpServletResponse.class));
        assertThatThrownBy(() -> api.operator().get("/v1/breaking?after=100000"))
                .isInstanceOf(UncheckedIOException.class);
        Answer unbegun = api.operator().get("/v1/breaking?after=0");
        assertThat(unbegun.status()).isEqualTo(500);
        assertThat(unbegun.header("Content-Type")).doesNotContain("text/plain");
    }

    private static Map<String, Object> person() {
        return Map.of("email", Api.unique("ada") + "@example.com", "name", "Ada");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"email\":\"a@b.cd\",\"name\":\"A\",\"age\":1} | /age",
                "{\"email\":\"a@b.cd\",\"name\":\"A\",\"a/b~\":1} | /a~1b~0",
                "{\"email\":[],\"name\":\"A\"} | /email",
                "{\"email\":7,\"name\":\"A\"} | /email",
                "{\"email\":\"a@b.cd\"} | /name"
            })
    void namesTheFieldThatIsWrong(String body, String pointer) {
        Answer answer = api.operator().post("/v1/users", body).expect(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.get("code")).isEqualTo("invalid_request");
        assertThat(answer.get("type")).endsWith("/invalid_request");
        assertThat(answer.get("title")).isEqualTo("Bad Request");
        assertThat(answer.body().path("status").asInt()).isEqualTo(400);
        assertThat(answer.body().path("retryable").asBoolean(true)).isFalse();
        assertThat(answer.get("request_id")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo(pointer);
        assertThat(answer.text()).doesNotContain("java").doesNotContain("io.paideia");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{",
                "[]",
                "null",
                "''",
                "{} {}",
                "{\"email\":\"a@b.cd\",\"email\":\"c@d.ef\",\"name\":\"A\"}",
                "\"text\""
            })
    void refusesWhatIsNoJsonOfThisShape(String body) {
        Answer answer = api.operator().post("/v1/users", body).expect(400);
        assertThat(answer.get("code")).isEqualTo("invalid_request");
        assertThat(answer.text()).doesNotContain("java").doesNotContain("io.paideia");
    }

    @Test
    void echoesAHarmlessRequestIdAndReplacesAnother() throws Exception {
        for (String given : List.of("my-id.1:2_3", "x".repeat(128))) {
            assertThat(requestId(given)).isEqualTo(given);
        }
        for (String given : List.of("a b", "x".repeat(129), "<script>")) {
            assertThat(requestId(given)).startsWith("req_");
        }
    }

    private String requestId(String given) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(api.uri("/v1/users"))
                                .header("X-Request-Id", given)
                                .build(),
                        BodyHandlers.ofString())
                .headers()
                .firstValue("X-Request-Id")
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource({"true, 1100000", "false, 1100000", "true, 3000000", "false, 3000000"})
    void refusesBodiesOverOneMebibyte(boolean announced, int size) throws Exception {
        byte[] body = ("{\"name\":\"" + "x".repeat(size) + "\"}").getBytes(StandardCharsets.UTF_8);
        HttpRequest request =
                HttpRequest.newBuilder(api.uri("/v1/users"))
                        .header("Authorization", "Bearer " + operatorToken())
                        .header("Content-Type", "application/json")
                        .POST(
                                announced
                                        ? BodyPublishers.ofByteArray(body)
                                        : BodyPublishers.ofInputStream(
                                                () -> new java.io.ByteArrayInputStream(body)))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("body_too_large").contains("request_id");
    }

    private String operatorToken() {
        return api.token("test-operator", "test-operator-secret", "");
    }

    @ParameterizedTest
    @CsvSource({"limit=0", "limit=201", "limit=x", "limit=-1", "cursor=x", "cursor=!!"})
    void refusesPagesThatAreNone(String query) {
        Answer answer = api.operator().get("/v1/ledger/accounts?" + query).expect(400);
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo(query.substring(0, query.indexOf('=')));
    }

    @Test
    void oneKeyServesOneRequestOfOneTenant() {
        String key = Api.unique("key");
        Map<String, Object> body = person();
        Api.Client platform = api.platform();
        Answer first = platform.post("/v1/users", body, key).expect(201);
        Answer again = platform.post("/v1/users", body, key).expect(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(platform.post("/v1/users", person(), key).expect(422).get("code"))
                .isEqualTo("idempotency_key_reused");
        assertThat(platform.post("/v1/creators", body, key).expect(422).get("code"))
                .isEqualTo("idempotency_key_reused");
        api.platform().post("/v1/users", person(), key).expect(201);
        assertThat(platform.post("/v1/users", body, "k".repeat(256)).expect(400).get("code"))
                .isEqualTo("idempotency_key_too_long");
    }

    @Test
    void oneKeyAtOnceGivesEveryCallerOneAnswer() throws Exception {
        UUID tenant = UUID.randomUUID();
        CyclicBarrier together = new CyclicBarrier(8);
        AtomicInteger works = new AtomicInteger();
        List<ResponseEntity<String>> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<ResponseEntity<String>> call =
                    () ->
                            creation.keyed(
                                    tenant,
                                    "one",
                                    "test",
                                    "request",
                                    id -> {
                                        wait(together);
                                        return new Creation.Created(
                                                "/" + id, works.incrementAndGet());
                                    });
            for (Future<ResponseEntity<String>> answer :
                    threads.invokeAll(java.util.Collections.nCopies(8, call))) {
                answers.add(answer.get());
            }
        }
        assertThat(works).hasValue(8);
        assertThat(answers)
                .extracting(ResponseEntity::getBody)
                .containsOnly(answers.getFirst().getBody());
        assertThat(answers)
                .extracting(answer -> answer.getHeaders().getFirst("Location"))
                .containsOnly(answers.getFirst().getHeaders().getFirst("Location"));
        assertThat(answers)
                .filteredOn(answer -> answer.getHeaders().getFirst("Idempotent-Replayed") == null)
                .hasSize(1);
    }

    private static void wait(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void keepsARefusalThatRetryingCannotHelpAndNoOther() {
        UUID tenant = UUID.randomUUID();
        AtomicInteger works = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            ResponseEntity<String> refused =
                    creation.keyed(
                            tenant,
                            "refused",
                            "test",
                            "request",
                            _ -> {
                                works.incrementAndGet();
                                throw Problem.unprocessable("no_way", "Never");
                            });
            assertThat(refused.getStatusCode().value()).isEqualTo(422);
            assertThat(refused.getBody()).contains("no_way");
        }
        assertThat(works).hasValue(1);
        UUID[] ids = new UUID[2];
        for (int i = 0; i < 2; i++) {
            int time = i;
            try {
                creation.keyed(
                        tenant,
                        "busy",
                        "test",
                        "request",
                        id -> {
                            ids[time] = id;
                            throw Problem.retryable(
                                    HttpStatus.SERVICE_UNAVAILABLE, "busy", "Later");
                        });
            } catch (Problem busy) {
                assertThat(busy.retryable()).isTrue();
            }
        }
        assertThat(ids[1]).isNotNull().isEqualTo(ids[0]);
    }

    @Test
    void answersUnknownPathsAndMethodsAsProblems() {
        for (Answer answer :
                List.of(
                        api.operator().get("/v1/nothing").expect(404),
                        api.operator().delete("/v1/users").expect(405),
                        api.operator().get("/v1/users/nonsense").expect(404))) {
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.get("code")).isNotEmpty();
            assertThat(answer.get("request_id")).isNotEmpty();
        }
    }
}

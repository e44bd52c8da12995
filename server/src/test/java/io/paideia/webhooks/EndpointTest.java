package io.paideia.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import io.paideia.Api;
import io.paideia.ServerTest;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.identity.PlatformId;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The endpoints over HTTP, and events told by the server as it stands. */
@ServerTest
@TestPropertySource(properties = "paideia.webhooks.allow-private=true")
@Timeout(60)
class EndpointTest {

    private static final String PATH = "/v1/webhook-endpoints";

    /** No other module of the server listens to it, so its data may be anything. */
    private static final String TYPE = "payment.failed";

    private final Api api;
    private final Lane lane;
    private final Handler<NewEvent, Boolean> appending;
    private final Api.Client platform;
    private Receiver receiver;

    EndpointTest(Api api, Lane lane, Events events) {
        this.api = api;
        this.lane = lane;
        this.platform = api.platform();
        this.appending =
                (news, batch) -> {
                    events.append(batch, news);
                    return Collections.nCopies(news.size(), true);
                };
    }

    @BeforeEach
    void listen() throws Exception {
        receiver = Receiver.start();
    }

    @AfterEach
    void hangUp() {
        receiver.close();
    }

    @Test
    void showsTheSecretOnlyWhenItIsMade() {
        Api.Answer made =
                create(platform, Map.of("url", receiver.url("/"), "events", List.of("*")));
        assertThat(made.get("id")).startsWith("whe_");
        assertThat(made.get("secret")).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(made.header("Location")).isEqualTo(PATH + "/" + made.get("id"));
        assertThat(made.get("status")).isEqualTo("enabled");
        assertThat(made.get("created_at")).endsWith("Z");
        String secret = made.get("secret").substring(6);
        assertThat(platform.get(made.header("Location")).expect(200).text())
                .contains(made.get("id"))
                .doesNotContain(secret, "secret");
        assertThat(platform.get(PATH).expect(200).text())
                .contains(made.get("id"))
                .doesNotContain(secret, "secret");
    }

    @Test
    void answersARepeatedKeyWithTheSameEndpoint() {
        Map<String, Object> body = Map.of("url", receiver.url("/"), "events", List.of("*"));
        Api.Answer first = platform.post(PATH, body, "key-1").expect(201);
        Api.Answer second = platform.post(PATH, body, "key-1").expect(201);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(platform.get(PATH).body().path("data").size()).isEqualTo(1);
        platform.post(PATH, Map.of("url", receiver.url("/x"), "events", List.of("*")), "key-1")
                .expect(422);
    }

    @Test
    void refusesWhatCannotBeAnEndpoint() {
        refused(Map.of("events", List.of("*")), "/url");
        refused(Map.of("url", receiver.url("/")), "/events");
        refused(Map.of("url", receiver.url("/"), "events", List.of()), "/events");
        refused(
                Map.of("url", receiver.url("/"), "events", List.of("order.paid", "order.made")),
                "/events/1");
        refused(Map.of("url", "http://93.184.216.34/", "events", List.of("*")), "/url");
        refused(Map.of("url", "gopher://localhost/", "events", List.of("*")), "/url");
        refused(
                Map.of(
                        "url",
                        receiver.url("/"),
                        "events",
                        List.of("*"),
                        "description",
                        "x".repeat(501)),
                "/description");
        refused(Map.of("url", receiver.url("/"), "events", List.of("*"), "secret", "x"), "/secret");
        refused(
                new HashMap<>(
                        Map.of(
                                "url",
                                receiver.url("/"),
                                "events",
                                Collections.singletonList(null))),
                "/events/0");
    }

    @Test
    void needsATokenWithTheScope() {
        api.bearer(null).get(PATH).expect(401);
        api.platform("catalog:write").get(PATH).expect(403);
    }

    @Test
    void limitsEndpointsPerPlatform() {
        Api.Client crowded = api.platform();
        for (int i = 0; i < Endpoints.MOST_PER_PLATFORM; i++) {
            create(crowded, Map.of("url", receiver.url("/" + i), "events", List.of("*")));
        }
        Api.Answer refused =
                crowded.post(PATH, Map.of("url", receiver.url("/"), "events", List.of("*")))
                        .expect(422);
        assertThat(refused.get("code")).isEqualTo("too_many_webhook_endpoints");
        Api.Answer page = crowded.get(PATH + "?limit=30").expect(200);
        assertThat(page.body().path("data").size()).isEqualTo(30);
        Api.Answer rest = crowded.get(PATH + "?limit=30&cursor=" + page.get("next_cursor"));
        assertThat(rest.expect(200).body().path("data").size()).isEqualTo(20);
        assertThat(rest.body().path("next_cursor").isNull()).isTrue();
    }

    @Test
    void tellsShowsAndTellsAgain() throws Exception {
        Api.Answer made =
                create(platform, Map.of("url", receiver.url("/"), "events", List.of(TYPE)));
        happened("ord_1", 1);
        happened("ord_1", 2);
        await().until(() -> receiver.told.size() == 2);
        for (Receiver.Told told : receiver.told) {
            new Webhook(made.get("secret")).verify(told.body(), told.headers().map());
        }
        String list = PATH + "/" + made.get("id") + "/deliveries";
        await().until(
                        () ->
                                platform.get(list + "?status=delivered").body().path("data").size()
                                        == 2);
        assertThat(platform.get(list + "?status=failed").expect(200).body().path("data").size())
                .isZero();
        JsonNode newest = platform.get(list + "?limit=1").expect(200).body();
        assertThat(newest.path("data").size()).isEqualTo(1);
        JsonNode delivery = newest.path("data").path(0);
        assertThat(delivery.path("event").asString()).isEqualTo(receiver.told.get(1).id());
        assertThat(delivery.path("type").asString()).isEqualTo(TYPE);
        assertThat(newest.path("next_cursor").asString()).isNotEmpty();

        String one = list + "/" + delivery.path("id").asString();
        JsonNode detail = platform.get(one).expect(200).body();
        assertThat(detail.path("tries").path(0).path("status").asInt()).isEqualTo(204);
        assertThat(detail.path("tries").path(0).path("duration_ms").isIntegralNumber()).isTrue();

        platform.post(one + "/resend", "").expect(202);
        await().until(() -> receiver.told.size() == 3);
        assertThat(receiver.told.get(2).id()).isEqualTo(receiver.told.get(1).id());
        assertThat(receiver.told.get(2).body()).isEqualTo(receiver.told.get(1).body());
        await().until(() -> platform.get(one).body().path("tries").size() == 2);
        platform.get(list + "?status=lost").expect(400);
    }

    @Test
    void rotatesTheSecret() throws Exception {
        Api.Answer made =
                create(platform, Map.of("url", receiver.url("/"), "events", List.of("*")));
        String path = PATH + "/" + made.get("id");
        Api.Answer rotated = platform.post(path + "/rotate-secret", "").expect(200);
        assertThat(rotated.get("secret")).startsWith("whsec_").isNotEqualTo(made.get("secret"));
        happened("ord_1", 1);
        await().until(() -> receiver.told.size() == 1);
        Receiver.Told told = receiver.told.getFirst();
        new Webhook(made.get("secret")).verify(told.body(), told.headers().map());
        new Webhook(rotated.get("secret")).verify(told.body(), told.headers().map());
    }

    @Test
    void answersAnotherPlatformAsIfThereWereNothing() {
        Api.Answer made =
                create(platform, Map.of("url", receiver.url("/"), "events", List.of("*")));
        happened("ord_1", 1);
        String path = PATH + "/" + made.get("id");
        await().until(() -> platform.get(path + "/deliveries").body().path("data").size() == 1);
        String delivery =
                platform.get(path + "/deliveries")
                        .body()
                        .path("data")
                        .path(0)
                        .path("id")
                        .asString();
        Api.Client stranger = api.platform();
        stranger.get(path).expect(404);
        stranger.delete(path).expect(404);
        stranger.post(path + "/rotate-secret", "").expect(404);
        stranger.post(path + "/enable", "").expect(404);
        stranger.get(path + "/deliveries").expect(404);
        stranger.get(path + "/deliveries/" + delivery).expect(404);
        stranger.post(path + "/deliveries/" + delivery + "/resend", "").expect(404);
        assertThat(stranger.get(PATH).expect(200).body().path("data").size()).isZero();
        Api.Answer own = create(stranger, Map.of("url", receiver.url("/"), "events", List.of("*")));
        stranger.get(PATH + "/" + own.get("id") + "/deliveries/" + delivery).expect(404);
        platform.get(path + "/deliveries/nonsense").expect(404);
        platform.get(PATH + "/nonsense").expect(404);
    }

    @Test
    void tellsNothingMoreOnceRemoved() {
        Api.Answer made =
                create(platform, Map.of("url", receiver.url("/"), "events", List.of("*")));
        Api.Answer kept =
                create(platform, Map.of("url", receiver.url("/kept"), "events", List.of("*")));
        String path = PATH + "/" + made.get("id");
        platform.delete(path).expect(204);
        platform.get(path).expect(404);
        platform.delete(path).expect(404);
        happened("ord_1", 1);
        await().until(() -> receiver.told.size() == 1);
        assertThat(receiver.told).extracting(Receiver.Told::path).containsExactly("/kept");
        assertThat(platform.get(PATH).body().path("data").size()).isEqualTo(1);
        assertThat(kept.get("id")).isNotEmpty();
    }

    @Test
    void sendsNothingAgainToAnEndpointThatIsGoneUntilItIsEnabled() {
        receiver.answering(told -> 410);
        Api.Answer made =
                create(platform, Map.of("url", receiver.url("/"), "events", List.of("*")));
        String path = PATH + "/" + made.get("id");
        happened("ord_1", 1);
        await().until(() -> platform.get(path).get("status").equals("disabled"));
        String delivery =
                platform.get(path + "/deliveries?status=failed")
                        .body()
                        .path("data")
                        .path(0)
                        .path("id")
                        .asString();
        String resend = path + "/deliveries/" + delivery + "/resend";
        platform.post(resend, "").expect(409);
        receiver.answering(told -> 204);
        assertThat(platform.post(path + "/enable", "").expect(200).get("status"))
                .isEqualTo("enabled");
        platform.post(resend, "").expect(202);
        await().until(() -> receiver.told.size() == 2);
    }

    private void happened(String order, int step) {
        lane.call(
                appending,
                new NewEvent(
                        TYPE,
                        PlatformId.parse(platform.id()).value(),
                        order,
                        new World.Paid(order, step)));
    }

    private static Api.Answer create(Api.Client client, Map<String, Object> body) {
        return client.post(PATH, body).expect(201);
    }

    private void refused(Map<String, Object> body, String pointer) {
        Api.Answer answer = platform.post(PATH, body).expect(400);
        assertThat(answer.body().path("errors"))
                .extracting(error -> error.path("pointer").asString())
                .contains(pointer);
    }
}

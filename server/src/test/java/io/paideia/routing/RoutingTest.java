package io.paideia.routing;

import static io.paideia.Shop.atOnce;
import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Three accounts that offer the same methods: {@code alipay} and {@code second} at the sandbox, and
 * {@code dead}, where nobody listens.
 */
@ServerTest
@TestPropertySource(
        properties = {
            "paideia.channels.second.protocol=alipay",
            "paideia.channels.second.app-id=${paideia.channels.alipay.app-id}",
            "paideia.channels.second.seller-id=${paideia.channels.alipay.seller-id}",
            "paideia.channels.second.private-key=${paideia.channels.alipay.private-key}",
            "paideia.channels.second.public-key=${paideia.channels.alipay.public-key}",
            "paideia.channels.second.gateway=${paideia.channels.alipay.gateway}",
            "paideia.channels.second.notify-url=http://127.0.0.1:${server.port}/channels/second/notify",
            "paideia.channels.second.timeout=1s",
            "paideia.channels.dead.protocol=alipay",
            "paideia.channels.dead.app-id=${paideia.channels.alipay.app-id}",
            "paideia.channels.dead.seller-id=${paideia.channels.alipay.seller-id}",
            "paideia.channels.dead.private-key=${paideia.channels.alipay.private-key}",
            "paideia.channels.dead.public-key=${paideia.channels.alipay.public-key}",
            "paideia.channels.dead.gateway=http://127.0.0.1:9/",
            "paideia.channels.dead.notify-url=http://127.0.0.1:9/",
            "paideia.channels.dead.timeout=1s",
            "paideia.routing.breaker.calls=6",
            "paideia.routing.breaker.fewest=6",
            "paideia.routing.breaker.pause=2s"
        })
class RoutingTest {

    private final Shop shop;
    private final Buyer buyer;
    private final Api api;
    private final JdbcClient sql;

    RoutingTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.shop = new Shop(api, buyer, sql);
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @Test
    void goesOnToTheNextChannelInTheSamePaymentWhereOneCannotBeReached() {
        policy("fixed", "dead", "second");
        String order = shop.order();

        Answer payment = shop.paying(order).expect(201);

        assertThat(payment.get("status")).isEqualTo("requires_action");
        assertThat(attempts(payment)).containsExactly("dead failed", "second pending");
        assertThat(events(order, "payment.failed")).as("it did not fail").isZero();
        assertThat(buyer.pays(reference(payment))).isTrue();
        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(shop.transfers(order, "sale")).containsExactly(6930L, 2475L, 495L);
        assertThat(shop.balance("channel:second", "CNY")).isNegative();
        JsonNode second = decision(payment, 1);
        assertThat(second.path("channel").asString()).isEqualTo("second");
        assertThat(second.path("reason").asString())
                .contains("number 2 by fixed")
                .contains("those before it were refused");
        assertThat(second.path("candidates").size()).isEqualTo(3);
        assertThat(second.path("candidates").toString()).contains("no contract");
    }

    @Test
    void goesNoFurtherWhereAChannelDoesNotAnswer() {
        policy("fixed", "alipay", "second");
        buyer.everybodyMeets("error_after_commit", Map.of("name", "drop", "times", 3));
        String order = shop.order();

        Answer payment = shop.paying(order).expect(201);

        assertThat(payment.get("status")).isEqualTo("processing");
        assertThat(attempts(payment)).containsExactly("alipay unknown");
        assertThat(buyer.pays(reference(payment))).as("it had arrived").isTrue();
        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(attempts(shop.client.get("/v1/payments/" + payment.get("id"))))
                .containsExactly("alipay succeeded");
    }

    @Test
    void failsWithNewsWhereTheLastChannelRefuses() {
        policy("fixed", "dead");
        String order = shop.order();

        Answer payment = shop.paying(order).expect(201);

        assertThat(payment.get("status")).isEqualTo("failed");
        assertThat(payment.body().at("/failure/code").asString()).isEqualTo("channel_unavailable");
        assertThat(events(order, "payment.failed")).isEqualTo(1);
    }

    @Test
    void leavesAChannelAloneThatIsSilentAndTriesItAgainLater() {
        policy("fixed", "dead");
        for (int i = 0; i < 6; i++) {
            shop.paying(shop.order());
        }
        Answer refused = shop.paying(shop.order());

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.get("code")).isEqualTo("channel_unavailable");
        assertThat(refused.body().path("retryable").asBoolean()).isTrue();
        policy("fixed", "dead", "second");
        Answer payment = shop.paying(shop.order()).expect(201);
        assertThat(attempts(payment)).containsExactly("second pending");
        assertThat(decision(payment, 0).path("candidates").toString()).contains("does not answer");
        eventually(
                () ->
                        assertThat(attempts(shop.paying(shop.order()).expect(201)))
                                .as("after the pause it is asked again")
                                .first()
                                .isEqualTo("dead failed"));
    }

    @Test
    void learnsFromHowAttemptsEnd() {
        // Far beyond what other tests of this server do, so that the band is this test's own.
        Shop dear = new Shop(api, buyer, sql, "CNY", 12_345_600);
        policy(dear, "success_per_fee", "alipay", "second");
        Answer first = dear.paying(dear.order()).expect(201);
        assertThat(attempts(first)).containsExactly("alipay pending");
        sql.sql(
                        """
                        INSERT INTO routing.rate (channel, method, currency, band, successes, tries, at)
                        VALUES ('alipay', 'alipay_qr', 'CNY', 6, 10, 100, now())
                        ON CONFLICT (channel, method, currency, band) DO UPDATE SET successes = 10, tries = 100, at = now()
                        """)
                .update();
        Answer paid = awaitChannel(dear, "second");
        double before = tries("second");
        assertThat(buyer.pays(reference(paid))).isTrue();
        dear.awaitPayment(paid.get("id"), "succeeded");

        assertThat(tries("second")).isGreaterThan(before);
        assertThat(decision(dear, paid, 0).path("reason").asString())
                .contains("the best by success_per_fee");
    }

    @Test
    void startsOneAttemptHoweverManyAskAtOnce() {
        policy("weights", "alipay", "second");
        String order = shop.order();

        List<Answer> answers = atOnce(10, () -> shop.paying(order));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 409));
        eventually(
                () ->
                        assertThat(
                                        sql.sql(
                                                        """
                                                        SELECT count(*) FROM payments.attempt a
                                                          JOIN payments.payment p ON p.id = a.payment_id
                                                         WHERE p.order_id = ? AND a.status IN ('created', 'pending', 'unknown')
                                                        """)
                                                .param(
                                                        io.paideia.orders.OrderId.parse(order)
                                                                .value())
                                                .query(Long.class)
                                                .single())
                                .isEqualTo(1));
    }

    @Test
    void refusesPoliciesThatMeanNothing() {
        String path = "/v1/routing/" + shop.client.id();
        Api.Client operator = api.operator();
        // body | pointer
        Map<String, String> wrong =
                Map.of(
                        "{}", "/strategy",
                        "{\"strategy\":\"luck\"}", "/strategy",
                        "{\"strategy\":\"fixed\",\"exploration_basis_points\":5001}",
                                "/exploration_basis_points",
                        "{\"strategy\":\"fixed\",\"contracts\":[{}]}", "/contracts/0/channel",
                        "{\"strategy\":\"fixed\",\"contracts\":[{\"channel\":\"nobody\"}]}",
                                "/contracts/0/channel",
                        "{\"strategy\":\"fixed\",\"contracts\":[{\"channel\":\"alipay\",\"fee_basis_points\":-1}]}",
                                "/contracts/0/fee_basis_points",
                        "{\"strategy\":\"fixed\",\"contracts\":[{\"channel\":\"alipay\",\"lowest\":2,\"highest\":1}]}",
                                "/contracts/0/highest",
                        "{\"strategy\":\"fixed\",\"contracts\":[{\"channel\":\"alipay\"},{\"channel\":\"alipay\"}]}",
                                "/contracts/1");
        wrong.forEach(
                (body, pointer) -> {
                    Answer answer = operator.put(path, body).expect(400);
                    assertThat(answer.body().at("/errors/0/pointer").asString())
                            .as(body)
                            .isEqualTo(pointer);
                });
        assertThat(operator.get(path).expect(200).get("strategy")).isEqualTo("expected_value");
        assertThat(shop.client.put(path, "{\"strategy\":\"fixed\"}").status()).isEqualTo(403);
    }

    @Test
    void refusesAmountsThatNoContractCovers() {
        api.operator()
                .put(
                        "/v1/routing/" + shop.client.id(),
                        Map.of(
                                "strategy",
                                "fixed",
                                "contracts",
                                List.of(Map.of("channel", "alipay", "highest", 9899))))
                .expect(200);

        Answer refused = shop.paying(shop.order());

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.get("code")).isEqualTo("amount_unsupported");
    }

    @Test
    void tellsNoOtherPlatformWhyAnAttemptWentWhereItWent() {
        Answer payment = shop.payment();
        String attempt = payment.body().at("/attempts/0/id").asString();

        assertThat(api.platform().get("/v1/routing/decisions/" + attempt).status()).isEqualTo(404);
        assertThat(shop.client.get("/v1/routing/decisions/att_nonsense").status()).isEqualTo(400);
    }

    private void policy(String strategy, String... order) {
        policy(shop, strategy, order);
    }

    private void policy(Shop of, String strategy, String... order) {
        api.operator()
                .put(
                        "/v1/routing/" + of.client.id(),
                        Map.of(
                                "strategy",
                                strategy,
                                "exploration_basis_points",
                                0,
                                "contracts",
                                List.of(order).stream()
                                        .map(
                                                channel ->
                                                        Map.of(
                                                                "channel",
                                                                channel,
                                                                "fee_basis_points",
                                                                60))
                                        .toList()))
                .expect(200);
    }

    /** Decisions read what was learnt from memory, which is renewed after a second. */
    private static Answer awaitChannel(Shop of, String channel) {
        List<Answer> last = new ArrayList<>();
        eventually(
                () -> {
                    last.clear();
                    last.add(of.paying(of.order()).expect(201));
                    assertThat(attempts(last.getFirst())).containsExactly(channel + " pending");
                });
        return last.getFirst();
    }

    private double tries(String channel) {
        return sql.sql(
                        """
                        SELECT coalesce(sum(tries), 0) FROM routing.rate
                         WHERE channel = ? AND currency = 'CNY' AND band = 6
                        """)
                .param(channel)
                .query(Double.class)
                .single();
    }

    private JsonNode decision(Answer payment, int attempt) {
        return decision(shop, payment, attempt);
    }

    private static JsonNode decision(Shop of, Answer payment, int attempt) {
        String id = payment.body().at("/attempts/" + attempt + "/id").asString();
        return of.client.get("/v1/routing/decisions/" + id).expect(200).body();
    }

    private static List<String> attempts(Answer payment) {
        return payment.body()
                .path("attempts")
                .valueStream()
                .map(
                        attempt ->
                                attempt.path("channel").asString()
                                        + " "
                                        + attempt.path("status").asString())
                .toList();
    }

    private long events(String order, String type) {
        return sql.sql("SELECT count(*) FROM events.event WHERE subject = ? AND type = ?")
                .param(order)
                .param(type)
                .query(Long.class)
                .single();
    }
}

package io.paideia.disputes;

import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.payments.ProviderShop;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Disputes at Stripe and PayPal, from their notices to the sandbox's books. */
@ServerTest
class ProviderDisputeTest {

    private final Api api;
    private final Buyer buyer;
    private final JdbcClient sql;
    private final JsonMapper mapper;

    ProviderDisputeTest(Api api, Buyer buyer, JdbcClient sql, JsonMapper mapper) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.mapper = mapper;
    }

    /** A notice as it came. */
    private record Stored(String headers, String body) {}

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void winsByEvidenceAndKeepsTheMoney(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.paid(order);

        buyer.disputes(provider.referenceOf(payment));

        String path = "/v1/disputes/" + opened(provider, payment).path("id").asString();
        JsonNode dispute = provider.shop.client.get(path).expect(200).body();
        assertThat(dispute.path("status").asString()).isEqualTo("needs_response");
        assertThat(dispute.at("/held/amount").asLong()).isEqualTo(9900);
        assertThat(dispute.path("due_by").asString()).isNotEmpty();
        assertThat(provider.shop.refunding(payment, "USD", 1).get("code"))
                .isEqualTo("refund_exceeds_payment");
        Map<String, String> evidence =
                Map.of("access_activity_log", "Read on 21 November", "refund_policy", "14 days");
        Answer handedIn =
                provider.shop
                        .client
                        .post(path + "/evidence", evidence, Api.unique("key"))
                        .expect(200);
        assertThat(handedIn.get("status")).isEqualTo("under_review");
        assertThat(provider.trade(payment).path("dispute").asString()).isEqualTo("under_review");
        assertThat(
                        provider.shop
                                .client
                                .post(path + "/evidence", evidence, Api.unique("key"))
                                .get("code"))
                .isEqualTo("dispute_not_open");

        buyer.decides(provider.referenceOf(payment), "won");

        awaitStatus(provider, payment, "won");
        provider.bothBooksSay(order, payment, 9900);
        assertThat(provider.creatorHas()).isEqualTo(6930);
        assertThat(events(order)).containsExactly("dispute.opened", "dispute.won");
    }

    @ParameterizedTest
    @CsvSource({"stripe,decided", "stripe,accepted", "paypal,decided", "paypal,accepted"})
    void losesAndTheMoneyIsTheBuyers(String channel, String how) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.paid(order);
        buyer.disputes(provider.referenceOf(payment));
        String path = "/v1/disputes/" + opened(provider, payment).path("id").asString();

        if (how.equals("accepted")) {
            String key = Api.unique("key");
            for (int i = 0; i < 2; i++) {
                Answer given = provider.shop.client.post(path + "/accept", Map.of(), key);
                assertThat(given.expect(200).get("status")).isEqualTo("lost");
            }
        } else {
            buyer.decides(provider.referenceOf(payment), "lost");
        }

        awaitStatus(provider, payment, "lost");
        provider.bothBooksSay(order, payment, 0);
        assertThat(provider.creatorHas()).isZero();
        assertThat(provider.shop.payment(payment).at("/refunded/amount").asLong()).isEqualTo(9900);
        assertThat(provider.shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
        assertThat(provider.shop.refundingAll(payment).get("code"))
                .isEqualTo("refund_exceeds_payment");
        assertThat(events(order)).containsExactly("dispute.opened", "dispute.lost");
        assertThat(provider.shop.cases(provider.referenceOf(payment))).isEmpty();
    }

    /** Stripe decides at once on these words, as in its test mode. */
    @ParameterizedTest
    @CsvSource({"winning_evidence,won,9900", "losing_evidence,lost,0"})
    void hearsStripesVerdictInTheAnswerToTheEvidence(String text, String verdict, long left) {
        ProviderShop provider = provider("stripe");
        String order = provider.shop.order();
        String payment = provider.paid(order);
        buyer.disputes(provider.referenceOf(payment));
        String path = "/v1/disputes/" + opened(provider, payment).path("id").asString();

        Answer answer =
                provider.shop.client.post(
                        path + "/evidence", Map.of("uncategorized_text", text), Api.unique("key"));

        assertThat(answer.expect(200).get("status")).isEqualTo(verdict);
        provider.bothBooksSay(order, payment, left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void opensOneDisputeHoweverOftenItIsTold(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.paid(order);
        String reference = provider.referenceOf(payment);
        buyer.meets(reference, Map.of("name", "duplicate", "times", 4));

        buyer.disputes(reference);
        opened(provider, payment);
        buyer.decides(reference, "lost");
        awaitStatus(provider, payment, "lost");

        eventually(() -> assertThat(told(provider, payment, "dispute_opened")).isEqualTo(4));
        eventually(() -> assertThat(told(provider, payment, "dispute_ended")).isEqualTo(4));
        eventually(() -> assertThat(unacted(reference)).isZero());
        assertThat(list(provider.shop.client, payment).size()).isEqualTo(1);
        assertThat(events(order)).containsExactly("dispute.opened", "dispute.lost");
        provider.bothBooksSay(order, payment, 0);
    }

    @ParameterizedTest
    @CsvSource({"stripe,forged", "stripe,wrong_seller", "paypal,forged", "paypal,wrong_seller"})
    void believesNoDisputeUnderABadSignatureOrForSomebodyElse(String channel, String lie) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.paid(order);
        String reference = provider.referenceOf(payment);
        buyer.meets(reference, lie);

        buyer.disputes(reference);

        eventually(() -> assertThat(told(provider, payment, "dispute_opened")).isEqualTo(1));
        assertThat(buyer.answers(reference).getLast()).startsWith("HTTP 400");
        assertThat(list(provider.shop.client, payment).size()).isZero();
        assertThat(available(provider)).isEqualTo(6930);
        assertThat(events(order)).isEmpty();
    }

    /**
     * PayPal signs no more of a body than its checksum. Whoever has one notice of it can write any
     * other that has the same; here a dispute that we lost.
     */
    @Test
    void asksPayPalBeforeItBelievesADispute() throws Exception {
        ProviderShop provider = provider("paypal");
        String order = provider.shop.order();
        String payment = provider.paid(order);
        String reference = provider.referenceOf(payment);
        Stored genuine =
                sql.sql(
                                """
                                SELECT headers::text AS headers, body FROM channels.notice
                                 WHERE reference = ? AND verdict = 'genuine' LIMIT 1
                                """)
                        .param(reference)
                        .query(Stored.class)
                        .single();
        String forged =
                SameChecksum.of(
                        """
                        {"id":"WH-%s","event_type":"CUSTOMER.DISPUTE.RESOLVED","resource":{"dispute_id":"PP-D-%s",
                         "disputed_transactions":[{"custom":"%s"}],"reason":"UNAUTHORISED","status":"RESOLVED",
                         "dispute_amount":{"currency_code":"USD","value":"99.00"},
                         "dispute_outcome":{"outcome_code":"RESOLVED_BUYER_FAVOUR"}}}
                        """
                                .formatted(SameChecksum.ROOM, reference, reference),
                        genuine.body());

        HttpResponse<String> answer = post("paypal", genuine.headers(), forged);

        assertThat(answer.statusCode()).as("its signature fits").isEqualTo(200);
        eventually(() -> assertThat(unacted(reference)).isZero());
        assertThat(list(provider.shop.client, payment).size()).isZero();
        assertThat(provider.shop.cases(reference)).containsExactly("dispute_unknown");
        assertThat(available(provider)).isEqualTo(6930);
        provider.bothBooksSay(order, payment, 9900);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void holdsWhatIsLeftOfARefundedSale(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.paid(order);
        provider.shop.refunding(payment, "USD", 4000).expect(201);
        provider.bothBooksSay(order, payment, 5900);

        buyer.disputes(provider.referenceOf(payment));

        assertThat(opened(provider, payment).at("/held/amount").asLong()).isEqualTo(5900);
        assertThat(provider.shop.cases(provider.referenceOf(payment))).isEmpty();
        buyer.decides(provider.referenceOf(payment), "lost");
        awaitStatus(provider, payment, "lost");
        provider.bothBooksSay(order, payment, 0);
        assertThat(provider.shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
    }

    /** A bank need not care for refunds; what it takes beyond the sale is a person's matter. */
    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void tellsAPersonOfADisputeThatDemandsWhatWasRefunded(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.paid(order);
        provider.shop.refundingAll(payment).expect(201);
        provider.bothBooksSay(order, payment, 0);

        buyer.disputes(provider.referenceOf(payment), 9900);

        assertThat(opened(provider, payment).at("/held/amount").asLong()).isZero();
        assertThat(provider.shop.cases(provider.referenceOf(payment)))
                .containsExactly("dispute_not_covered");
        buyer.decides(provider.referenceOf(payment), "won");
        awaitStatus(provider, payment, "won");
        provider.bothBooksSay(order, payment, 0);
        assertThat(provider.creatorHas()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void undoesARefundThatFailsLate(String channel) {
        ProviderShop provider = provider(channel);
        String order = provider.shop.order();
        String payment = provider.paid(order);
        String reference = provider.referenceOf(payment);
        buyer.meets(reference, Map.of("name", "refund_fails", "seconds", 1));

        provider.shop.refunding(payment, "USD", 4000).expect(201);

        eventually(
                () ->
                        assertThat(provider.trade(payment).at("/refunds/0/status").asString())
                                .isEqualTo("failed"));
        provider.bothBooksSay(order, payment, 9900);
        eventually(
                () ->
                        assertThat(provider.shop.payment(payment).at("/refunded/amount").asLong())
                                .isZero());
        assertThat(provider.creatorHas()).isEqualTo(6930);
        assertThat(provider.shop.orderOf(payment).path("status").asString()).isEqualTo("paid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "paypal"})
    void hidesDisputesFromOtherPlatforms(String channel) {
        ProviderShop provider = provider(channel);
        String payment = provider.paid(provider.shop.order());
        buyer.disputes(provider.referenceOf(payment));
        String path = "/v1/disputes/" + opened(provider, payment).path("id").asString();
        Api.Client other = api.platform();

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(list(other, payment).size()).isZero();
        for (String step : List.of("/evidence", "/accept")) {
            Map<String, String> body =
                    step.equals("/accept") ? Map.of() : Map.of("customer_name", "Ada");
            assertThat(other.post(path + step, body, Api.unique("key")).status()).isEqualTo(404);
        }
        assertThat(provider.trade(payment).path("dispute").asString()).isEqualTo("open");
    }

    private ProviderShop provider(String channel) {
        return new ProviderShop(api, buyer, sql, channel);
    }

    /** The payment's only dispute, once we heard of it. */
    private static JsonNode opened(ProviderShop provider, String payment) {
        eventually(() -> assertThat(list(provider.shop.client, payment).size()).isEqualTo(1));
        return list(provider.shop.client, payment).path(0);
    }

    private static void awaitStatus(ProviderShop provider, String payment, String status) {
        eventually(
                () ->
                        assertThat(list(provider.shop.client, payment).at("/0/status").asString())
                                .isEqualTo(status));
    }

    private static JsonNode list(Api.Client client, String payment) {
        return client.get("/v1/disputes?payment=" + payment).expect(200).body().path("data");
    }

    /** How many copies of notices about this the sandbox has sent. */
    private static long told(ProviderShop provider, String payment, String about) {
        return provider.trade(payment)
                .path("notices")
                .valueStream()
                .filter(notice -> notice.path("about").asString().equals(about))
                .count();
    }

    /** What the creator is shown: what is held is not. */
    private static long available(ProviderShop provider) {
        return provider.shop
                .client
                .get("/v1/creators/" + provider.shop.creator + "/balance")
                .expect(200)
                .body()
                .at("/USD/pending")
                .asLong();
    }

    private List<String> events(String order) {
        return sql.sql(
                        "SELECT type FROM events.event WHERE subject = ? AND type LIKE 'dispute.%'"
                                + " ORDER BY position")
                .param(order)
                .query(String.class)
                .list();
    }

    private long unacted(String reference) {
        return sql.sql(
                        "SELECT count(*) FROM channels.notice WHERE reference = ? AND verdict ="
                                + " 'genuine' AND acted_at IS NULL")
                .param(reference)
                .query(Long.class)
                .single();
    }

    private HttpResponse<String> post(String channel, String headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(api.uri("/channels/" + channel + "/notify"))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        Set<String> own =
                Set.of("host", "content-length", "connection", "upgrade", "http2-settings");
        mapper.readTree(headers)
                .properties()
                .forEach(
                        header -> {
                            if (!own.contains(header.getKey())) {
                                request.header(header.getKey(), header.getValue().asString());
                            }
                        });
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}

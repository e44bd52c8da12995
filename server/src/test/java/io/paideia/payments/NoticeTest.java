package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notices that lie, come twice, too early, too late or from strangers. */
@ServerTest
class NoticeTest {

    private final Api api;
    private final Shop shop;
    private final Buyer buyer;
    private final JdbcClient sql;

    NoticeTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.shop = new Shop(api, buyer, sql);
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @ParameterizedTest
    @CsvSource({"wrong_amount, amount", "wrong_seller, seller", "wrong_app, app"})
    void refusesSignedNoticeThatDoesNotFitAndStillTakesTheHonestOne(String fault, String why) {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(reference, fault);

        buyer.pays(reference);

        eventually(() -> assertThat(buyer.answers(reference)).containsExactly("failure"));
        assertThat(shop.cases(reference)).containsExactly("notice_" + why);
        assertThat(shop.orderOf(payment.get("id")).path("status").asString()).isEqualTo("open");
        assertThat(shop.transfers(order, "sale")).isEmpty();
        assertThat(verdicts(reference)).containsExactly("refused " + why);

        buyer.waits(Duration.ofMinutes(4).plusSeconds(1));

        shop.awaitPayment(payment.get("id"), "succeeded");
        eventually(
                () -> assertThat(buyer.answers(reference)).containsExactly("failure", "success"));
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    @Test
    void refusesForgedNoticeAndKeepsIt() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(reference, "forged");

        buyer.pays(reference);

        eventually(() -> assertThat(buyer.answers(reference)).containsExactly("failure"));
        assertThat(shop.payment(payment.get("id")).path("status").asString())
                .isEqualTo("requires_action");
        assertThat(shop.transfers(order, "sale")).isEmpty();
        assertThat(shop.cases(reference)).as("a forger must not make work").isEmpty();
        assertThat(
                        sql.sql("SELECT reason FROM channels.notice WHERE body LIKE ?")
                                .param("%" + reference + "%")
                                .query(String.class)
                                .list())
                .containsExactly("signature");
    }

    @Test
    void refusesWhateverAStrangerPosts() throws IOException, InterruptedException {
        for (String body :
                List.of(
                        "",
                        "=&=&&&",
                        "sign=%zz&sign_type=RSA2&out_trade_no=%00",
                        "sign_type=RSA2&trade_status=TRADE_SUCCESS&total_amount=1e999999999",
                        "\u0000\u0000",
                        "{\"json\": true}")) {
            var answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(api.uri("/channels/alipay/notify"))
                                            .header(
                                                    "Content-Type",
                                                    "application/x-www-form-urlencoded")
                                            .POST(HttpRequest.BodyPublishers.ofString(body))
                                            .build(),
                                    BodyHandlers.ofString());
            assertThat(answer.body()).as("%s", body).isEqualTo("failure");
        }
        URI nowhere = api.uri("/channels/nobody/notify");
        assertThat(
                        HttpClient.newHttpClient()
                                .send(
                                        HttpRequest.newBuilder(nowhere)
                                                .POST(HttpRequest.BodyPublishers.ofString("a=b"))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void takesNoticeThatComesBeforeTheCreateCallReturns() {
        buyer.everybodyMeets("early");
        String order = shop.order();

        Answer payment = shop.paying(order).expect(201);

        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(payment.get("status")).isIn("succeeded", "requires_action");
        assertThat(shop.payment(payment.get("id")).path("next_action").isNull()).isTrue();
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    @Test
    void paysOnceHoweverTheNoticesCome() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = reference(payment);
        buyer.meets(
                reference,
                Map.of("name", "duplicate", "times", 20),
                Map.of("name", "delay", "seconds", 5));
        String other = shop.order();
        Answer reordered = shop.paying(other).expect(201);
        buyer.meets(reference(reordered), Map.of("name", "reorder", "seconds", 1));
        buyer.pays(reference(reordered));
        buyer.pays(reference);
        buyer.waits(Duration.ofSeconds(6));

        shop.awaitPayment(payment.get("id"), "succeeded");
        shop.awaitPayment(reordered.get("id"), "succeeded");
        eventually(
                () -> assertThat(buyer.answers(reference)).hasSize(20).allMatch("success"::equals));
        assertThat(shop.transfers(order, "sale")).hasSize(3);
        assertThat(shop.transfers(other, "sale")).hasSize(3);
        assertThat(shop.transfers(order, "late_payment")).isEmpty();
    }

    private List<String> verdicts(String reference) {
        return sql.sql(
                        """
                        SELECT verdict || ' ' || reason FROM channels.notice WHERE reference = ? ORDER BY id
                        """)
                .param(reference)
                .query(String.class)
                .list();
    }
}

package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.channels.Payer;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Going on to another channel where one refuses, and what may come in between. */
@ServerTest
@TestPropertySource(
        properties = {
            ScriptedProtocol.ON,
            "paideia.channels.spare.protocol=scripted",
            "paideia.channels.shy.protocol=scripted",
            "paideia.routing.breaker.calls=2",
            "paideia.routing.breaker.fewest=2",
            "paideia.routing.breaker.pause=200ms"
        })
class FailoverTest {

    private static final Failure BUSY = new Failure("channel_refused", "BUSY", true);
    private static final Failure NO = new Failure("channel_refused", "NO", false);

    private final Api api;
    private final Shop shop;
    private final JdbcClient sql;
    private final ScriptedChannel first;
    private final ScriptedChannel spare;
    private final ScriptedChannel shy;
    private final ScriptedShop scripted;
    private final Paying paying;
    private final Orders orders;

    FailoverTest(
            Api api, Buyer buyer, JdbcClient sql, Channels channels, Paying paying, Orders orders) {
        this.api = api;
        this.sql = sql;
        this.paying = paying;
        this.orders = orders;
        this.shop = new Shop(api, buyer, sql);
        this.first = (ScriptedChannel) channels.require("scripted");
        this.spare = (ScriptedChannel) channels.require("spare");
        this.shy = (ScriptedChannel) channels.require("shy");
        this.scripted = new ScriptedShop(api, shop, first);
    }

    /**
     * Once the payment had failed for a moment: whoever died in it never told, and who asked again
     * in it was told for ever that it had failed.
     */
    @Test
    void beginsTheNextAttemptInTheTransactionThatRecordsTheRefusal() {
        policy("scripted", "spare");
        String order = shop.order();
        String key = Api.unique("key");
        List<Answer> meanwhile = new ArrayList<>();
        first.starts(charge -> new Started.Refused(BUSY));
        spare.starts(
                charge -> {
                    meanwhile.add(scripted.paying(order, Map.of(), key));
                    return new Started.Unknown("no answer");
                });

        Answer payment = scripted.paying(order, Map.of(), key).expect(201);

        assertThat(attempts(payment)).containsExactly("scripted failed", "spare unknown");
        assertThat(meanwhile)
                .extracting(again -> again.get("code"))
                .containsExactly("payment_in_progress");
        assertThat(
                        sql.sql(
                                        """
                                        SELECT a.xmin::text = d.xmin::text FROM payments.attempt a, routing.decision d
                                         WHERE a.id = ? AND d.attempt = ?
                                        """)
                                .param(attempt(payment, 0).value())
                                .param(attempt(payment, 1).value())
                                .query(Boolean.class)
                                .single())
                .as("one transaction ends the first and begins the second")
                .isTrue();
        assertThat(failures(order)).as("the spare one may still do it").isZero();
        // Nobody at the spare one ever heard of it.
        shop.awaitPayment(payment.get("id"), "failed");
        assertThat(failures(order)).isEqualTo(1);
    }

    @Test
    void followsNoAttemptThatWasCancelledMeanwhile() {
        policy("scripted", "spare");
        String order = shop.order();
        first.starts(charge -> cancelled(order));

        Answer payment = scripted.paying(order, Map.of()).expect(201);

        assertThat(payment.get("status")).isEqualTo("cancelled");
        assertThat(attempts(payment)).containsExactly("scripted closed");
        assertThat(failures(order)).isZero();
    }

    @Test
    void followsNoAttemptOfAnOrderThatIsOver() {
        policy("scripted", "spare");
        String order = shop.order();
        first.starts(
                charge -> {
                    sql.sql("UPDATE orders.placed_order SET expires_at = now() WHERE id = ?")
                            .param(TypeId.parse("ord", order))
                            .update();
                    return new Started.Refused(BUSY);
                });

        Answer payment = scripted.paying(order, Map.of()).expect(201);

        assertThat(payment.get("status")).isIn("failed", "expired");
        assertThat(payment.body().path("attempts").size()).isEqualTo(1);
        shop.awaitPayment(payment.get("id"), "expired");
    }

    /** A channel that was silent is given three calls to show itself; none may be wasted. */
    @Test
    void givesBackThePermissionForACallThatIsNotMadeAfterAll() {
        policy("shy");
        shy.starts(charge -> new Started.Unknown("no answer"));
        shy.starts(charge -> new Started.Unknown("no answer"));
        scripted.paying(shop.order(), Map.of()).expect(201);
        scripted.paying(shop.order(), Map.of()).expect(201);
        policy("scripted", "shy");
        eventually(() -> assertThat(candidates()).doesNotContain("does not answer"));

        for (int i = 0; i < 4; i++) {
            String order = shop.order();
            first.starts(charge -> cancelled(order));
            assertThat(attempts(scripted.paying(order, Map.of()).expect(201)))
                    .containsExactly("scripted closed");
        }

        policy("shy");
        assertThat(attempts(scripted.paying(shop.order(), Map.of()).expect(201)))
                .containsExactly("shy pending");
    }

    @Test
    void tellsNoFailureOfAPaymentThatAnEarlierAttemptPaid() {
        policy("scripted");
        String order = shop.order();
        Answer declined = scripted.paying(order, Map.of()).expect(201);
        String reference = reference(declined);
        scripted.becomes(reference, new Standing.Declined(NO));
        shop.awaitPayment(declined.get("id"), "failed");
        first.starts(
                charge -> {
                    scripted.becomes(reference, new Standing.Paid(Money.of("CNY", 9900), "T1"));
                    shop.awaitPayment(declined.get("id"), "succeeded");
                    return new Started.Refused(NO);
                });

        Answer payment = scripted.paying(order, Map.of()).expect(201);

        assertThat(payment.get("status")).isEqualTo("succeeded");
        assertThat(payment.body().path("failure").isMissingNode()).isTrue();
        assertThat(attempts(payment)).containsExactly("scripted succeeded", "scripted failed");
        assertThat(failures(order)).as("of the one that was declined").isEqualTo(1);
    }

    /** Once, whoever came back to a code that waited was told that nobody could collect it. */
    @Test
    void goesOnWithWhatRunsThoughNoChannelWouldBeChosenNow() {
        policy("scripted");
        String order = shop.order();
        Answer payment = scripted.paying(order, Map.of()).expect(201);
        policy(Map.of("channel", "scripted", "highest", 1));
        assertThat(scripted.paying(shop.order(), Map.of()).get("code"))
                .isEqualTo("amount_unsupported");

        Answer again = scripted.paying(order, Map.of()).expect(201);

        assertThat(reference(again)).isEqualTo(reference(payment));
        assertThat(again.body().path("attempts").size()).isEqualTo(1);
        assertThat(again.body().path("next_action")).isEqualTo(payment.body().path("next_action"));
        Order placed = orders.find(OrderId.parse(order)).orElseThrow();
        cancelled(order);
        assertThat(
                        paying.pay(
                                        attempt(payment, 0),
                                        placed,
                                        payment.get("method"),
                                        null,
                                        new Payer(null, null, null, null))
                                .status())
                .as("the same attempt is as it stands, whatever became of it")
                .isEqualTo(PaymentStatus.CANCELLED);
    }

    /** Refused, after the payment was cancelled. */
    private Started cancelled(String order) {
        String payment =
                shop.client
                        .get("/v1/payments?order=" + order)
                        .expect(200)
                        .body()
                        .at("/data/0/id")
                        .asString();
        shop.client.post("/v1/payments/" + payment + "/cancel", Map.of()).expect(200);
        return new Started.Refused(BUSY);
    }

    /** What a decision says now of all that it looked at. */
    private String candidates() {
        Answer payment = scripted.paying(shop.order(), Map.of()).expect(201);
        return shop.client
                .get("/v1/routing/decisions/" + attempt(payment, 0))
                .expect(200)
                .body()
                .path("candidates")
                .toString();
    }

    private void policy(String... order) {
        policy(
                List.of(order).stream()
                        .<Map<String, Object>>map(channel -> Map.of("channel", channel))
                        .toList());
    }

    private void policy(Map<String, Object> contract) {
        policy(List.of(contract));
    }

    private void policy(List<Map<String, Object>> contracts) {
        api.operator()
                .put(
                        "/v1/routing/" + shop.client.id(),
                        Map.of("strategy", "fixed", "contracts", contracts))
                .expect(200);
    }

    private static AttemptId attempt(Answer payment, int nth) {
        return AttemptId.parse(payment.body().at("/attempts/" + nth + "/id").asString());
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

    private long failures(String order) {
        return sql.sql(
                        "SELECT count(*) FROM events.event WHERE subject = ? AND type ="
                                + " 'payment.failed'")
                .param(order)
                .query(Long.class)
                .single();
    }
}

package io.paideia.wallet;

import static io.paideia.Shop.atOnce;
import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channels;
import io.paideia.channels.Disputes;
import io.paideia.channels.Disputes.Status;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import io.paideia.payments.ScriptedChannel;
import io.paideia.payments.ScriptedProtocol;
import io.paideia.payments.ScriptedShop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A buyer's own money, from the top-up to the last refund into it. */
@ServerTest
@TestPropertySource(properties = ScriptedProtocol.ON)
class WalletTest {

    private static final long PRICE = 9900;

    private final Api api;
    private final Shop shop;
    private final Buyer buyer;
    private final ScriptedChannel channel;
    private final ScriptedShop scripted;

    WalletTest(Api api, Buyer buyer, JdbcClient sql, Channels channels) {
        this.api = api;
        this.buyer = buyer;
        this.shop = new Shop(api, buyer, sql, "CNY", PRICE);
        this.channel = (ScriptedChannel) channels.require("scripted");
        this.scripted = new ScriptedShop(api, shop, channel);
    }

    @Test
    void isToppedUpThroughAnyOtherChannelAndGrantsNothing() {
        Answer topUp = toppingUp(5000).expect(201);
        assertThat(topUp.header("Location")).isEqualTo("/v1/orders/" + topUp.get("order"));
        assertThat(topUp.get("checkout_url")).endsWith("/checkout/" + topUp.get("order"));
        assertThat(available()).isZero();

        String payment = shop.paid(topUp.get("order"));

        assertThat(available()).isEqualTo(5000);
        assertThat(shop.transfers(topUp.get("order"), "sale")).containsExactly(5000L);
        assertThat(shop.orderOf(payment).at("/items/0/kind").asString()).isEqualTo("top_up");
        assertThat(shop.orderOf(payment).at("/items/0/product").isMissingNode()).isTrue();
        // What was sold afterwards is granted; so the consumer has passed the top-up.
        shop.paid();
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isTrue());
        assertThat(rights()).isEqualTo(1);
    }

    @Test
    void paysAtOnceByOneTransferForEachShare() {
        has(10_000);
        String order = shop.order();

        Answer payment = shop.paying(order, "wallet").expect(201);

        assertThat(payment.get("status")).isEqualTo("succeeded");
        assertThat(payment.body().at("/attempts/0/channel").asString()).isEqualTo("wallet");
        assertThat(payment.body().path("next_action").isNull()).isTrue();
        assertThat(available()).isEqualTo(10_000 - PRICE);
        assertThat(shop.transfers(order, "sale").stream().mapToLong(Long::longValue).sum())
                .isEqualTo(PRICE);
        assertThat(shop.creatorHas("pending")).isEqualTo(6930);
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isTrue());
        assertThat(events(order)).contains("order.paid", "payment.succeeded");
    }

    @Test
    void refusesWhatItDoesNotHoldAndLetsAnotherMethodPay() {
        has(PRICE - 1);
        String order = shop.order();

        Answer refused = shop.paying(order, "wallet").expect(201);

        assertThat(refused.get("status")).isEqualTo("failed");
        assertThat(refused.body().at("/failure/code").asString()).isEqualTo("insufficient_funds");
        assertThat(available()).isEqualTo(PRICE - 1);
        assertThat(shop.transfers(order, "sale")).isEmpty();
        shop.paid(order);
        assertThat(available()).isEqualTo(PRICE - 1);
    }

    @Test
    void paysAsOftenAsItCanHoweverManyAskAtOnce() {
        has(3 * PRICE + 17);
        List<Callable<Answer>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String order = shop.order();
            all.add(() -> shop.paying(order, "wallet"));
        }

        List<Answer> answers = atOnce(all);

        assertThat(answers)
                .filteredOn(answer -> answer.get("status").equals("succeeded"))
                .hasSize(3);
        assertThat(answers).filteredOn(answer -> answer.get("status").equals("failed")).hasSize(7);
        assertThat(available()).isEqualTo(17);
    }

    @Test
    void paysAnOrderOnceHoweverOftenItIsAsked() {
        has(3 * PRICE);
        String order = shop.order();
        String key = Api.unique("key");
        Map<String, Object> body = Map.of("order", order, "method", "wallet");

        List<Answer> same = atOnce(5, () -> shop.client.post("/v1/payments", body, key));
        List<Answer> others = atOnce(5, () -> shop.paying(order, "wallet"));

        assertThat(same).filteredOn(answer -> answer.status() == 201).isNotEmpty();
        assertThat(others).allSatisfy(answer -> assertThat(answer.status()).isIn(409, 201));
        assertThat(available()).isEqualTo(2 * PRICE);
        assertThat(shop.transfers(order, "sale").stream().mapToLong(Long::longValue).sum())
                .isEqualTo(PRICE);
    }

    /** A code that nobody scanned cannot be closed at Alipay; what it brings goes back. */
    @Test
    void endsACodeThatRunsBeforeItPays() {
        has(PRICE);
        String order = shop.order();
        String code = Shop.reference(shop.paying(order).expect(201));

        Answer payment = shop.paying(order, "wallet").expect(201);

        assertThat(payment.get("status")).isEqualTo("succeeded");
        assertThat(payment.body().at("/attempts/0/status").asString()).isEqualTo("closed");
        assertThat(buyer.pays(code)).isTrue();
        eventually(() -> assertThat(shop.transfers(order, "late_refund")).containsExactly(PRICE));
        assertThat(buyer.trade(code).at("/refunded/amount").asLong()).isEqualTo(PRICE);
        assertThat(available()).isZero();
    }

    @Test
    void getsRefundsBackAtOnce() {
        has(PRICE);
        String order = shop.order();
        String payment = shop.paying(order, "wallet").expect(201).get("id");

        Answer part = shop.refunding(payment, "CNY", 3333).expect(201);

        assertThat(part.get("status")).isEqualTo("succeeded");
        assertThat(available()).isEqualTo(3333);
        assertThat(shop.refundingAll(payment).expect(201).get("status")).isEqualTo("succeeded");
        assertThat(available()).isEqualTo(PRICE);
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
        assertThat(shop.creatorHas("pending")).isZero();
        assertThat(shop.refunding(payment, "CNY", 1).get("code"))
                .isEqualTo("refund_exceeds_payment");
    }

    /** The answer of a refund was lost with its server: the sweep ends it. */
    @Test
    void getsARefundThatWasLeftBehind() {
        has(PRICE);
        String payment = shop.paying(shop.order(), "wallet").expect(201).get("id");
        String refund = shop.refunding(payment, "CNY", 100).expect(201).get("id");
        assertThat(available()).isEqualTo(100);
        leaveBehind(payment);

        eventually(() -> assertThat(available()).isEqualTo(300));
        assertThat(shop.client.get("/v1/refunds/" + refund).expect(200).get("status"))
                .isEqualTo("succeeded");
    }

    @Test
    void isNotRefundedToWhereATopUpCameFrom() {
        String payment = shop.paid(toppingUp(5000).expect(201).get("order"));

        assertThat(shop.refundingAll(payment).expect(422).get("code"))
                .isEqualTo("payment_not_refundable");
        assertThat(available()).isEqualTo(5000);
    }

    @Test
    void isNotToppedUpOutOfItself() {
        has(5000);
        String order = toppingUp(100).expect(201).get("order");

        assertThat(shop.paying(order, "wallet").expect(422).get("code"))
                .isEqualTo("method_unavailable");
        assertThat(available()).isEqualTo(5000);
    }

    @Test
    void holdsNothingForALaterCapture() {
        has(PRICE);
        Answer refused =
                shop.client.post(
                        "/v1/payments",
                        Map.of("order", shop.order(), "method", "wallet", "capture", "manual"),
                        Api.unique("key"));

        assertThat(refused.expect(422).get("code")).isEqualTo("capture_unsupported");
        assertThat(available()).isEqualTo(PRICE);
    }

    @Test
    void isNobodyElses() {
        has(PRICE);
        String stranger = shop.client.user();
        String theirs = shop.placing(stranger, List.of(shop.product)).expect(201).get("id");

        assertThat(shop.paying(theirs, "wallet").expect(201).get("status")).isEqualTo("failed");
        assertThat(available()).isEqualTo(PRICE);
        Api.Client elsewhere = api.platform();
        assertThat(
                        elsewhere
                                .post(
                                        "/v1/payments",
                                        Map.of("order", shop.order(), "method", "wallet"),
                                        Api.unique("key"))
                                .status())
                .isEqualTo(404);
    }

    @Test
    void givesNothingWhileItIsFrozen() {
        has(PRICE);
        api.operator().flag(code(), "frozen");

        Answer refused = shop.paying(shop.order(), "wallet").expect(201);

        assertThat(refused.body().at("/failure/code").asString()).isEqualTo("insufficient_funds");
        assertThat(shop.balance(code(), "CNY")).isEqualTo(PRICE);
        assertThat(available()).isZero();
    }

    @Test
    void owesWhatWasSpentOfATopUpThatIsDemandedBackAndRepaysItFirst() {
        String order = toppingUp(PRICE + 100).expect(201).get("order");
        String payment = scripted.paid(order);
        shop.paying(shop.order(), "wallet").expect(201);
        assertThat(available()).isEqualTo(100);

        Disputes.Dispute dispute = told(payment, PRICE + 100);
        scripted.tells(new Told.Disputed(dispute));
        eventually(() -> assertThat(available()).isZero());
        Disputes.Dispute lost = ScriptedChannel.stands(dispute, Status.LOST);
        channel.dispute(lost);
        scripted.tells(new Told.Disputed(lost));

        eventually(() -> assertThat(wallet().path("owed").asLong()).isEqualTo(PRICE));
        assertThat(shop.balance(code(), "CNY")).isZero();
        scripted.paid(toppingUp(PRICE + 5).expect(201).get("order"));
        assertThat(available()).isEqualTo(5);
        assertThat(wallet().path("owed").asLong()).isZero();
    }

    @Test
    void refusesATopUpThatMakesNoSense() {
        assertThat(toppingUp(0).expect(400).body().at("/errors/0/pointer").asString())
                .isEqualTo("/amount");
        assertThat(toppingUp(-5).status()).isEqualTo(400);
        Map<String, Object> body = Map.of("amount", Api.money("CNY", 5));
        assertThat(shop.client.post(wallets() + "/top-ups", body).expect(400).get("code"))
                .isEqualTo("idempotency_key_missing");
        assertThat(
                        shop.client
                                .post(
                                        "/v1/wallets/usr_01hzzzzzzzzzzzzzzzzzzzzzzz/top-ups",
                                        body,
                                        Api.unique("key"))
                                .status())
                .isEqualTo(404);
        assertThat(shop.client.get("/v1/wallets/nobody").status()).isEqualTo(404);
        assertThat(api.platform("orders:write").get(wallets()).status()).isEqualTo(403);
    }

    private Answer toppingUp(long amount) {
        return shop.client.post(
                wallets() + "/top-ups",
                Map.of("amount", Api.money("CNY", amount), "title", "For later"),
                Api.unique("key"));
    }

    /** Money from nowhere, as only an operator can give. */
    private void has(long amount) {
        api.operator().move("bank", code(), Api.money("CNY", amount));
        assertThat(available()).isEqualTo(amount);
    }

    private void leaveBehind(String payment) {
        int copied =
                shop.sql
                        .sql(
                                """
                                INSERT INTO payments.refund (id, payment_id, attempt_id, source, status, currency, amount,
                                       reason, created_at, next_check_at)
                                SELECT gen_random_uuid(), payment_id, attempt_id, source, 'pending', currency, 200,
                                       reason, created_at, now()
                                  FROM payments.refund WHERE payment_id = ?
                                """)
                        .param(io.paideia.payments.PaymentId.parse(payment).value())
                        .update();
        assertThat(copied).isEqualTo(1);
    }

    private Disputes.Dispute told(String payment, long minor) {
        String reference = shop.payment(payment).at("/attempts/0/reference").asString();
        Disputes.Dispute dispute =
                new Disputes.Dispute(
                        Api.unique("dp"),
                        reference,
                        "CT" + reference,
                        Money.of("CNY", minor),
                        "fraudulent",
                        Status.NEEDS_RESPONSE,
                        Instant.parse("2026-12-24T00:00:00Z"));
        channel.dispute(dispute);
        return dispute;
    }

    private String wallets() {
        return "/v1/wallets/" + shop.user;
    }

    private String code() {
        return "buyer:" + shop.user + ":wallet";
    }

    private JsonNode wallet() {
        return shop.client.get(wallets()).expect(200).body().at("/balances/CNY");
    }

    private long available() {
        return wallet().path("available").asLong();
    }

    private long rights() {
        return shop.sql
                .sql("SELECT count(*) FROM entitlements.entitlement WHERE person = ?")
                .param(io.paideia.identity.UserId.parse(shop.user).value())
                .query(Long.class)
                .single();
    }

    private List<String> events(String order) {
        return shop.sql
                .sql("SELECT type FROM events.event WHERE subject = ? ORDER BY position")
                .param(order)
                .query(String.class)
                .list();
    }
}

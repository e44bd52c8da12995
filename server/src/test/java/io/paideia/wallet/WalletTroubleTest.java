package io.paideia.wallet;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channels;
import io.paideia.channels.Disputes;
import io.paideia.channels.Disputes.Status;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import io.paideia.payments.ScriptedChannel;
import io.paideia.payments.ScriptedProtocol;
import io.paideia.payments.ScriptedShop;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Wallets in debt, frozen or closed: what was paid is booked or goes back, and nothing is free. */
@ServerTest
@TestPropertySource(properties = ScriptedProtocol.ON)
class WalletTroubleTest {

    private static final long PRICE = 9900;

    private final Api api;
    private final Shop shop;
    private final ScriptedChannel channel;
    private final ScriptedShop scripted;

    WalletTroubleTest(Api api, Buyer buyer, JdbcClient sql, Channels channels) {
        this.api = api;
        this.shop = new Shop(api, buyer, sql, "CNY", PRICE);
        this.channel = (ScriptedChannel) channels.require("scripted");
        this.scripted = new ScriptedShop(api, shop, channel);
    }

    @Test
    void whatAFrozenWalletOwesIsRepaidByTheNextTopUp() {
        String spent = owing();
        set("wallet", "frozen");

        scripted.paid(toppingUp(PRICE + 5));

        assertThat(wallet().path("owed").asLong()).isZero();
        assertThat(shop.balance(code("wallet"), "CNY")).isEqualTo(5);
        assertThat(wallet().path("available").asLong()).as("frozen").isZero();
        assertThat(shop.transfers(spent, "sale")).hasSize(3);
    }

    @Test
    void whatIsOwedIsNotFreeHoweverMoneyCameIn() {
        owing();
        has(PRICE);

        assertThat(shop.balance(code("wallet"), "CNY")).isEqualTo(PRICE);
        assertThat(wallet().path("available").asLong()).isZero();
        Answer refused = shop.paying(shop.order(), "wallet").expect(201);
        assertThat(refused.body().at("/failure/code").asString()).isEqualTo("insufficient_funds");
        assertThat(sending(1).expect(422).get("code")).isEqualTo("insufficient_funds");
        has(100);
        assertThat(wallet().path("available").asLong()).isEqualTo(100);
        assertThat(sending(101).expect(422).get("code")).isEqualTo("insufficient_funds");
        sending(100).expect(201);
        assertThat(shop.balance(code("wallet"), "CNY")).isEqualTo(PRICE);
    }

    @Test
    void aTopUpOfAWalletThatWasClosedMeanwhileGoesBack() {
        has(100);
        sending(100).expect(201);
        String order = toppingUp(5000);
        Answer running = scripted.paying(order, Map.of()).expect(201);
        set("wallet", "closed");
        Money sum = Money.of("CNY", 5000);
        String charge = reference(running);

        assertThat(scripted.becomes(charge, new Standing.Paid(sum, "T" + charge))).isTrue();

        eventually(() -> assertThat(shop.transfers(order, "late_refund")).containsExactly(5000L));
        assertThat(shop.suspense(order)).isZero();
        assertThat(shop.transfers(order, "sale")).isEmpty();
        Answer again = scripted.paying(toppingUp(5000), Map.of());
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.get("code")).isEqualTo("account_closed");
    }

    @Test
    void aRefundIntoAClosedWalletIsInSuspenseAndACase() {
        has(PRICE);
        String order = shop.order();
        Answer payment = shop.paying(order, "wallet").expect(201);
        set("wallet", "closed");

        Answer refund = shop.refunding(payment.get("id"), "CNY", 1000).expect(201);

        assertThat(refund.get("status")).isEqualTo("succeeded");
        assertThat(inSuspense(order)).isEqualTo(1000);
        assertThat(shop.cases(reference(payment))).containsExactly("refund_stranded");
        assertThat(shop.creatorHas("pending")).isLessThan(6930);
    }

    @Test
    void whatAChannelHoldsIsNotLetGoForAWalletThatCannotPay() {
        String order = shop.order();
        Answer held = scripted.held(order);

        Answer refused = shop.paying(order, "wallet");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.get("code")).isEqualTo("insufficient_funds");
        assertThat(channel.calls(reference(held))).doesNotContain("close");
        assertThat(scripted.capturable(held.get("id"))).isEqualTo(PRICE);
        scripted.capturing(held.get("id"), Map.of()).expect(200);
        shop.awaitPayment(held.get("id"), "succeeded");
    }

    /** Somebody who has spent a top-up that was then demanded back; the order it was spent on. */
    private String owing() {
        String payment = scripted.paid(toppingUp(PRICE));
        String spent = shop.order();
        shop.paying(spent, "wallet").expect(201);
        String reference = shop.payment(payment).at("/attempts/0/reference").asString();
        Disputes.Dispute lost =
                new Disputes.Dispute(
                        Api.unique("dp"),
                        reference,
                        "CT" + reference,
                        Money.of("CNY", PRICE),
                        "fraudulent",
                        Status.LOST,
                        Instant.parse("2026-12-24T00:00:00Z"));
        channel.dispute(lost);
        assertThat(scripted.tells(new Told.Disputed(lost))).isTrue();
        eventually(() -> assertThat(wallet().path("owed").asLong()).isEqualTo(PRICE));
        return spent;
    }

    private long inSuspense(String order) {
        return shop.sql
                .sql(
                        """
                        SELECT coalesce(sum(t.amount), 0) FROM ledger.transfer t
                          JOIN ledger.account c ON c.number = t.credit
                         WHERE t.reference = ? AND c.code = 'suspense'
                        """)
                .param(order)
                .query(Long.class)
                .single();
    }

    private String toppingUp(long amount) {
        return shop.client
                .post(
                        "/v1/wallets/" + shop.user + "/top-ups",
                        Map.of("amount", Api.money("CNY", amount)),
                        Api.unique("key"))
                .expect(201)
                .get("order");
    }

    private Answer sending(long amount) {
        return api.operator()
                .post(
                        "/v1/payouts",
                        Map.of(
                                "party",
                                shop.user,
                                "amount",
                                Api.money("CNY", amount),
                                "destination",
                                Map.of("channel", "scripted", "payee", Api.unique("payee"))),
                        Api.unique("key"));
    }

    /** Money from nowhere, as only an operator can give. */
    private void has(long amount) {
        api.operator().move("bank", code("wallet"), Api.money("CNY", amount));
    }

    private void set(String account, String flag) {
        api.operator().flag(code(account), flag);
    }

    private String code(String account) {
        return "buyer:" + shop.user + ":" + account;
    }

    private JsonNode wallet() {
        return shop.client.get("/v1/wallets/" + shop.user).expect(200).body().at("/balances/CNY");
    }
}

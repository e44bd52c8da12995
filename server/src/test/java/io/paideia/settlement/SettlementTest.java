package io.paideia.settlement;

import static io.paideia.Shop.atOnce;
import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.lane.Lane;
import io.paideia.ledger.Account;
import io.paideia.ledger.Account.Stage;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The alliance's rule settles after seven days; the creator has 70 % of 99.00. */
@ServerTest
class SettlementTest {

    private final Api api;
    private final Shop shop;
    private final Buyer buyer;
    private final JdbcClient sql;
    private final Lane lane;
    private final Ledger ledger;

    SettlementTest(Api api, Buyer buyer, JdbcClient sql, Lane lane, Ledger ledger) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.lane = lane;
        this.ledger = ledger;
        this.shop = new Shop(api, buyer, sql);
    }

    @Test
    void releasesOnTheSeventhDayAndNotBefore() {
        shop.paid();

        assertThat(released(settle(6))).isZero();
        creatorHas(6930, 0, 0);
        Answer settled = settle(7);
        assertThat(released(settled)).isEqualTo(6930);
        creatorHas(0, 6930, 0);

        JsonNode read =
                api.operator().get("/v1/settlements/" + settled.get("id")).expect(200).body();
        assertThat(read.path("status").asString()).isEqualTo("completed");
        assertThat(read.path("parties").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(read.path("lines")).isEqualTo(settled.body().path("lines"));
        assertThat(settled.header("Location")).isEqualTo("/v1/settlements/" + settled.get("id"));
    }

    @Test
    void releasesNothingTwiceHoweverOftenAndAtOnceTheDayIsSettled() {
        shop.paid();
        shop.paid();

        List<Answer> answers = new ArrayList<>(atOnce(6, () -> settle(7)));
        answers.add(settle(7));

        assertThat(answers.stream().mapToLong(this::released).sum()).isEqualTo(13860);
        creatorHas(0, 13860, 0);
    }

    @Test
    void settlesOnceUnderOneKey() {
        shop.paid();
        String key = Api.unique("key");
        Map<String, Object> body = Map.of("through", day(7).toString());

        List<Answer> answers =
                atOnce(5, () -> api.operator().post("/v1/settlements", body, key).expect(201));

        assertThat(answers)
                .extracting(answer -> answer.get("id"))
                .containsOnly(answers.getFirst().get("id"));
        assertThat(answers).allMatch(answer -> released(answer) == 6930);
        creatorHas(0, 6930, 0);
    }

    @Test
    void shortensTheShareThatIsRefundedBeforeItsRelease() {
        String payment = shop.paid();
        shop.refunding(payment, "CNY", 3300).expect(201);

        assertThat(released(settle(7))).isEqualTo(4620);
        creatorHas(0, 4620, 0);
    }

    @Test
    void takesRefundAfterTheReleaseFromWhatIsAvailable() {
        String payment = shop.paid();
        settle(7);

        shop.refunding(payment, "CNY", 3300).expect(201);

        creatorHas(0, 4620, 0);
        assertThat(released(settle(30))).isZero();
    }

    @Test
    void keepsDebtAfterThePayoutAndLetsTheNextSaleRepayIt() {
        String payment = shop.paid();
        settle(7);
        payOut(6930);
        shop.refundingAll(payment).expect(201);
        creatorHas(0, 0, 6930);

        shop.paid();
        creatorHas(0, 0, 0);
        assertThat(released(settle(30))).isZero();
        shop.paid();
        creatorHas(6930, 0, 0);
        assertThat(released(settle(30))).isEqualTo(6930);
    }

    @Test
    void showsCreatorsTheirBalances() {
        shop.paid();
        String path = "/v1/creators/" + shop.creator + "/balance";

        JsonNode balance = shop.client.get(path).expect(200).body().path("CNY");

        assertThat(balance.path("pending").asLong()).isEqualTo(6930);
        assertThat(balance.path("available").asLong()).isZero();
        assertThat(balance.path("in_transit").asLong()).isZero();
        assertThat(balance.path("paid_out").asLong()).isZero();
        assertThat(shop.client.get("/v1/creators/cre_1/balance").status()).isEqualTo(404);
        assertThat(shop.client.get("/v1/creators/" + shop.client.creator() + "/balance").text())
                .isEqualTo("{}");
    }

    @Test
    void refusesWhatIsNoSettlement() {
        assertThat(api.operator().post("/v1/settlements", Map.of()).status()).isEqualTo(400);
        assertThat(api.operator().post("/v1/settlements", Map.of("through", "tomorrow")).status())
                .isEqualTo(400);
        assertThat(shop.client.post("/v1/settlements", Map.of("through", "2026-01-01")).status())
                .isEqualTo(403);
        assertThat(api.operator().get("/v1/settlements/stl_1").status()).isEqualTo(404);
    }

    /** Whatever happens in whatever order, what is due and not released is what is pending. */
    @Test
    void owesWhatPendingHoldsAfterAnyMixOfSalesRefundsAndReleases() {
        Random random = new Random(20261121);
        Shop other = new Shop(api, buyer, sql);
        List<String> payments = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(4)) {
                case 0 -> payments.add(shop.paid());
                case 1 ->
                        payments.add(
                                shop.paid(
                                        random.nextBoolean()
                                                ? shop.order(other.product)
                                                : shop.order(shop.product, other.product)));
                case 2 -> {
                    if (!payments.isEmpty()) {
                        String payment = payments.get(random.nextInt(payments.size()));
                        Answer refund = shop.refunding(payment, "CNY", 1 + random.nextInt(9900));
                        assertThat(refund.status()).as(refund.text()).isIn(201, 422);
                    }
                }
                default -> settle(random.nextInt(9));
            }
        }

        for (String party :
                List.of(
                        "creator:" + shop.creator,
                        "creator:" + other.creator,
                        "platform:" + shop.client.id(),
                        "platform:" + other.client.id())) {
            eventually(
                    () ->
                            assertThat(shop.due(party))
                                    .as(party)
                                    .isEqualTo(shop.balance(party + ":pending", "CNY")));
        }
        assertThat(sql.sql("SELECT count(*) FROM events.parked").query(Long.class).single())
                .isZero();
        assertThat(api.operator().get("/v1/ledger/trial-balance").body().path("currencies"))
                .isNotEmpty()
                .allMatch(currency -> currency.path("balanced").asBoolean());
    }

    private static LocalDate day(int later) {
        return LocalDate.now(ZoneOffset.UTC).plusDays(later);
    }

    private Answer settle(int later) {
        return api.operator()
                .post("/v1/settlements", Map.of("through", day(later).toString()))
                .expect(201);
    }

    /** What this settlement released to the shop's creator. */
    private long released(Answer settlement) {
        return settlement
                .body()
                .path("lines")
                .valueStream()
                .filter(line -> line.path("party").asString().equals("creator:" + shop.creator))
                .mapToLong(line -> line.at("/amount/amount").asLong())
                .sum();
    }

    private void creatorHas(long pending, long available, long owed) {
        assertThat(
                        List.of(
                                shop.creatorHas("pending"),
                                shop.creatorHas("available"),
                                -shop.creatorHas("receivable")))
                .containsExactly(pending, available, owed);
    }

    private void payOut(long minor) {
        Currency cny = Currency.of("CNY");
        lane.call(
                ledger,
                List.of(
                        Transfer.single(
                                TransferId.next(),
                                Account.of("creator:" + shop.creator, Stage.AVAILABLE, cny),
                                new Account("bank", cny),
                                new Money(cny, minor),
                                "payout",
                                null)));
    }
}

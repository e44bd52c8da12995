package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.lane.Lane;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What channels say of refunds in notices: late, twice, in the wrong order, or taken back. */
@ServerTest
@TestPropertySource(properties = ScriptedProtocol.ON)
class RefundWordsTest {

    private static final Refunding FAILED =
            new Refunding.Refused(new Failure("channel_refused", "account closed", false));

    private final Api api;
    private final Lane lane;
    private final Ledger ledger;
    private final Shop shop;
    private final ScriptedChannel channel;
    private final ScriptedShop scripted;

    RefundWordsTest(
            Api api, Buyer buyer, JdbcClient sql, Channels channels, Lane lane, Ledger ledger) {
        this.api = api;
        this.lane = lane;
        this.ledger = ledger;
        this.shop = new Shop(api, buyer, sql);
        this.channel = (ScriptedChannel) channels.require("scripted");
        this.scripted = new ScriptedShop(api, shop, channel);
    }

    @Test
    void undoesEverythingWhenARefundFailsAfterItSucceeded() {
        String order = shop.order();
        String payment = scripted.paid(order);
        long home = balance("platform:" + shop.client.id() + ":pending");
        long fees = balance("revenue:fees");
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isTrue());
        Answer refund = shop.refundingAll(payment).expect(201);
        assertThat(refund.get("status")).isEqualTo("succeeded");
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isFalse());

        assertThat(fails(refund)).isTrue();

        eventually(() -> assertThat(status(refund)).isEqualTo("failed"));
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isZero();
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("paid");
        assertThat(shop.creatorHas("pending")).isEqualTo(6930);
        assertThat(balance("platform:" + shop.client.id() + ":pending")).isEqualTo(home);
        assertThat(balance("revenue:fees")).isEqualTo(fees);
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isTrue());
        eventually(() -> assertThat(shop.due()).isEqualTo(6930));
        assertThat(shop.events(order, "refund.failed")).hasSize(1);
        assertThat(shop.cases(reference(payment))).containsExactly("refund_failed_late");
        // Another way is open again, for all of it.
        assertThat(shop.refundingAll(payment).expect(201).get("status")).isEqualTo("succeeded");
        eventually(() -> assertThat(shop.due()).isZero());
    }

    @Test
    void comesToOneStateInWhateverOrderTheWordsCome() {
        for (List<Refunding> words :
                List.of(
                        List.of(new Refunding.Done(), FAILED, new Refunding.Done(), FAILED),
                        List.of(FAILED, new Refunding.Done(), FAILED, new Refunding.Done()),
                        List.of(FAILED, FAILED, FAILED, new Refunding.Done()))) {
            String order = shop.order();
            String payment = scripted.paid(order);
            long before = shop.creatorHas("pending");
            Answer refund = accepted(payment, 4000);
            channel.refund(named(refund), FAILED);

            words.forEach(word -> scripted.tells(new Told.Refunded(named(refund), word)));

            eventually(() -> assertThat(shop.unacted(named(refund))).isZero());
            assertThat(status(refund)).isEqualTo("failed");
            assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isZero();
            assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("paid");
            assertThat(shop.creatorHas("pending")).isEqualTo(before);
            assertThat(shop.cases(reference(payment))).doesNotContain("refund_after_failure");
        }
    }

    @Test
    void takesBackOneOfTwoRefundsAndLeavesTheOther() {
        String order = shop.order();
        String payment = scripted.paid(order);
        Answer first = shop.refunding(payment, "CNY", 4000).expect(201);
        shop.refunding(payment, "CNY", 1000).expect(201);

        fails(first);

        eventually(() -> assertThat(status(first)).isEqualTo("failed"));
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isEqualTo(1000);
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("partially_refunded");
        assertThat(shop.refunding(payment, "CNY", 8901).get("code"))
                .isEqualTo("refund_exceeds_payment");
        shop.refunding(payment, "CNY", 8900).expect(201);
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
        assertThat(shop.creatorHas("pending")).isZero();
    }

    /**
     * Another sale's pending money paid for the refund; it is that sale's again, on its own day.
     */
    @Test
    void restoresWhatWasTakenFromAnotherSaleOnTheDayItWasDue() {
        String payment = scripted.paid(shop.order());
        settle();
        withdraw(6930);
        scripted.paid(shop.order());
        long dueBefore = 6930;
        eventually(() -> assertThat(shop.due()).isEqualTo(dueBefore));
        Answer refund = shop.refundingAll(payment).expect(201);
        eventually(() -> assertThat(shop.due()).isZero());

        fails(refund);

        eventually(() -> assertThat(shop.due()).isEqualTo(dueBefore));
        assertThat(shop.creatorHas("pending")).isEqualTo(6930);
        assertThat(shop.creatorHas("available")).isZero();
        assertThat(shop.creatorHas("receivable")).isZero();
        settle();
        assertThat(shop.creatorHas("available")).isEqualTo(6930);
        assertThat(shop.creatorHas("pending")).isZero();
    }

    @Test
    void endsARefundByTheNoticeAlone() {
        String payment = scripted.paid(shop.order());
        Answer refund = accepted(payment, 4000);

        scripted.tells(new Told.Refunded(named(refund), new Refunding.Done()));

        eventually(() -> assertThat(status(refund)).isEqualTo("succeeded"));
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isEqualTo(4000);
    }

    @Test
    void booksNothingByAWordOfAnotherAmount() {
        String payment = scripted.paid(shop.order());
        Answer refund = accepted(payment, 4000);

        for (Refunding word : List.of(new Refunding.Done(), FAILED)) {
            assertThat(
                            scripted.tells(
                                    new Told.Refunded(named(refund), word, Money.of("CNY", 3999))))
                    .isFalse();
        }

        assertThat(status(refund)).isEqualTo("pending");
        assertThat(shop.cases(named(refund))).containsExactly("notice_amount");
        scripted.tells(
                new Told.Refunded(named(refund), new Refunding.Done(), Money.of("CNY", 4000)));
        eventually(() -> assertThat(status(refund)).isEqualTo("succeeded"));
    }

    @Test
    void tellsAPersonWhenTheChannelGaveBackWhatItHadRefused() {
        String payment = scripted.paid(shop.order());
        Answer refund = accepted(payment, 4000);
        scripted.tells(new Told.Refunded(named(refund), FAILED));
        eventually(() -> assertThat(status(refund)).isEqualTo("failed"));
        channel.refund(named(refund), new Refunding.Done());

        scripted.tells(new Told.Refunded(named(refund), new Refunding.Done()));

        eventually(
                () ->
                        assertThat(shop.cases(reference(payment)))
                                .containsExactly("refund_after_failure"));
        assertThat(status(refund)).isEqualTo("failed");
    }

    @Test
    void refusesWordsOfRefundsThatAreNotOurs() {
        String payment = shop.paid();
        Answer elsewhere = shop.refunding(payment, "CNY", 100).expect(201);

        assertThat(scripted.tells(new Told.Refunded("nobody", FAILED))).isFalse();
        assertThat(scripted.tells(new Told.Refunded(named(elsewhere), FAILED)))
                .as("it went through another channel")
                .isFalse();
        assertThat(status(elsewhere)).isEqualTo("succeeded");
    }

    @Test
    void leavesLateMoneyInSuspenseWhenItComesBack() {
        String order = shop.order();
        Answer payment = scripted.paying(order, Map.of()).expect(201);
        shop.client.post("/v1/payments/" + payment.get("id") + "/cancel", Map.of()).expect(200);
        String reference = Shop.reference(payment);
        scripted.becomes(reference, new Standing.Paid(Money.of("CNY", 9900), "T1"));
        eventually(() -> assertThat(shop.transfers(order, "late_refund")).hasSize(1));
        long before = balance("suspense");
        String refund =
                shop.client
                        .get("/v1/refunds?payment=" + payment.get("id"))
                        .expect(200)
                        .body()
                        .at("/data/0/id")
                        .asString();

        scripted.tells(new Told.Refunded(refund.substring(4), FAILED));

        eventually(() -> assertThat(balance("suspense")).isEqualTo(before + 9900));
        assertThat(shop.cases(reference)).containsExactly("late_refund_refused");
    }

    /** A refund that the channel has taken and carries out later. */
    private Answer accepted(String payment, long amount) {
        channel.meets(reference(payment), ScriptedChannel.Fault.LOST_ANSWER);
        Answer refund = shop.refunding(payment, "CNY", amount).expect(201);
        assertThat(refund.get("status")).isEqualTo("pending");
        return refund;
    }

    private void settle() {
        String far = LocalDate.now(ZoneOffset.UTC).plusDays(30).toString();
        api.operator().post("/v1/settlements", Map.of("through", far)).expect(201);
    }

    /** Pays the creator out. */
    private void withdraw(long minor) {
        Currency cny = Currency.of("CNY");
        lane.call(
                ledger,
                List.of(
                        Transfer.single(
                                TransferId.next(),
                                Account.of("creator:" + shop.creator, Account.Stage.AVAILABLE, cny),
                                new Account("bank", cny),
                                new Money(cny, minor),
                                "payout",
                                null)));
    }

    private boolean fails(Answer refund) {
        return scripted.tells(new Told.Refunded(named(refund), FAILED));
    }

    private static String named(Answer refund) {
        return refund.get("id").substring("rfd_".length());
    }

    private String reference(String payment) {
        return shop.payment(payment).at("/attempts/0/reference").asString();
    }

    private String status(Answer refund) {
        return shop.client.get("/v1/refunds/" + refund.get("id")).expect(200).get("status");
    }

    private long balance(String code) {
        return shop.balance(code, "CNY");
    }
}

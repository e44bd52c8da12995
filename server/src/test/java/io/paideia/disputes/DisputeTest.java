package io.paideia.disputes;

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
import io.paideia.channels.Refunds;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import io.paideia.payments.ScriptedChannel;
import io.paideia.payments.ScriptedChannel.Fault;
import io.paideia.payments.ScriptedProtocol;
import io.paideia.payments.ScriptedShop;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What buyers' banks demand back, from the first word to the last. */
@ServerTest
@TestPropertySource(properties = ScriptedProtocol.ON)
class DisputeTest {

    private final Api api;
    private final Shop shop;
    private final ScriptedChannel channel;
    private final ScriptedShop scripted;
    private final DisputeScene scene;

    DisputeTest(Api api, Buyer buyer, JdbcClient sql, Channels channels) {
        this.api = api;
        this.shop = new Shop(api, buyer, sql);
        this.channel = (ScriptedChannel) channels.require("scripted");
        this.scripted = new ScriptedShop(api, shop, channel);
        this.scene = new DisputeScene(shop, scripted, channel);
    }

    @Test
    void holdsTheSharesAndFreesThemWhenItIsWon() {
        String order = shop.order();
        String payment = scripted.paid(order);
        Disputes.Dispute dispute = scene.begins(payment, 9900);

        JsonNode shown = scene.dispute(payment);
        assertThat(shown.path("status").asString()).isEqualTo("needs_response");
        assertThat(shown.at("/held/amount").asLong()).isEqualTo(9900);
        assertThat(shown.path("due_by").asString()).isEqualTo(DisputeScene.DUE.toString());
        assertThat(creatorPending()).isZero();
        assertThat(shop.creatorHas("pending")).as("posted").isEqualTo(6930);
        assertThat(shop.refunding(payment, "CNY", 1).get("code"))
                .as("nothing is given back twice")
                .isEqualTo("refund_exceeds_payment");
        eventually(() -> assertThat(shop.due()).isZero());

        becomes(dispute, Status.WON);

        eventually(() -> assertThat(scene.status(payment)).isEqualTo("won"));
        assertThat(creatorPending()).isEqualTo(6930);
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isZero();
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("paid");
        assertThat(shop.entitled(shop.user, shop.product)).isTrue();
        eventually(() -> assertThat(shop.due()).isEqualTo(6930));
        assertThat(shop.events(order, "dispute.")).containsExactly("dispute.opened", "dispute.won");
        shop.refundingAll(payment).expect(201);
    }

    @Test
    void givesTheMoneyToTheBuyerWhenItIsLost() {
        String order = shop.order();
        String payment = scripted.paid(order);
        long fees = shop.balance("revenue:fees", "CNY");
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isTrue());
        Disputes.Dispute dispute = scene.begins(payment, 9900);

        becomes(dispute, Status.LOST);

        eventually(() -> assertThat(scene.status(payment)).isEqualTo("lost"));
        assertThat(shop.creatorHas("pending")).isZero();
        assertThat(shop.balance("revenue:fees", "CNY")).isEqualTo(fees - 495);
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isEqualTo(9900);
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isFalse());
        assertThat(shop.events(order, "dispute."))
                .containsExactly("dispute.opened", "dispute.lost");
        assertThat(channel.calls(scene.reference(payment)))
                .noneMatch(call -> call.startsWith("refund"));
        assertThat(shop.refundingAll(payment).get("code")).isEqualTo("refund_exceeds_payment");
    }

    @Test
    void takesPartOfASaleAndLeavesTheRestToRefunds() {
        String payment = scripted.paid(shop.order());
        shop.refunding(payment, "CNY", 900).expect(201);
        Disputes.Dispute dispute = scene.begins(payment, 4000);
        assertThat(shop.refunding(payment, "CNY", 5001).get("code"))
                .isEqualTo("refund_exceeds_payment");

        becomes(dispute, Status.LOST);
        eventually(() -> assertThat(scene.status(payment)).isEqualTo("lost"));
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isEqualTo(4900);
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("partially_refunded");
        shop.refundingAll(payment).expect(201);

        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
        assertThat(shop.creatorHas("pending")).isZero();
        assertThat(shop.creatorHas("receivable")).isZero();
    }

    @Test
    void holdsWhatIsLeftOfARefundedSaleAndTellsAPersonOfTheRest() {
        String payment = scripted.paid(shop.order());
        shop.refunding(payment, "CNY", 6000).expect(201);

        scene.begins(payment, 9900);

        assertThat(scene.dispute(payment).at("/held/amount").asLong()).isEqualTo(3900);
        assertThat(shop.cases(scene.reference(payment))).containsExactly("dispute_not_covered");
        assertThat(creatorPending()).isZero();
    }

    /** The refund was promised first; the dispute takes the rest, and together it is the sale. */
    @Test
    void leavesToARefundUnderWayWhatItWillTake() {
        String payment = scripted.paid(shop.order());
        channel.meets(scene.reference(payment), Fault.LOST_ANSWER);
        Answer refund = shop.refunding(payment, "CNY", 3333).expect(201);
        assertThat(refund.get("status")).isEqualTo("pending");
        Disputes.Dispute dispute = scene.begins(payment, 9900);
        assertThat(scene.dispute(payment).at("/held/amount").asLong()).isEqualTo(6567);

        scripted.tells(
                new Told.Refunded(refund.get("id").substring(4), new Refunds.Refunding.Done()));
        becomes(dispute, Status.LOST);

        eventually(
                () ->
                        assertThat(shop.payment(payment).at("/refunded/amount").asLong())
                                .isEqualTo(9900));
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
        assertThat(shop.creatorHas("pending")).isZero();
        assertThat(shop.creatorHas("receivable")).isZero();
    }

    @Test
    void releasesNothingThatIsHeldAndAllOfItOnceItIsFree() {
        String payment = scripted.paid(shop.order());
        String other = scripted.paid(shop.order());
        Disputes.Dispute dispute = scene.begins(payment, 9900);

        settle();
        assertThat(shop.creatorHas("available")).as("of the other sale").isEqualTo(6930);
        assertThat(shop.payment(other).path("status").asString()).isEqualTo("succeeded");

        becomes(dispute, Status.WON);
        eventually(() -> assertThat(scene.status(payment)).isEqualTo("won"));
        settle();
        assertThat(shop.creatorHas("available")).isEqualTo(2 * 6930);
        assertThat(shop.creatorHas("pending")).isZero();
        assertThat(shop.due()).isZero();
    }

    /** What was settled already is held where it is; once it is paid out, it is owed. */
    @Test
    void takesFromAvailableWhatWasSettledBefore() {
        String payment = scripted.paid(shop.order());
        settle();
        Disputes.Dispute dispute = scene.begins(payment, 9900);
        assertThat(shop.creatorHas("available")).as("posted").isEqualTo(6930);

        becomes(dispute, Status.LOST);

        eventually(() -> assertThat(scene.status(payment)).isEqualTo("lost"));
        assertThat(shop.creatorHas("available")).isZero();
        assertThat(shop.creatorHas("receivable")).isZero();
    }

    @Test
    void comesToOneStateHoweverOftenAndInWhateverOrderItIsTold() {
        String order = shop.order();
        String payment = scripted.paid(order);
        Disputes.Dispute dispute = scene.told(payment, 9900);
        channel.dispute(ScriptedChannel.stands(dispute, Status.LOST));
        List<Callable<Boolean>> words =
                Stream.of(
                                Status.LOST,
                                Status.NEEDS_RESPONSE,
                                Status.UNDER_REVIEW,
                                Status.LOST,
                                Status.NEEDS_RESPONSE)
                        .<Callable<Boolean>>map(
                                status ->
                                        () ->
                                                scripted.tells(
                                                        new Told.Disputed(
                                                                ScriptedChannel.stands(
                                                                        dispute, status))))
                        .toList();

        assertThat(atOnce(words)).containsOnly(true);

        eventually(() -> assertThat(scene.status(payment)).isEqualTo("lost"));
        eventually(() -> assertThat(shop.unacted(scene.reference(payment))).isZero());
        assertThat(shop.events(order, "dispute."))
                .containsExactly("dispute.opened", "dispute.lost");
        assertThat(shop.payment(payment).at("/refunded/amount").asLong()).isEqualTo(9900);
        assertThat(shop.creatorHas("pending")).isZero();
        assertThat(shop.cases(scene.reference(payment))).isEmpty();
    }

    @Test
    void learnsTheEndByAskingWhenNoNoticeTellsIt() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute dispute = scene.begins(payment, 9900);
        channel.dispute(ScriptedChannel.stands(dispute, Status.WON));

        scene.due(dispute);

        eventually(() -> assertThat(scene.status(payment)).isEqualTo("won"));
        assertThat(creatorPending()).isEqualTo(6930);
    }

    @Test
    void refusesDisputesOfWhatWasNeverSoldOrForMore() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute more = scene.told(payment, 9901);
        Disputes.Dispute nobody =
                new Disputes.Dispute(
                        Api.unique("dp"),
                        null,
                        "nobody",
                        Money.of("CNY", 1),
                        "fraudulent",
                        Status.NEEDS_RESPONSE,
                        null);

        assertThat(scripted.tells(new Told.Disputed(more))).isFalse();
        assertThat(scripted.tells(new Told.Disputed(nobody))).isFalse();

        assertThat(shop.cases(scene.reference(payment))).containsExactly("notice_amount");
        assertThat(scene.list(shop.client, payment).size()).isZero();
    }

    @Test
    void knowsTheSaleByTheProvidersNumberAlone() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute dispute =
                new Disputes.Dispute(
                        Api.unique("dp"),
                        null,
                        "CT" + scene.reference(payment),
                        Money.of("CNY", 9900),
                        "fraudulent",
                        Status.NEEDS_RESPONSE,
                        null);
        channel.dispute(dispute);

        assertThat(scripted.tells(new Told.Disputed(dispute))).isTrue();

        eventually(() -> assertThat(scene.list(shop.client, payment).size()).isEqualTo(1));
    }

    @Test
    void hidesDisputesFromOtherPlatforms() {
        String payment = scripted.paid(shop.order());
        scene.begins(payment, 9900);
        String path = scene.path(payment);
        Api.Client other = api.platform();

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(scene.list(other, payment).size()).isZero();
        assertThat(other.post(path + "/accept", Map.of(), Api.unique("key")).status())
                .isEqualTo(404);
        assertThat(
                        other.post(
                                        path + "/evidence",
                                        Map.of("refund_policy", "x"),
                                        Api.unique("k"))
                                .status())
                .isEqualTo(404);
        assertThat(shop.client.post(path + "/accept", Map.of()).get("code"))
                .isEqualTo("idempotency_key_missing");
        assertThat(shop.client.post(path + "/evidence", Map.of(), Api.unique("key")).status())
                .isEqualTo(400);
        assertThat(
                        shop.client
                                .post(path + "/evidence", Map.of("song", "la"), Api.unique("key"))
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/song");
        assertThat(shop.client.get("/v1/disputes?status=nowhere").status()).isEqualTo(400);
        assertThat(shop.client.get("/v1/disputes/dsp_1").status()).isEqualTo(404);
    }

    /** PayPal's signature covers no more of a notice than a checksum that can be made to fit. */
    @Test
    void asksWhereANoticeProvesNothing() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute dispute = scene.told(payment, 9900);
        channel.proves(false);
        try {
            channel.dispute(dispute);
            Disputes.Dispute forged = ScriptedChannel.stands(dispute, Status.LOST);
            assertThat(scripted.tells(new Told.Disputed(forged))).isTrue();
            eventually(() -> assertThat(scene.list(shop.client, payment).size()).isEqualTo(1));
            assertThat(scene.status(payment)).isEqualTo("needs_response");
            assertThat(creatorPending()).as("held, not lost").isZero();
            assertThat(shop.creatorHas("pending")).isEqualTo(6930);

            channel.dispute(ScriptedChannel.stands(dispute, Status.WON));
            assertThat(scripted.tells(new Told.Disputed(forged))).isTrue();
            eventually(() -> assertThat(scene.status(payment)).isEqualTo("won"));
            assertThat(shop.creatorHas("pending")).isEqualTo(6930);
        } finally {
            channel.proves(true);
        }
    }

    @Test
    void asksAgainWhereTheChannelDoesNotAnswer() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute dispute = scene.told(payment, 9900);
        channel.dispute(dispute);
        channel.meets(ScriptedChannel.asked(dispute.id()), ScriptedChannel.Fault.LOST_ANSWER);
        channel.proves(false);
        try {
            assertThat(scripted.tells(new Told.Disputed(dispute))).isTrue();
            eventually(() -> assertThat(channel.calls(dispute.id())).containsExactly("query"));
            assertThat(scene.list(shop.client, payment).size()).isZero();
            assertThat(shop.cases(scene.reference(payment))).isEmpty();

            eventually(() -> assertThat(scene.list(shop.client, payment).size()).isEqualTo(1));
            assertThat(channel.calls(dispute.id())).startsWith("query", "query");
            assertThat(scene.status(payment)).isEqualTo("needs_response");
        } finally {
            channel.proves(true);
        }
    }

    private void becomes(Disputes.Dispute dispute, Status status) {
        Disputes.Dispute next = ScriptedChannel.stands(dispute, status);
        channel.dispute(next);
        assertThat(scripted.tells(new Told.Disputed(next))).isTrue();
    }

    private void settle() {
        String far = LocalDate.now(ZoneOffset.UTC).plusDays(30).toString();
        api.operator().post("/v1/settlements", Map.of("through", far)).expect(201);
    }

    /** What the creator is shown as pending: what is held is not. */
    private long creatorPending() {
        return shop.client
                .get("/v1/creators/" + shop.creator + "/balance")
                .expect(200)
                .body()
                .at("/CNY/pending")
                .asLong();
    }
}

package io.paideia.payouts;

import static io.paideia.Shop.atOnce;
import static io.paideia.payouts.PayoutScene.eventually;
import static io.paideia.payouts.PayoutScene.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.identity.PlatformId;
import io.paideia.lane.Lane;
import io.paideia.money.Money;
import io.paideia.payments.ScriptedChannel;
import io.paideia.payments.ScriptedProtocol;
import io.paideia.payments.ScriptedShop;
import io.paideia.payouts.PayoutScene.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What channels say of transfers, late, twice, in the wrong order, or to nobody who lives. */
@ServerTest
@TestPropertySource(properties = ScriptedProtocol.ON)
class PayoutWordsTest {

    private static final Transferring BACK =
            new Transferring.Returned(new Failure("returned", "account closed", false));
    private static final Transferring SENT = new Transferring.Done("S");
    private static final Transferring TAKEN = new Transferring.Accepted("S", null);

    private final Api api;
    private final PayoutScene scene;
    private final Lane lane;
    private final BeginPayout beginPayout;
    private final PayingOut payingOut;
    private final PayoutRows rows;
    private final ScriptedChannel channel;
    private final ScriptedShop scripted;
    private final Way way = Way.of("scripted");

    PayoutWordsTest(
            Api api,
            Buyer buyer,
            JdbcClient sql,
            Channels channels,
            Lane lane,
            BeginPayout beginPayout,
            PayingOut payingOut,
            PayoutRows rows) {
        this.api = api;
        this.lane = lane;
        this.beginPayout = beginPayout;
        this.payingOut = payingOut;
        this.rows = rows;
        this.scene = new PayoutScene(api, buyer, sql);
        this.channel = (ScriptedChannel) channels.require("scripted");
        this.scripted = new ScriptedShop(api, scene.shop, channel);
    }

    @Test
    void moneyThatComesBackAfterItWasSentIsThePartysAgain() {
        String creator = scene.creator(way, 1000);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        assertThat(scene.payout(id).path("status").asString()).isEqualTo("succeeded");
        assertThat(scene.left(id)).isEqualTo(700);

        assertThat(tells(id, BACK)).isTrue();
        assertThat(tells(id, BACK)).isTrue();

        scene.awaits(id, "failed");
        assertThat(scene.payout(id).at("/failure/code").asString()).isEqualTo("returned");
        assertThat(scene.left(id)).isZero();
        JsonNode balance = balance(creator);
        assertThat(balance.path("available").asLong()).isEqualTo(1000);
        assertThat(balance.path("in_transit").asLong()).isZero();
        assertThat(balance.path("paid_out").asLong()).isZero();
        // An older word that comes late changes nothing and alarms nobody.
        assertThat(tells(id, SENT)).isTrue();
        actedOn(id, 3);
        assertThat(scene.payout(id).path("status").asString()).isEqualTo("failed");
        assertThat(scene.left(id)).isZero();
        assertThat(scene.cases(id)).isEmpty();
        assertThat(scene.events(id, "payout.succeeded")).isEqualTo(1);
        assertThat(scene.events(id, "payout.failed")).isEqualTo(1);
        // It can be sent again.
        assertThat(scene.sending(creator, Way.of("scripted"), 1000).expect(201).get("status"))
                .isEqualTo("succeeded");
        assertThat(balance(creator).path("paid_out").asLong()).isEqualTo(1000);
    }

    /** As with money that nobody claims for a month; channels' own tests let that pass. */
    @Test
    void whatNobodyWantedComesBack() {
        String creator = scene.creator(way, 1000);
        channel.transfer(way.payee(), TAKEN);
        String id = scene.sending(creator, way, 700).expect(201).get("id");

        channel.transfer(way.payee(), BACK);

        scene.awaits(id, "failed");
        assertThat(scene.payout(id).at("/failure/code").asString()).isEqualTo("returned");
        assertThat(balance(creator).path("available").asLong()).isEqualTo(1000);
        assertThat(balance(creator).path("paid_out").asLong()).isZero();
        assertThat(scene.events(id, "payout.succeeded")).isZero();
    }

    @Test
    void aNoticeEndsAPayoutAtOnce() {
        String creator = scene.creator(way, 1000);
        channel.transfer(way.payee(), TAKEN);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        assertThat(scene.payout(id).path("status").asString()).isEqualTo("pending");

        List<Boolean> taken = atOnce(5, () -> tells(id, SENT));

        assertThat(taken).containsOnly(true);
        scene.awaits(id, "succeeded");
        assertThat(scene.left(id)).isEqualTo(700);
        assertThat(scene.events(id, "payout.succeeded")).isEqualTo(1);
    }

    @Test
    void oneNoticeMayTellOfPayoutsAndPaymentsAndEachIsHeard() {
        String creator = scene.creator(way, 1000);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        Answer payment = scripted.paying(scene.shop.order(), Map.of()).expect(201);
        String charge = io.paideia.Shop.reference(payment);
        Standing paid = new Standing.Paid(Money.of("CNY", 9900), "T" + charge);
        channel.charge(charge, paid);

        assertThat(
                        scripted.tells(
                                new Told.Several(
                                        List.of(
                                                new Told.Transferred(reference(id), BACK),
                                                new Told.Transferred("nobody" + charge, BACK),
                                                new Told.Charged(charge, paid)))))
                .isTrue();

        scene.awaits(id, "failed");
        scene.shop.awaitPayment(payment.get("id"), "succeeded");
        eventually(
                () ->
                        assertThat(scene.shop.cases("nobody" + charge))
                                .containsExactly("notice_reference"));
        assertThat(scene.left(id)).isZero();
    }

    @Test
    void aNoticeAboutNobodysTransferIsRefused() {
        String stranger = "stranger" + Api.unique("x");

        assertThat(scripted.tells(new Told.Transferred(stranger, SENT))).isFalse();

        assertThat(scene.shop.cases(stranger)).containsExactly("notice_reference");
    }

    @Test
    void aNoticeOfAnotherAmountIsRefused() {
        String creator = scene.creator(way, 1000);
        channel.transfer(way.payee(), TAKEN);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        Money other = Money.of("CNY", 7000);

        assertThat(scripted.tells(new Told.Transferred(reference(id), SENT, other))).isFalse();

        assertThat(scene.cases(id)).containsExactly("notice_amount");
        assertThat(scene.payout(id).path("status").asString()).isEqualTo("pending");
        assertThat(scene.left(id)).isZero();
        Money right = Money.of("CNY", 700);
        assertThat(scripted.tells(new Told.Transferred(reference(id), SENT, right))).isTrue();
        scene.awaits(id, "succeeded");
    }

    @Test
    void whatWasSentAfterAFailureIsACaseAndNotBooked() {
        String creator = scene.creator(way, 1000);
        channel.meets(way.payee(), ScriptedChannel.Fault.REFUSED);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        assertThat(scene.payout(id).path("status").asString()).isEqualTo("failed");

        assertThat(tells(id, SENT)).isTrue();

        eventually(() -> assertThat(scene.cases(id)).containsExactly("payout_after_failure"));
        assertThat(scene.payout(id).path("status").asString()).isEqualTo("failed");
        assertThat(scene.left(id)).isZero();
        assertThat(balance(creator).path("available").asLong()).isEqualTo(1000);
        assertThat(channel.calls(way.payee())).containsExactly("transfer 700");
    }

    @Test
    void whatTheChannelHadIsNeverSentAgain() {
        String creator = scene.creator(way, 1000);
        channel.transfer(way.payee(), TAKEN);
        String id = scene.sending(creator, way, 700).expect(201).get("id");

        channel.transfer(way.payee(), new Transferring.NotThere());

        eventually(() -> assertThat(scene.cases(id)).containsExactly("payout_not_there"));
        assertThat(channel.calls(way.payee())).containsOnlyOnce("transfer 700");
        assertThat(scene.payout(id).path("status").asString()).isEqualTo("pending");
        assertThat(balance(creator).path("in_transit").asLong()).isEqualTo(700);
        channel.transfer(way.payee(), SENT);
        scene.awaits(id, "succeeded");
    }

    @Test
    void aCallThatNeverArrivedIsMadeAgainUnderTheSameReference() {
        String creator = scene.creator(way, 1000);
        channel.meets(way.payee(), ScriptedChannel.Fault.LOST_CALL);

        String id = scene.sending(creator, way, 700).expect(201).get("id");

        scene.awaits(id, "succeeded");
        assertThat(channel.calls(way.payee()))
                .containsExactly("transfer 700", "query transfer", "transfer 700");
        assertThat(scene.left(id)).isEqualTo(700);
    }

    @Test
    void anAnswerThatWasLostIsAskedForAndNothingIsSentAgain() {
        String creator = scene.creator(way, 1000);
        channel.meets(way.payee(), ScriptedChannel.Fault.LOST_ANSWER);

        String id = scene.sending(creator, way, 700).expect(201).get("id");

        scene.awaits(id, "succeeded");
        assertThat(channel.calls(way.payee())).containsExactly("transfer 700", "query transfer");
    }

    /** The first call came late; that the second is refused says nothing of the money. */
    @Test
    void theRefusalOfARepeatIsNotBelieved() {
        String creator = scene.creator(way, 1000);
        channel.meets(way.payee(), ScriptedChannel.Fault.LOST_CALL, ScriptedChannel.Fault.REPEATED);

        String id = scene.sending(creator, way, 700).expect(201).get("id");

        scene.awaits(id, "succeeded");
        assertThat(channel.calls(way.payee()))
                .containsExactly(
                        "transfer 700", "query transfer", "transfer 700", "query transfer");
        assertThat(scene.left(id)).isEqualTo(700);
        assertThat(scene.events(id, "payout.failed")).isZero();
    }

    @Test
    void whatWasSentCannotBeRefusedLater() {
        String creator = scene.creator(way, 1000);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        Transferring refused =
                new Transferring.Refused(new Failure("channel_refused", "NO", false));

        assertThat(tells(id, refused)).isTrue();

        eventually(() -> assertThat(scene.cases(id)).containsExactly("payout_refused_later"));
        assertThat(scene.payout(id).path("status").asString()).isEqualTo("succeeded");
        assertThat(scene.left(id)).isEqualTo(700);
        assertThat(balance(creator).path("available").asLong()).isEqualTo(300);
    }

    /** Where a notice proves nothing, what came back is only believed of the channel itself. */
    @Test
    void aReturnIsAskedAboutUntilTheChannelAnswers() {
        String creator = scene.creator(way, 1000);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        channel.proves(false);
        try {
            channel.transfer(way.payee(), new Transferring.Unknown("no answer"));
            assertThat(tells(id, BACK)).isTrue();
            eventually(
                    () ->
                            assertThat(channel.calls(way.payee()))
                                    .containsExactly("transfer 700", "query transfer"));
            assertThat(scene.payout(id).path("status").asString()).isEqualTo("succeeded");

            channel.transfer(way.payee(), BACK);

            scene.awaits(id, "failed");
            assertThat(balance(creator).path("available").asLong()).isEqualTo(1000);
        } finally {
            channel.proves(true);
        }
    }

    @Test
    void whatIsSaidToGoAfterAFailureIsACase() {
        String creator = scene.creator(way, 1000);
        channel.meets(way.payee(), ScriptedChannel.Fault.REFUSED);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        channel.proves(false);
        try {
            assertThat(tells(id, TAKEN)).isTrue();
            eventually(() -> assertThat(scene.cases(id)).containsExactly("payout_after_failure"));
        } finally {
            channel.proves(true);
        }
        assertThat(channel.calls(way.payee())).as("asking may be sending").hasSize(1);
    }

    /** However many take it up at once: one asks and sends, and the others leave it alone. */
    @Test
    void oneAtATimeAsksAndSends() {
        String creator = scene.creator(way, 1000);
        Payout wanted = wanted(PayoutId.parse(anId()), creator, 700);
        lane.call(beginPayout, new BeginPayout.Begin(wanted, Duration.ofHours(1)));
        assertThat(payingOut.inquire(wanted.id())).as("whoever began it is sending").isFalse();
        rows.letGo(wanted.id(), Instant.now());
        assertThat(payingOut.inquire(wanted.id())).as("an older claim is no longer its").isFalse();
        scene.sql
                .sql("UPDATE payouts.payout SET claimed_until = now() WHERE id = ?")
                .param(wanted.id().value())
                .update();

        List<Boolean> asked = atOnce(8, () -> payingOut.inquire(wanted.id()));

        assertThat(asked).contains(true);
        assertThat(channel.calls(way.payee()))
                .containsOnlyOnce("transfer 700")
                .startsWith("query transfer", "transfer 700");
        assertThat(scene.payout(wanted.id().toString()).path("status").asString())
                .isEqualTo("succeeded");
        assertThat(payingOut.inquire(wanted.id())).as("it has ended").isFalse();
    }

    /** As if the server had been killed before it called the channel. */
    @Test
    void whatAKilledServerBeganIsSentByAnother() {
        String creator = scene.creator(way, 1000);

        PayoutId id = begin(creator, 700);

        scene.awaits(id.toString(), "succeeded");
        assertThat(channel.calls(way.payee())).containsExactly("query transfer", "transfer 700");
        assertThat(scene.left(id.toString())).isEqualTo(700);
    }

    /** As if it had been killed between the channel's answer and its record. */
    @Test
    void whatAKilledServerSentIsNotSentAgain() {
        String creator = scene.creator(way, 1000);
        channel.transfer(way.payee(), SENT);

        PayoutId id = begin(creator, 700);

        scene.awaits(id.toString(), "succeeded");
        assertThat(channel.calls(way.payee())).containsExactly("query transfer");
        assertThat(scene.left(id.toString())).isEqualTo(700);
    }

    @Test
    void oneBeginningMovesTheMoneyOnce() {
        String creator = scene.creator(way, 1000);
        Payout wanted = wanted(PayoutId.parse(anId()), creator, 400);

        List<BeginPayout.Begun> begun =
                atOnce(
                        8,
                        () ->
                                lane.call(
                                        beginPayout,
                                        new BeginPayout.Begin(wanted, Duration.ofMinutes(5))));

        assertThat(begun.stream().filter(BeginPayout.Begun.Fresh.class::isInstance)).hasSize(1);
        assertThat(scene.has("creator:" + creator + ":in_transit", way)).isEqualTo(400);
        assertThat(scene.has("creator:" + creator + ":available", way)).isEqualTo(600);
    }

    /** Who withdraws all and closes the wallet still gets a case for what comes back. */
    @Test
    void whatComesBackToAClosedAccountIsInSuspenseAndACase() {
        String user = scene.wallet(way, 700);
        String id = scene.sending(user, way, 700).expect(201).get("id");
        api.operator().flag("buyer:" + user + ":wallet", "closed");
        long before = scene.has("suspense", way);

        assertThat(tells(id, BACK)).isTrue();

        scene.awaits(id, "failed");
        assertThat(scene.left(id)).isZero();
        assertThat(scene.has("suspense", way) - before).isEqualTo(700);
        assertThat(scene.cases(id)).containsExactly("payout_stranded");
    }

    /** An account through which returns pass is empty each time, and so may have been closed. */
    @Test
    void whatComesBackFindsItsWayThoughAllIsClosed() {
        String user = scene.wallet(way, 700);
        String first = scene.sending(user, way, 700).expect(201).get("id");
        assertThat(tells(first, BACK)).isTrue();
        scene.awaits(first, "failed");
        channel.transfer(way.payee(), SENT);
        String id = scene.sending(user, way, 700).expect(201).get("id");
        for (String account : List.of("wallet", "returned")) {
            api.operator().flag("buyer:" + user + ":" + account, "closed");
        }
        long before = scene.has("suspense", way);

        assertThat(tells(id, BACK)).isTrue();

        scene.awaits(id, "failed");
        assertThat(scene.left(id)).isZero();
        assertThat(scene.has("suspense", way) - before).isEqualTo(700);
        assertThat(scene.cases(id)).containsExactly("payout_stranded");
    }

    /** What has left a wallet is on its way, whatever is done to the wallet meanwhile. */
    @Test
    void aFreezeDoesNotHoldWhatHasLeft() {
        String user = scene.wallet(way, 1000);
        channel.transfer(way.payee(), TAKEN);
        String id = scene.sending(user, way, 700).expect(201).get("id");
        api.operator().flag("buyer:" + user + ":wallet", "frozen");

        assertThat(tells(id, SENT)).isTrue();

        scene.awaits(id, "succeeded");
        assertThat(scene.left(id)).isEqualTo(700);
    }

    private PayoutId begin(String creator, long amount) {
        Payout wanted = wanted(PayoutId.parse(anId()), creator, amount);
        BeginPayout.Begun begun =
                lane.call(beginPayout, new BeginPayout.Begin(wanted, Duration.ofMillis(100)));
        assertThat(begun).isInstanceOf(BeginPayout.Begun.Fresh.class);
        return wanted.id();
    }

    private Payout wanted(PayoutId id, String creator, long amount) {
        return Payout.wanted(
                id,
                Party.parse(creator),
                PlatformId.parse(scene.shop.client.id()),
                Money.of("CNY", amount),
                new Destination("scripted", way.payee(), null, Map.of()),
                Instant.now());
    }

    private static String anId() {
        return io.paideia.ids.TypeId.format("pot", io.paideia.ids.TypeId.next());
    }

    private boolean tells(String id, Transferring transferring) {
        return scripted.tells(new Told.Transferred(reference(id), transferring));
    }

    /** All of so many notices about this are acted on. */
    private void actedOn(String id, int notices) {
        eventually(
                () ->
                        assertThat(
                                        scene.sql
                                                .sql(
                                                        "SELECT count(*) FROM channels.notice WHERE"
                                                            + " reference = ? AND acted_at IS NOT"
                                                            + " NULL")
                                                .param(reference(id))
                                                .query(Integer.class)
                                                .single())
                                .isEqualTo(notices));
    }

    private JsonNode balance(String creator) {
        return api.operator()
                .get("/v1/creators/" + creator + "/balance")
                .expect(200)
                .body()
                .path("CNY");
    }
}

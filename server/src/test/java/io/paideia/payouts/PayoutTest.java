package io.paideia.payouts;

import static io.paideia.Shop.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.payouts.PayoutScene.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Sending money out, through the API, against the providers' stand-ins. */
@ServerTest
class PayoutTest {

    private final Api api;
    private final PayoutScene scene;
    private final JdbcClient sql;

    PayoutTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.sql = sql;
        this.scene = new PayoutScene(api, buyer, sql);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alipay", "wechat", "paypal", "bank"})
    void withdrawsFromAWallet(String channel) {
        Way way = Way.of(channel);
        String user = scene.wallet(way, 1000);
        String wallet = "buyer:" + user + ":wallet";

        Answer made = scene.sending(user, way, 700).expect(201);

        assertThat(made.header("Location")).isEqualTo("/v1/payouts/" + made.get("id"));
        assertThat(made.get("party")).isEqualTo(user);
        assertThat(made.body().at("/amount/amount").asLong()).isEqualTo(700);
        assertThat(made.body().at("/destination/channel").asString()).isEqualTo(channel);
        assertThat(made.text()).doesNotContain(way.payee(), "Hypatia");
        assertThat(scene.has(wallet, way)).isEqualTo(300);
        scene.awaits(made.get("id"), "succeeded");
        assertThat(scene.payout(made.get("id")).has("ended_at")).isTrue();
        assertThat(scene.agreed(made.get("id"))).isEqualTo(700);
        assertThat(scene.has(wallet, way)).isEqualTo(300);
        assertThat(scene.has("buyer:" + user + ":in_transit", way)).isZero();
        assertThat(scene.events(made.get("id"), "payout.succeeded")).isEqualTo(1);
        assertThat(scene.cases(made.get("id"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alipay", "wechat", "paypal", "bank"})
    void paysACreatorWhoSeesItOnTheWayAndThenPaidOut(String channel) {
        Way way = Way.of(channel);
        String creator = scene.creator(way, 5000);

        Answer made = scene.sending(creator, way, 5000).expect(201);

        scene.awaits(made.get("id"), "succeeded");
        assertThat(scene.agreed(made.get("id"))).isEqualTo(5000);
        JsonNode balance = balance(creator).path(way.currency());
        assertThat(balance.path("available").asLong()).isZero();
        assertThat(balance.path("in_transit").asLong()).isZero();
        assertThat(balance.path("paid_out").asLong()).isEqualTo(5000);
    }

    @Test
    void tellsWhatTheReceiverDoesWhileItIsWaitedFor() {
        Way absent = Way.to("wechat", "CNY", Api.unique("o") + "_absent", null);
        String creator = scene.creator(absent, 800);

        Answer made = scene.sending(creator, absent, 500).expect(201);

        assertThat(made.get("status")).isEqualTo("pending");
        assertThat(made.body().at("/next_action/kind").asString()).isEqualTo("app_params");
        assertThat(made.body().at("/next_action/fields/package").asString()).isNotEmpty();
        assertThat(made.body().has("ended_at")).isFalse();
        JsonNode balance = balance(creator).path("CNY");
        assertThat(balance.path("available").asLong()).isEqualTo(300);
        assertThat(balance.path("in_transit").asLong()).isEqualTo(500);
        assertThat(balance.path("paid_out").asLong()).isZero();
        assertThat(scene.agreed(made.get("id"))).isZero();
    }

    @Test
    void aPlatformSendsItsOwnMoneyAndNobodyElses() {
        Way way = Way.of("alipay");
        Api.Client mine = api.platform("payouts:write", "users:write", "catalog:write");
        Api.Client other = api.platform("payouts:write");
        scene.fund("platform:" + mine.id() + ":available", way, 900);
        scene.fund("platform:" + other.id() + ":available", way, 900);
        String user = scene.wallet(way, 900);
        String creator = scene.creator(way, 900);

        Answer made = scene.sending(mine, mine.id(), way, 400, Api.unique("key")).expect(201);
        assertThat(made.get("status")).isEqualTo("succeeded");

        for (String party : List.of(user, creator, other.id())) {
            Answer refused = scene.sending(mine, party, way, 1, Api.unique("key"));
            assertThat(refused.status()).as(refused.text()).isEqualTo(422);
            assertThat(refused.get("code"))
                    .isIn("user_not_found", "creator_not_found", "platform_not_found");
        }
        assertThat(mine.get("/v1/payouts/" + made.get("id")).status()).isEqualTo(200);
        assertThat(other.get("/v1/payouts/" + made.get("id")).status()).isEqualTo(404);
        assertThat(other.get("/v1/payouts").expect(200).body().path("data").size()).isZero();
        assertThat(mine.get("/v1/payouts").expect(200).body().path("data").size()).isEqualTo(1);
        assertThat(other.get("/v1/payouts?party=" + mine.id()).status()).isEqualTo(404);
        assertThat(scene.has("platform:" + mine.id() + ":available", way)).isEqualTo(500);
        assertThat(scene.has("platform:" + other.id() + ":available", way)).isEqualTo(900);
        assertThat(
                        sql.sql("SELECT platform::text FROM events.event WHERE subject = ?")
                                .param(made.get("id"))
                                .query(String.class)
                                .single())
                .isEqualTo(io.paideia.identity.PlatformId.parse(mine.id()).value().toString());
        Api.Client without = api.platform("payments:write");
        assertThat(scene.sending(without, without.id(), way, 1, "k").get("code"))
                .isEqualTo("insufficient_scope");
    }

    @Test
    void refusesMoreThanThereIsAndChangesNothing() {
        Way way = Way.of("alipay");
        String user = scene.wallet(way, 1000);

        for (long amount : new long[] {1001, Long.MAX_VALUE}) {
            Answer refused = scene.sending(user, way, amount);
            assertThat(refused.status()).as(refused.text()).isEqualTo(422);
            assertThat(refused.get("code")).isEqualTo("insufficient_funds");
            assertThat(refused.get("detail")).contains("10.00 CNY");
        }

        assertThat(refused(scene.sending(scene.shop.client.user(), way, 1)))
                .isEqualTo("422 insufficient_funds");
        assertThat(scene.has("buyer:" + user + ":wallet", way)).isEqualTo(1000);
        assertThat(ofParty(user)).isEmpty();
    }

    /** What a frozen wallet holds stays there, what has left it goes on. */
    @Test
    void takesNothingFromAFrozenAccount() {
        Way way = Way.of("alipay");
        String user = scene.wallet(way, 1000);
        api.operator().flag("buyer:" + user + ":wallet", "frozen");

        assertThat(refused(scene.sending(user, way, 1))).isEqualTo("422 insufficient_funds");
        assertThat(scene.has("buyer:" + user + ":wallet", way)).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere, CNY, x, , 422 channel_unknown",
        "stripe, USD, acct_1, , 422 payout_unsupported",
        "unionpay, CNY, 6222021234567890, , 422 payout_unsupported",
        "alipay, USD, 2088722000000001, , 422 currency_unsupported",
        "wechat, EUR, oUpF8uMuAJO, , 422 currency_unsupported",
        "alipay, CNY, nobody, Ada, 400 /destination/payee",
        "alipay, CNY, ada@example.com, , 400 /destination/payee_name",
        "wechat, CNY, not an openid, , 400 /destination/payee",
        "paypal, USD, nobody, , 400 /destination/payee",
        "bank, EUR, DE88370400440532013000, Ada, 400 /destination/payee",
        "bank, EUR, DE89370400440532013000, , 400 /destination/payee_name",
        "bank, EUR, '', Ada, 400 /destination/payee",
    })
    void refusesWhatTheChannelWouldNotTake(
            String channel, String currency, String payee, String name, String answer) {
        Way way = Way.to(channel, currency, payee, name);
        String user = scene.wallet(way, 1000);

        assertThat(refused(scene.sending(user, way, 500))).isEqualTo(answer);

        assertThat(scene.has("buyer:" + user + ":wallet", way)).isEqualTo(1000);
        assertThat(ofParty(user)).isEmpty();
    }

    @Test
    void refusesBodiesThatSayTooLittleOrTooMuch() {
        Way way = Way.of("alipay");
        String user = scene.wallet(way, 1000);
        Map<String, Object> whole = new HashMap<>(PayoutScene.body(user, way, 1));
        for (String part : List.of("party", "amount", "destination")) {
            Map<String, Object> body = new HashMap<>(whole);
            body.remove(part);
            assertThat(refused(post(body))).isEqualTo("400 /" + part);
        }
        for (String party : List.of("acc_1", "usr_x", "ada@example.com")) {
            whole.put("party", party);
            assertThat(refused(post(whole))).isEqualTo("400 /party");
        }
        assertThat(refused(scene.sending(user, way, 0))).isEqualTo("400 /amount");
        assertThat(refused(scene.sending(user, way, -1))).isEqualTo("400 /amount");
        String nobody = io.paideia.ids.TypeId.format("usr", io.paideia.ids.TypeId.next());
        assertThat(refused(scene.sending(nobody, way, 1))).isEqualTo("422 user_not_found");
        Answer unkeyed = api.operator().post("/v1/payouts", PayoutScene.body(user, way, 1));
        assertThat(unkeyed.get("code")).isEqualTo("idempotency_key_missing");
        assertThat(api.operator().get("/v1/payouts/" + nobody).status()).isEqualTo(404);
        assertThat(scene.has("buyer:" + user + ":wallet", way)).isEqualTo(1000);
    }

    @Test
    void aRepeatedRequestSendsOnce() {
        Way way = Way.of("alipay");
        String user = scene.wallet(way, 1000);
        String key = Api.unique("key");

        List<Answer> answers = atOnce(10, () -> scene.sending(api.operator(), user, way, 600, key));

        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(answers.stream().map(answer -> answer.get("id")).distinct()).hasSize(1);
        scene.awaits(answers.getFirst().get("id"), "succeeded");
        assertThat(scene.agreed(answers.getFirst().get("id"))).isEqualTo(600);
        assertThat(scene.has("buyer:" + user + ":wallet", way)).isEqualTo(400);
        Answer other = scene.sending(api.operator(), user, way, 1, key);
        assertThat(other.get("code")).isEqualTo("idempotency_key_reused");
    }

    @Test
    void ofManyPayoutsAtOnceOnlyThoseThatAreCoveredBegin() {
        Way way = Way.of("alipay");
        String user = scene.wallet(way, 1000);

        List<Answer> answers = atOnce(20, () -> scene.sending(user, way, 300));

        List<Answer> begun = answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(begun).hasSize(3);
        assertThat(answers.stream().filter(answer -> answer.status() != 201))
                .allMatch(answer -> answer.get("code").equals("insufficient_funds"));
        for (Answer one : begun) {
            scene.awaits(one.get("id"), "succeeded");
            assertThat(scene.agreed(one.get("id"))).isEqualTo(300);
        }
        assertThat(scene.has("buyer:" + user + ":wallet", way)).isEqualTo(100);
    }

    @Test
    void listsNewestFirstByPartyAndStatus() {
        Way way = Way.of("alipay");
        String user = scene.wallet(way, 1000);
        List<String> made =
                List.of(100L, 200L, 300L).stream()
                        .map(amount -> scene.sending(user, way, amount).expect(201).get("id"))
                        .toList();

        assertThat(ofParty(user)).containsExactlyElementsOf(made.reversed());
        Answer first = api.operator().get("/v1/payouts?limit=2&party=" + user).expect(200);
        Answer rest =
                api.operator()
                        .get("/v1/payouts?party=" + user + "&cursor=" + first.get("next_cursor"))
                        .expect(200);
        assertThat(rest.body().at("/data/0/id").asString()).isEqualTo(made.getFirst());
        assertThat(
                        api.operator()
                                .get("/v1/payouts?status=succeeded&party=" + user)
                                .body()
                                .path("data")
                                .size())
                .isEqualTo(3);
        assertThat(
                        api.operator()
                                .get("/v1/payouts?status=failed&party=" + user)
                                .body()
                                .path("data")
                                .size())
                .isZero();
        assertThat(api.operator().get("/v1/payouts?status=sent").status()).isEqualTo(400);
        assertThat(api.operator().get("/v1/payouts?party=nobody").status()).isEqualTo(400);
    }

    private Answer post(Object body) {
        return api.operator().post("/v1/payouts", body, Api.unique("key"));
    }

    /** The status with the code, or with the field that is wrong. */
    private static String refused(Answer answer) {
        String field = answer.body().at("/errors/0/pointer").asString("");
        return answer.status() + " " + (field.isEmpty() ? answer.get("code") : field);
    }

    private List<String> ofParty(String party) {
        return api.operator()
                .get("/v1/payouts?party=" + party)
                .expect(200)
                .body()
                .path("data")
                .valueStream()
                .map(payout -> payout.path("id").asString())
                .toList();
    }

    private JsonNode balance(String creator) {
        return api.operator().get("/v1/creators/" + creator + "/balance").expect(200).body();
    }
}

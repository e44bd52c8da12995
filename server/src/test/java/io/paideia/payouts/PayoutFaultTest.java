package io.paideia.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.payouts.PayoutScene.Way;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Sending through providers that misbehave: the money goes once, or it is the party's again. */
@ServerTest
class PayoutFaultTest {

    private final PayoutScene scene;
    private final Api api;
    private final Buyer buyer;

    PayoutFaultTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.scene = new PayoutScene(api, buyer, sql);
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @ParameterizedTest
    @CsvSource({
        "alipay, hang",
        "alipay, error_after_commit",
        "alipay, system_error",
        "alipay, rate_limited",
        "wechat, hang",
        "wechat, error_after_commit",
        "wechat, system_error",
        "wechat, rate_limited",
        "paypal, hang",
        "paypal, error_after_commit",
        "paypal, system_error",
        "paypal, rate_limited",
        "bank, hang",
        "bank, error_after_commit",
        "bank, system_error",
        "bank, rate_limited",
        "bank, refund_pending",
    })
    void arrivesOnceWhateverBecomesOfTheCall(String channel, String fault) {
        Way way = Way.of(channel);
        String creator = scene.creator(way, 1000);
        buyer.channelMeets(channel, onPayout(fault, fault.equals("hang") ? 3 : 1));

        Answer made = scene.sending(creator, way, 700).expect(201);

        scene.awaits(made.get("id"), "succeeded");
        assertThat(scene.agreed(made.get("id"))).isEqualTo(700);
        assertThat(scene.has("creator:" + creator + ":available", way)).isEqualTo(300);
        assertThat(scene.has("creator:" + creator + ":in_transit", way)).isZero();
        assertThat(scene.events(made.get("id"), "payout.succeeded")).isEqualTo(1);
        assertThat(scene.cases(made.get("id"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alipay", "wechat", "paypal", "bank"})
    void waitsForAProviderThatIsDown(String channel) {
        Way way = Way.of(channel);
        String creator = scene.creator(way, 1000);
        buyer.channelMeets(channel, Map.of("name", "down", "on", "payout"));

        Answer made = scene.sending(creator, way, 700).expect(201);

        assertThat(made.get("status")).isEqualTo("pending");
        assertThat(scene.has("creator:" + creator + ":in_transit", way)).isEqualTo(700);
        buyer.meetsNothing();
        scene.awaits(made.get("id"), "succeeded");
        assertThat(scene.agreed(made.get("id"))).isEqualTo(700);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alipay", "wechat", "paypal", "bank"})
    void whatTheProviderDeclinesIsThePartysAgain(String channel) {
        Way way = Way.of(channel);
        String creator = scene.creator(way, 1000);
        buyer.channelMeets(channel, onPayout("declined", 0));

        Answer made = scene.sending(creator, way, 700).expect(201);

        failedWithoutATrace(made.get("id"), creator, way);
        Answer second = scene.sending(creator, way, 700).expect(201);
        assertThat(second.get("id")).isNotEqualTo(made.get("id"));
    }

    @ParameterizedTest
    @CsvSource({"_frozen, payee_refused", "_wrong, payee_name_wrong"})
    void whatThePayeeCannotReceiveIsThePartysAgain(String mark, String code) {
        Way way =
                mark.equals("_wrong")
                        ? Way.to("wechat", "CNY", Api.unique("o"), "Wrong Name")
                        : Way.to("wechat", "CNY", Api.unique("o") + mark, null);
        String creator = scene.creator(way, 1000);

        Answer made = scene.sending(creator, way, 700).expect(201);

        failedWithoutATrace(made.get("id"), creator, way);
        assertThat(scene.payout(made.get("id")).at("/failure/code").asString()).isEqualTo(code);
    }

    @Test
    void aTransferThatTheBankTookAndThenCouldNotCarryOutComesBack() {
        Way way = Way.of("bank");
        String creator = scene.creator(way, 1000);
        buyer.channelMeets("bank", onPayout("refund_pending", 0), onPayout("refund_fails", 1));

        Answer made = scene.sending(creator, way, 700).expect(201);

        failedWithoutATrace(made.get("id"), creator, way);
    }

    @Test
    void aTransferThatThePayeesBankSendsBackComesBack() {
        Way way = Way.of("bank");
        String creator = scene.creator(way, 1000);
        buyer.channelMeets("bank", onPayout("refund_fails", 1));

        String id = scene.sending(creator, way, 700).expect(201).get("id");

        scene.awaits(id, "failed");
        assertThat(scene.agreed(id)).isZero();
        assertThat(scene.has("creator:" + creator + ":available", way)).isEqualTo(1000);
        assertThat(scene.events(id, "payout.succeeded")).isEqualTo(1);
        assertThat(scene.events(id, "payout.failed")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "wechat, duplicate",
        "wechat, drop",
        "wechat, forged",
        "wechat, wrong_seller",
        "paypal, duplicate",
        "paypal, drop",
        "paypal, forged",
    })
    void isNotMisledByNotices(String channel, String fault) {
        Way way = Way.of(channel);
        String creator = scene.creator(way, 1000);
        buyer.channelMeets(channel, fault);

        Answer made = scene.sending(creator, way, 700).expect(201);

        scene.awaits(made.get("id"), "succeeded");
        assertThat(scene.agreed(made.get("id"))).isEqualTo(700);
        assertThat(scene.events(made.get("id"), "payout.succeeded")).isEqualTo(1);
        assertThat(scene.has("creator:" + creator + ":available", way)).isEqualTo(300);
    }

    private void failedWithoutATrace(String id, String creator, Way way) {
        scene.awaits(id, "failed");
        assertThat(scene.agreed(id)).isZero();
        assertThat(scene.has("creator:" + creator + ":available", way)).isEqualTo(1000);
        JsonNode balance =
                api.operator()
                        .get("/v1/creators/" + creator + "/balance")
                        .body()
                        .path(way.currency());
        assertThat(balance.path("available").asLong()).isEqualTo(1000);
        assertThat(balance.path("in_transit").asLong()).isZero();
        assertThat(balance.path("paid_out").asLong()).isZero();
        assertThat(scene.payout(id).at("/failure/code").asString()).isNotEmpty();
        assertThat(scene.events(id, "payout.failed")).isEqualTo(1);
        assertThat(scene.events(id, "payout.succeeded")).isZero();
    }

    private static Map<String, Object> onPayout(String fault, int seconds) {
        Map<String, Object> named = new HashMap<>(Map.of("name", fault, "on", "payout"));
        if (seconds > 0) {
            named.put("seconds", seconds);
        }
        return named;
    }
}

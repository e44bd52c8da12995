package io.paideia.disputes;

import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channels;
import io.paideia.channels.Disputes;
import io.paideia.payments.ScriptedChannel;
import io.paideia.payments.ScriptedChannel.Fault;
import io.paideia.payments.ScriptedProtocol;
import io.paideia.payments.ScriptedShop;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What a platform answers to a dispute, and what becomes of it. */
@ServerTest
@TestPropertySource(properties = ScriptedProtocol.ON)
class AnsweringTest {

    private final Shop shop;
    private final ScriptedChannel channel;
    private final ScriptedShop scripted;
    private final DisputeScene scene;

    AnsweringTest(Api api, Buyer buyer, JdbcClient sql, Channels channels) {
        this.shop = new Shop(api, buyer, sql);
        this.channel = (ScriptedChannel) channels.require("scripted");
        this.scripted = new ScriptedShop(api, shop, channel);
        this.scene = new DisputeScene(shop, scripted, channel);
    }

    @Test
    void handsInEvidenceAndGivesIn() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute dispute = scene.begins(payment, 9900);
        Map<String, String> evidence =
                Map.of("access_activity_log", "read it", "service_date", "x");

        Answer answer = submitting(payment, evidence, Api.unique("key")).expect(200);

        assertThat(answer.get("status")).isEqualTo("under_review");
        assertThat(answer.body().at("/evidence/access_activity_log").asString())
                .isEqualTo("read it");
        assertThat(channel.calls(dispute.id())).contains("submit 2");
        assertThat(accepting(payment, Api.unique("key")).get("code")).isEqualTo("dispute_not_open");

        String other = scripted.paid(shop.order());
        Disputes.Dispute second = scene.begins(other, 9900);
        String key = Api.unique("key");
        assertThat(accepting(other, key).expect(200).get("status")).isEqualTo("lost");
        assertThat(accepting(other, key).get("status")).isEqualTo("lost");
        assertThat(channel.calls(second.id())).containsOnlyOnce("accept");
        assertThat(shop.payment(other).at("/refunded/amount").asLong()).isEqualTo(9900);
    }

    /** Once it was asked after half a minute, and from then on every hour. */
    @Test
    void asksAgainSoonWhatBecameOfAnAnswerThatGotNone() {
        for (List<Fault> silence :
                List.of(
                        List.of(Fault.LOST_ANSWER),
                        List.of(Fault.LOST_CALL),
                        Collections.nCopies(2, Fault.LOST_CALL))) {
            String payment = scripted.paid(shop.order());
            Disputes.Dispute dispute = scene.begins(payment, 9900);
            channel.meets(dispute.id(), silence.toArray(Fault[]::new));

            Answer open = accepting(payment, Api.unique("key")).expect(200);

            assertThat(open.get("status")).isEqualTo("needs_response");
            eventually(() -> assertThat(scene.status(payment)).isEqualTo("lost"));
        }
    }

    /** Once it was refused: the dispute would take no other answer. */
    @Test
    void answersAsItStandsWhenAKeyIsRepeatedAfterADeath() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute dispute = scene.begins(payment, 9900);
        Map<String, String> evidence = Map.of("refund_policy", "none");
        String key = Api.unique("key");
        channel.meets(dispute.id(), Fault.DEATH);
        assertThat(submitting(payment, evidence, key).status()).isEqualTo(500);

        Answer other = accepting(payment, Api.unique("key"));
        assertThat(other.get("code")).isEqualTo("dispute_in_progress");
        assertThat(other.body().path("retryable").asBoolean()).isTrue();
        Answer again = submitting(payment, evidence, key).expect(200);
        assertThat(again.get("status")).isEqualTo("needs_response");
        assertThat(again.body().at("/evidence/refund_policy").asString()).isEqualTo("none");
        assertThat(channel.calls(dispute.id())).containsOnlyOnce("submit 1");

        scene.due(dispute);
        eventually(() -> assertThat(scene.status(payment)).isEqualTo("under_review"));
    }

    @Test
    void answersWhatCameOfItWhenAKeyIsRepeatedLongAfterADeath() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute dispute = scene.begins(payment, 9900);
        String key = Api.unique("key");
        channel.meets(dispute.id(), Fault.DEATH);
        assertThat(accepting(payment, key).status()).isEqualTo(500);
        scene.due(dispute);
        eventually(() -> assertThat(scene.status(payment)).isEqualTo("lost"));

        assertThat(accepting(payment, key).expect(200).get("status")).isEqualTo("lost");
        assertThat(accepting(payment, Api.unique("key")).get("code")).isEqualTo("dispute_not_open");
    }

    @Test
    void staysOpenWhenTheChannelRefusesAnAnswer() {
        String payment = scripted.paid(shop.order());
        Disputes.Dispute dispute = scene.begins(payment, 9900);
        Map<String, String> evidence = Map.of("refund_policy", "none");
        channel.meets(dispute.id(), Fault.REFUSED);

        Answer refused = submitting(payment, evidence, Api.unique("key"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.get("code")).isEqualTo("dispute_refused");
        submitting(payment, evidence, Api.unique("key")).expect(200);
    }

    private Answer submitting(String payment, Map<String, String> evidence, String key) {
        return shop.client.post(scene.path(payment) + "/evidence", evidence, key);
    }

    private Answer accepting(String payment, String key) {
        return shop.client.post(scene.path(payment) + "/accept", Map.of(), key);
    }
}

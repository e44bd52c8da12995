package io.paideia.disputes;

import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Shop;
import io.paideia.channels.Disputes;
import io.paideia.channels.Disputes.Status;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import io.paideia.payments.ScriptedChannel;
import io.paideia.payments.ScriptedShop;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Sales of the scripted channel that are demanded back. */
record DisputeScene(Shop shop, ScriptedShop scripted, ScriptedChannel channel) {

    static final Instant DUE = Instant.parse("2026-12-01T00:00:00Z");

    /** A dispute about the payment, as the provider has it now. */
    Disputes.Dispute told(String payment, long minor) {
        Disputes.Dispute dispute =
                new Disputes.Dispute(
                        Api.unique("dp"),
                        reference(payment),
                        "CT" + reference(payment),
                        Money.of("CNY", minor),
                        "fraudulent",
                        Status.NEEDS_RESPONSE,
                        DUE);
        channel.dispute(dispute);
        return dispute;
    }

    /** The same, after we heard of it. */
    Disputes.Dispute begins(String payment, long minor) {
        Disputes.Dispute dispute = told(payment, minor);
        assertThat(scripted.tells(new Told.Disputed(dispute))).isTrue();
        eventually(() -> assertThat(list(shop.client, payment).size()).isEqualTo(1));
        return dispute;
    }

    JsonNode list(Api.Client client, String payment) {
        return client.get("/v1/disputes?payment=" + payment).expect(200).body().path("data");
    }

    JsonNode dispute(String payment) {
        return shop.client.get(path(payment)).expect(200).body();
    }

    /** Where the payment's dispute is. */
    String path(String payment) {
        return "/v1/disputes/" + list(shop.client, payment).path(0).path("id").asString();
    }

    String status(String payment) {
        return dispute(payment).path("status").asString();
    }

    String reference(String payment) {
        return shop.payment(payment).at("/attempts/0/reference").asString();
    }

    /** Makes the scheduled question to the provider due at this moment. */
    void due(Disputes.Dispute dispute) {
        shop.sql
                .sql("UPDATE disputes.dispute SET next_check_at = now() WHERE name = ?")
                .param(dispute.id())
                .update();
    }
}

package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.Api;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channels;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What is stored of notices, and what a server can still do with it. */
@ServerTest
@TestPropertySource(properties = ScriptedProtocol.ON)
class KeptNoticeTest {

    /** As many refused ones of a channel are kept in an hour, unless configured otherwise. */
    private static final int KEPT = 120;

    private final Api api;
    private final JdbcClient sql;
    private final MeterRegistry meters;
    private final ProviderShop stripe;
    private final Shop shop;
    private final ScriptedShop scripted;

    KeptNoticeTest(Api api, Buyer buyer, JdbcClient sql, MeterRegistry meters, Channels channels) {
        this.api = api;
        this.sql = sql;
        this.meters = meters;
        this.stripe = new ProviderShop(api, buyer, sql, "stripe");
        this.shop = new Shop(api, buyer, sql);
        this.scripted = new ScriptedShop(api, shop, (ScriptedChannel) channels.require("scripted"));
    }

    /** As if the server had been killed before it acted on it: another one finds it stored. */
    @Test
    void aStoredNoticeIsActedOnThoughItsSecretWasRemoved() {
        String order = stripe.shop.order();
        String payment = stripe.paid(order);
        String reference = stripe.referenceOf(payment);
        eventually(() -> assertThat(acted(reference)).isEqualTo(1));
        String body =
                sql.sql(
                                "SELECT body FROM channels.notice WHERE reference = ? AND verdict ="
                                        + " 'genuine'")
                        .param(reference)
                        .query(String.class)
                        .single();
        assertThat(body)
                .contains("\"payment_intent.succeeded\"", "\"client_secret\"")
                .doesNotContain("_secret_");

        sql.sql(
                        "UPDATE channels.notice SET acted_at = NULL, tries = 0, received_at ="
                            + " received_at - interval '1 minute' WHERE reference = ? AND verdict ="
                            + " 'genuine'")
                .param(reference)
                .update();

        eventually(() -> assertThat(acted(reference)).isEqualTo(1));
        assertThat(stripe.shop.transfers(order, "sale")).hasSize(3);
        assertThat(stripe.shop.cases(reference)).isEmpty();
    }

    @Test
    void ofWhatStrangersPostOnlySoMuchIsStored() {
        double dropped = dropped();
        for (int i = 0; i < KEPT + 10; i++) {
            assertThat(posts("nobody signed this, " + i)).isEqualTo(400);
        }

        assertThat(stored("refused", null)).isLessThanOrEqualTo(KEPT).isGreaterThan(KEPT - 10);
        assertThat(dropped() - dropped).isGreaterThanOrEqualTo(10);
        // What the provider signed is stored all the same.
        String nobodys = "nobodys" + Api.unique("x");
        Standing paid = new Standing.Paid(Money.of("CNY", 1), "T");
        assertThat(scripted.tells(new Told.Charged(nobodys, paid))).isFalse();
        assertThat(stored("refused", nobodys)).isEqualTo(1);
        shop.awaitPayment(scripted.paid(shop.order()), "succeeded");
    }

    private int acted(String reference) {
        return sql.sql(
                        "SELECT count(*) FROM channels.notice WHERE reference = ? AND verdict ="
                                + " 'genuine' AND acted_at IS NOT NULL")
                .param(reference)
                .query(Integer.class)
                .single();
    }

    private int stored(String verdict, @org.jspecify.annotations.Nullable String reference) {
        return sql.sql(
                        """
                        SELECT count(*) FROM channels.notice
                         WHERE channel = 'scripted' AND verdict = ? AND reference IS NOT DISTINCT FROM ?
                        """)
                .param(verdict)
                .param(reference)
                .query(Integer.class)
                .single();
    }

    private double dropped() {
        return meters.counter("paideia.channels.notices.dropped", "channel", "scripted").count();
    }

    private int posts(String body) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(api.uri("/channels/scripted/notify"))
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package io.paideia.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.Shop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Parties with money, where it may be sent, and both sides' books. */
final class PayoutScene {

    private static final Duration SOON = Duration.ofSeconds(40);

    final Api api;
    final Shop shop;
    final Buyer buyer;
    final JdbcClient sql;

    PayoutScene(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.shop = new Shop(api, buyer, sql);
    }

    /** A destination that its channel takes, in this currency. */
    record Way(String channel, String currency, Map<String, Object> destination) {

        static Way of(String channel) {
            String mark = Api.unique("p").replace("-", "");
            return switch (channel) {
                case "alipay" -> to("alipay", "CNY", "2088722000000001", null);
                case "wechat" -> to("wechat", "CNY", "o" + mark, null);
                case "paypal" -> to("paypal", "USD", mark + "@example.com", null);
                case "bank" -> to("bank", "EUR", "DE89 3704 0044 0532 0130 00", "Hypatia");
                default -> to(channel, "CNY", mark, null);
            };
        }

        static Way to(
                String channel,
                String currency,
                String payee,
                @org.jspecify.annotations.Nullable String name) {
            Map<String, Object> destination = new HashMap<>();
            destination.put("channel", channel);
            destination.put("payee", payee);
            if (name != null) {
                destination.put("payee_name", name);
            }
            return new Way(channel, currency, destination);
        }

        String payee() {
            return String.valueOf(destination.get("payee"));
        }
    }

    /** A new person whose wallet has so much; the channel holds it for us. */
    String wallet(Way way, long amount) {
        String user = shop.client.user();
        fund("buyer:" + user + ":wallet", way, amount);
        return user;
    }

    /** A new creator who may be paid so much. */
    String creator(Way way, long amount) {
        String creator = shop.client.creator();
        fund("creator:" + creator + ":available", way, amount);
        return creator;
    }

    void fund(String account, Way way, long amount) {
        api.operator().move("channel:" + way.channel(), account, Api.money(way.currency(), amount));
    }

    Answer sending(String party, Way way, long amount) {
        return sending(api.operator(), party, way, amount, Api.unique("key"));
    }

    Answer sending(Api.Client client, String party, Way way, long amount, String key) {
        return client.post("/v1/payouts", body(party, way, amount), key);
    }

    static Map<String, Object> body(String party, Way way, long amount) {
        return Map.of(
                "party", party,
                "amount", Api.money(way.currency(), amount),
                "destination", way.destination());
    }

    JsonNode payout(String id) {
        return api.operator().get("/v1/payouts/" + id).expect(200).body();
    }

    /** Waits for the status, but not for the schedule of questions. */
    void awaits(String id, String status) {
        eventually(
                () -> {
                    sql.sql(
                                    "UPDATE payouts.payout SET next_check_at = now()"
                                            + " WHERE id = ? AND next_check_at > now()")
                            .param(PayoutId.parse(id).value())
                            .update();
                    assertThat(payout(id).path("status").asString())
                            .as("%s", payout(id))
                            .isEqualTo(status);
                });
    }

    static void eventually(org.awaitility.core.ThrowingRunnable claim) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(claim);
    }

    static String reference(String id) {
        return id.substring("pot_".length());
    }

    long has(String account, Way way) {
        return shop.balance(account, way.currency());
    }

    /** What of a payout has left the channel's account. */
    long left(String id) {
        return sql.sql(
                        """
                        SELECT coalesce(sum(CASE WHEN c.code LIKE 'channel:%' THEN t.amount ELSE -t.amount END), 0)
                          FROM ledger.transfer t JOIN ledger.account c ON c.number = t.credit
                          JOIN ledger.account d ON d.number = t.debit
                         WHERE t.reference = ? AND (c.code LIKE 'channel:%' OR d.code LIKE 'channel:%')
                        """)
                .param(id)
                .query(Long.class)
                .single();
    }

    /** Our books say of this payout what the provider's say; how much that is. */
    long agreed(String id) {
        JsonNode there = buyer.payout(reference(id));
        long sent =
                there.path("status").asString().equals("succeeded")
                        ? there.at("/amount/amount").asLong()
                        : 0;
        assertThat(left(id)).as("%s there, %s here", there, payout(id)).isEqualTo(sent);
        return sent;
    }

    int events(String id, String type) {
        return sql.sql("SELECT count(*) FROM events.event WHERE subject = ? AND type = ?")
                .param(id)
                .param(type)
                .query(Integer.class)
                .single();
    }

    List<String> cases(String id) {
        return shop.cases(reference(id));
    }
}

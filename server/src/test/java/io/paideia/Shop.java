package io.paideia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.Api.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * A platform with one course and one buyer, and how its sales look from outside and in the books.
 */
public final class Shop {

    /** Longer than the slowest thing that is meant to happen by itself soon. */
    public static final Duration SOON = Duration.ofSeconds(10);

    public final Api.Client client;
    public final Buyer buyer;
    public final JdbcClient sql;
    public final String creator;
    public final String product;
    public final String user;

    public Shop(Api api, Buyer buyer, JdbcClient sql) {
        this(api, buyer, sql, "CNY", 9900);
    }

    public Shop(Api api, Buyer buyer, JdbcClient sql, String currency, long price) {
        // Several servers share the sandbox; it tells the one that is tested now.
        TestServer.sandbox().settingsFor(api.uri("/"));
        this.client = api.platform();
        this.buyer = buyer;
        this.sql = sql;
        this.creator = client.creator();
        this.product = product(Map.of("price", Api.money(currency, price)));
        this.user = client.user();
    }

    /** Another product of the creator. */
    public String product(Map<String, Object> fields) {
        Map<String, Object> body = new HashMap<>();
        body.put("kind", "course");
        body.put("title", "Conic sections");
        body.put("price", Api.money("CNY", 9900));
        body.put("creator", creator);
        body.putAll(fields);
        return client.post("/v1/products", body).expect(201).get("id");
    }

    /** An open order of the course. */
    public String order() {
        return order(product);
    }

    public String order(String... products) {
        return placing(user, List.of(products)).expect(201).get("id");
    }

    public Answer placing(String person, List<String> products) {
        List<Map<String, String>> items =
                products.stream().map(id -> Map.of("product", id)).toList();
        return client.post("/v1/orders", Map.of("user", person, "items", items), Api.unique("key"));
    }

    public Answer paying(String order) {
        return paying(order, "alipay_qr");
    }

    public Answer paying(String order, String method) {
        return client.post(
                "/v1/payments", Map.of("order", order, "method", method), Api.unique("key"));
    }

    /** A payment of a new order that waits for its buyer. */
    public Answer payment() {
        return paying(order()).expect(201);
    }

    /** A payment of a new order that succeeded; its id. */
    public String paid() {
        return paid(order());
    }

    public String paid(String order) {
        Answer payment = paying(order).expect(201);
        assertThat(buyer.pays(reference(payment))).isTrue();
        awaitPayment(payment.get("id"), "succeeded");
        return payment.get("id");
    }

    public JsonNode payment(String id) {
        return client.get("/v1/payments/" + id).expect(200).body();
    }

    public JsonNode orderOf(String payment) {
        return client.get("/v1/orders/" + payment(payment).path("order").asString())
                .expect(200)
                .body();
    }

    public void awaitPayment(String id, String status) {
        eventually(
                () ->
                        assertThat(payment(id).path("status").asString())
                                .as("%s", payment(id))
                                .isEqualTo(status));
    }

    public Answer refunding(String payment, String currency, long amount) {
        return client.post(
                "/v1/refunds",
                Map.of(
                        "payment",
                        payment,
                        "amount",
                        Api.money(currency, amount),
                        "reason",
                        "not what I wanted"),
                Api.unique("key"));
    }

    public Answer refundingAll(String payment) {
        return client.post(
                "/v1/refunds",
                Map.of("payment", payment, "reason", "not what I wanted"),
                Api.unique("key"));
    }

    /** The reference of the latest attempt. */
    public static String reference(Answer payment) {
        JsonNode attempts = payment.body().path("attempts");
        return attempts.path(attempts.size() - 1).path("reference").asString();
    }

    /** Makes the scheduled question to the provider due at this moment, whatever the backoff. */
    public void askNow(String reference) {
        int changed =
                sql.sql("UPDATE payments.attempt SET next_check_at = now() WHERE reference = ?")
                        .param(reference)
                        .update();
        assertThat(changed).isEqualTo(1);
    }

    /** The transfers of an order, of this kind, in minor units. */
    public List<Long> transfers(String order, String kind) {
        return sql.sql(
                        """
                        SELECT amount FROM ledger.transfer WHERE reference = ? AND kind = ?
                         ORDER BY at, amount DESC
                        """)
                .param(order)
                .param(kind)
                .query(Long.class)
                .list();
    }

    /** Credits minus debits of an account, posted. */
    public long balance(String code, String currency) {
        return sql.sql(
                        """
                        SELECT coalesce(sum(credits_posted - debits_posted), 0) FROM ledger.account
                         WHERE code = ? AND currency = ?
                        """)
                .param(code)
                .param(currency)
                .query(Long.class)
                .single();
    }

    /** What the order's transfers left in the channel's account, in minor units. */
    public long held(String order, String channel) {
        return sql.sql(
                        """
                        SELECT coalesce(sum(CASE WHEN d.code = :account THEN t.amount ELSE -t.amount END), 0)
                          FROM ledger.transfer t
                          JOIN ledger.account d ON d.number = t.debit
                          JOIN ledger.account c ON c.number = t.credit
                         WHERE t.reference = :order AND :account IN (d.code, c.code)
                           AND t.phase NOT IN ('pending', 'void', 'expire')
                        """)
                .param("order", order)
                .param("account", "channel:" + channel)
                .query(Long.class)
                .single();
    }

    /** What the creator has at this stage. */
    public long creatorHas(String stage) {
        return balance("creator:" + creator + ":" + stage, "CNY");
    }

    /** What settlement knows of as not released to the creator yet. */
    public long due() {
        return due("creator:" + creator);
    }

    /** The same of any party. */
    public long due(String party) {
        return sql.sql(
                        "SELECT coalesce(sum(amount), 0) FROM settlement.due WHERE party = ? AND"
                                + " released IS NULL")
                .param(party)
                .query(Long.class)
                .single();
    }

    /** The types of the events of an order that begin like this, in their order. */
    public List<String> events(String order, String beginning) {
        return sql.sql(
                        """
                        SELECT type FROM events.event WHERE subject = ? AND starts_with(type, ?)
                         ORDER BY position
                        """)
                .param(order)
                .param(beginning)
                .query(String.class)
                .list();
    }

    /** How many notices about a charge nobody has acted on. */
    public long unacted(String reference) {
        return sql.sql(
                        "SELECT count(*) FROM channels.notice WHERE reference = ? AND acted_at IS"
                                + " NULL")
                .param(reference)
                .query(Long.class)
                .single();
    }

    /** What an order left in suspense. */
    public long suspense(String order) {
        return transfers(order, "late_payment").stream().mapToLong(Long::longValue).sum()
                - transfers(order, "late_refund").stream().mapToLong(Long::longValue).sum();
    }

    public boolean entitled(String person, String thing) {
        return client.get("/v1/entitlements/check?user=" + person + "&product=" + thing)
                .expect(200)
                .body()
                .path("entitled")
                .asBoolean();
    }

    /** Cases about a charge, as the operator sees them. */
    public List<String> cases(String reference) {
        return sql.sql("SELECT kind FROM payments.case_file WHERE reference = ? ORDER BY kind")
                .param(reference)
                .query(String.class)
                .list();
    }

    public static void eventually(org.awaitility.core.ThrowingRunnable claim) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).untilAsserted(claim);
    }

    /** Runs this so often at the same moment and gives back all results. */
    public static <T> List<T> atOnce(int times, Callable<T> work) {
        return atOnce(IntStream.range(0, times).mapToObj(nth -> work).toList());
    }

    /** Runs all of these at the same moment and gives back their results in order. */
    public static <T> List<T> atOnce(List<Callable<T>> works) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> results = works.stream().map(threads::submit).toList();
            return results.stream().map(Shop::result).toList();
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}

package io.paideia.payments;

import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channels;
import io.paideia.channels.Refunds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Many payments at once through all channels, one in five of them under some fault, a third of them
 * refunded: in the end every one is final, nothing is unknown, and for each channel the ledger
 * holds what the provider's own books hold, to the cent. {@code -Dpaideia.mixed=10000} makes it a
 * campaign; {@code -Dpaideia.seed} repeats one.
 */
@ServerTest
class MixedTest {

    private static final int PAYMENTS = Integer.getInteger("paideia.mixed", 120);
    private static final int CALLERS = 24;
    private static final long PRICE = 9_900;
    private static final Duration PATIENCE = Duration.ofMinutes(2).plusMillis(PAYMENTS * 60L);

    /** What goes wrong after the order is there; what goes wrong before is {@link #CREATING}. */
    private static final List<Object> FAULTS =
            List.of(
                    "duplicate",
                    Map.of("name", "delay", "seconds", 1),
                    "reorder",
                    "drop",
                    "wrong_amount",
                    "wrong_seller",
                    "forged",
                    "probe",
                    "stale_query",
                    Map.of("name", "error_after_commit", "on", "refund"),
                    Map.of("name", "system_error", "on", "refund"),
                    Map.of("name", "rate_limited", "on", "refund"),
                    Map.of("name", "refund_pending", "seconds", 1),
                    Map.of("name", "refund_fails", "seconds", 1));

    private static final List<String> CREATING =
            List.of("error_after_commit", "system_error", "rate_limited", "declined", "early");

    private final Api api;
    private final Buyer buyer;
    private final JdbcClient sql;
    private final Channels channels;
    private final long seed = Long.getLong("paideia.seed", System.nanoTime());
    private final Map<String, ConcurrentLinkedQueue<String>> paid = new ConcurrentHashMap<>();
    private final Map<String, Shop> left = new ConcurrentHashMap<>();
    private final AtomicInteger done = new AtomicInteger();

    MixedTest(Api api, Buyer buyer, JdbcClient sql, Channels channels) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.channels = channels;
    }

    /** One buyer's plan, drawn before anything begins. */
    private record Plan(
            String channel,
            String method,
            Shop shop,
            Optional<Object> fault,
            boolean creating,
            boolean refunds) {}

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @Test
    void everyPaymentEndsAndBothBooksAgree() {
        Map<String, Shop> shops =
                Map.of(
                        "CNY", new Shop(api, buyer, sql, "CNY", PRICE),
                        "USD", new Shop(api, buyer, sql, "USD", PRICE));
        List<Callable<String>> buyers = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < PAYMENTS; i++) {
            Plan plan = plan(random, shops);
            buyers.add(() -> buy(plan));
        }
        List<String> payments = run(buyers);

        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(unsettled(payments)).as(where()).isEmpty());
        Shop books = shops.values().iterator().next();
        paid.forEach(
                (channel, orders) -> {
                    long[] theirs = {0};
                    long ours = 0;
                    for (String order : orders) {
                        ours += books.held(order, channel);
                        references(order)
                                .forEach(reference -> theirs[0] += taken(buyer.trade(reference)));
                    }
                    assertThat(ours)
                            .as("%s: our books and %s's", where(), channel)
                            .isEqualTo(theirs[0]);
                });
        System.out.printf("mixed: %d payments, %s, seed %d%n", PAYMENTS, outcomes(payments), seed);
    }

    private Plan plan(Random random, Map<String, Shop> shops) {
        List<String[]> ways =
                List.of(
                        new String[] {"alipay", "alipay_qr", "CNY"},
                        new String[] {"wechat", "wechat_native", "CNY"},
                        new String[] {"unionpay", "unionpay_qr", "CNY"},
                        new String[] {"paypal", "paypal", "USD"},
                        new String[] {"stripe", "card", "USD"});
        String[] way = ways.get(random.nextInt(ways.size()));
        boolean faulty = random.nextInt(5) == 0;
        boolean creating = faulty && random.nextInt(4) == 0;
        Optional<Object> fault =
                faulty && !creating
                        ? Optional.of(FAULTS.get(random.nextInt(FAULTS.size())))
                        : Optional.empty();
        return new Plan(
                way[0],
                way[1],
                java.util.Objects.requireNonNull(shops.get(way[2])),
                fault,
                creating,
                random.nextInt(3) == 0);
    }

    private String buy(Plan plan) {
        String order = plan.shop().order();
        if (plan.creating()) {
            // For a moment the whole channel is ill, so that the call which creates meets it.
            buyer.channelMeets(
                    plan.channel(), CREATING.get(Math.floorMod(order.hashCode(), CREATING.size())));
        }
        Answer payment = plan.shop().paying(order, plan.method()).expect(201);
        if (plan.creating()) {
            buyer.channelMeets(plan.channel());
        }
        String id = payment.get("id");
        String reference = reference(payment);
        plan.fault().ifPresent(fault -> buyer.meets(reference, fault));
        if (!buyer.pays(reference)) {
            // Whoever cannot pay leaves, as soon as the channel lets him.
            left.put(id, plan.shop());
        }
        paid.computeIfAbsent(plan.channel(), none -> new ConcurrentLinkedQueue<>()).add(order);
        if (plan.refunds()) {
            refundWhenPaid(plan, id);
        }
        int count = done.incrementAndGet();
        if (count % 500 == 0) {
            System.out.printf("mixed: %d of %d%n", count, PAYMENTS);
        }
        return id;
    }

    /** What fails is not refunded; what stays in doubt longer than this neither. */
    private void refundWhenPaid(Plan plan, String id) {
        try {
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> status(plan, id).equals("succeeded"));
        } catch (org.awaitility.core.ConditionTimeoutException notPaid) {
            return;
        }
        if (channels.require(plan.channel()) instanceof Refunds) {
            String currency =
                    plan.method().equals("paypal") || plan.method().equals("card") ? "USD" : "CNY";
            plan.shop().refunding(id, currency, 4_000);
        }
    }

    private static String status(Plan plan, String id) {
        return plan.shop().payment(id).path("status").asString();
    }

    /** Payments that still wait for something, after what waits was asked about once more. */
    private List<String> unsettled(List<String> payments) {
        left.forEach((id, shop) -> shop.client.post("/v1/payments/" + id + "/cancel", Map.of()));
        List<UUID> ids = payments.stream().map(id -> PaymentId.parse(id).value()).toList();
        return sql.sql(
                        """
                        SELECT p.id || ' ' || p.status || ' ' || a.channel || ' ' || a.status
                          FROM payments.payment p JOIN payments.attempt a ON a.payment_id = p.id
                         WHERE p.id IN (:ids)
                           AND (a.status IN ('created', 'unknown', 'pending', 'held', 'capturing', 'closing')
                                OR EXISTS (SELECT 1 FROM payments.refund r
                                            WHERE r.payment_id = p.id AND r.status = 'pending'))
                        """)
                .param("ids", ids)
                .query(String.class)
                .list();
    }

    private List<String> outcomes(List<String> payments) {
        List<UUID> ids = payments.stream().map(id -> PaymentId.parse(id).value()).toList();
        return sql.sql(
                        """
                        SELECT status || ' ' || count(*) || ', refunded ' || sum(refunded) FROM payments.payment
                         WHERE id IN (:ids) GROUP BY status ORDER BY status
                        """)
                .param("ids", ids)
                .query(String.class)
                .list();
    }

    private List<String> references(String order) {
        return sql.sql(
                        """
                        SELECT a.reference FROM payments.attempt a JOIN payments.payment p ON p.id = a.payment_id
                         WHERE p.order_id = ?
                        """)
                .param(io.paideia.orders.OrderId.parse(order).value())
                .query(String.class)
                .list();
    }

    private static long taken(JsonNode trade) {
        return trade.at("/taken/amount").asLong(0) - trade.at("/refunded/amount").asLong(0);
    }

    private List<String> run(List<Callable<String>> buyers) {
        List<String> payments = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            for (Future<String> payment : buyers.stream().map(threads::submit).toList()) {
                payments.add(payment.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(where(), e.getCause());
        }
        return payments;
    }

    private String where() {
        return "seed " + seed;
    }
}

package io.paideia.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.Api;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Many payments at once through all channels, one in five of them under some fault, a third of them
 * refunded: in the end every one is final, nothing is unknown, and for each order the ledger holds
 * what the provider's own books hold, to the cent. {@code -Dpaideia.mixed=10000} makes it a
 * campaign; {@code -Dpaideia.seed} repeats one.
 */
@ServerTest
class MixedTest {

    private static final int PAYMENTS = Integer.getInteger("paideia.mixed", 120);
    private static final boolean CAMPAIGN = PAYMENTS > 1000;

    /** How many calls at once; those that wait for a provider's answer cost nothing else. */
    private static final int CALLS = 40;

    /**
     * A campaign waits for every schedule as it is, and lets calls hang for longer than the most
     * patient channel waits. The small sample hurries.
     */
    private static final int HANG_SECONDS = CAMPAIGN ? 22 : 2;

    private static final Duration PATIENCE =
            Duration.ofMinutes(3).plus(Duration.ofMillis(PAYMENTS * 120L));

    private final Buyer buyer;
    private final JdbcClient sql;
    private final Map<String, Shop> shops;
    private final long seed = Long.getLong("paideia.seed", System.nanoTime());
    private final Semaphore calls = new Semaphore(CALLS);
    private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
    private long toldAt = System.nanoTime();

    MixedTest(Api api, Buyer buyer, JdbcClient sql) {
        this.buyer = buyer;
        this.sql = sql;
        this.shops =
                Map.of(
                        "CNY", new Shop(api, buyer, sql, "CNY", MixedPurchase.PRICE),
                        "USD", new Shop(api, buyer, sql, "USD", MixedPurchase.PRICE),
                        "EUR", new Shop(api, buyer, sql, "EUR", MixedPurchase.PRICE));
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @Test
    void everyPaymentEndsAndBothBooksAgree() {
        long from = System.nanoTime();
        List<MixedPurchase> all = new ArrayList<>();
        List<MixedPlan.Fault> faults = MixedPlan.faults(HANG_SECONDS);
        Random random = new Random(seed);
        for (int i = 0; i < PAYMENTS; i++) {
            MixedPlan plan = MixedPlan.drawn(random, faults);
            Shop shop = Objects.requireNonNull(shops.get(plan.way().currency()));
            all.add(new MixedPurchase(plan, shop, buyer));
        }
        List<MixedPurchase> open = new ArrayList<>(all);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all.forEach(purchase -> begin(threads, purchase, purchase::buy));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () -> {
                                look(threads, open);
                                tell(all, open);
                                assertThat(broken).as(where()).isEmpty();
                                assertThat(open.size()).as(where()).isZero();
                            });
        } catch (Throwable failed) {
            describe(open);
            throw failed;
        }
        MixedBooks books = new MixedBooks(sql, buyer, all);
        List<UUID> payments =
                all.stream().map(one -> Objects.requireNonNull(one.payment())).toList();
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> {
                            hurry(payments);
                            assertThat(unsettled(all)).as(where()).isEmpty();
                            assertThat(books.differences()).as(where()).isEmpty();
                        });
        System.out.println(books.table(Duration.ofNanos(System.nanoTime() - from), seed));
    }

    private void begin(ExecutorService threads, MixedPurchase purchase, MixedPurchase.Step step) {
        threads.execute(
                () -> {
                    calls.acquireUninterruptibly();
                    try {
                        purchase.take(step);
                    } catch (Throwable failed) {
                        broken.add(failed);
                    } finally {
                        calls.release();
                    }
                });
    }

    /** Lets everybody go on who can, and forgets those who are through. */
    private void look(ExecutorService threads, List<MixedPurchase> open) {
        Map<UUID, MixedPurchase> idle =
                open.stream()
                        .filter(MixedPurchase::idle)
                        .filter(purchase -> purchase.payment() != null)
                        .collect(
                                Collectors.toMap(
                                        purchase -> Objects.requireNonNull(purchase.payment()),
                                        Function.identity()));
        hurry(idle.keySet());
        for (MixedPurchase.Seen seen : seen(idle.keySet())) {
            MixedPurchase purchase = Objects.requireNonNull(idle.get(seen.payment()));
            MixedPurchase.Step next = purchase.next(seen);
            if (next != null) {
                begin(threads, purchase, next);
            }
        }
        open.removeIf(purchase -> purchase.took() != null);
    }

    private List<MixedPurchase.Seen> seen(Collection<UUID> payments) {
        return sql.sql(
                        """
                        SELECT p.id, p.status,
                               (SELECT a.status FROM payments.attempt a WHERE a.payment_id = p.id
                                   AND a.status IN ('created', 'pending', 'unknown', 'held', 'capturing', 'closing')),
                               EXISTS (SELECT 1 FROM payments.refund r
                                        WHERE r.payment_id = p.id AND r.status = 'pending'),
                               EXISTS (SELECT 1 FROM payments.refund r
                                        WHERE r.payment_id = p.id AND r.source = 'late')
                          FROM payments.payment p WHERE p.id = ANY (?)
                        """)
                .param(payments.toArray(UUID[]::new))
                .query(
                        (row, number) ->
                                new MixedPurchase.Seen(
                                        row.getObject(1, UUID.class),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getBoolean(4),
                                        row.getBoolean(5)))
                .list();
    }

    /**
     * In the small sample, what waits for a few seconds already need not wait for the schedule of
     * questions.
     */
    private void hurry(Collection<UUID> payments) {
        if (CAMPAIGN) {
            return;
        }
        for (String table : List.of("attempt", "refund")) {
            sql.sql(
                            "UPDATE payments."
                                    + table
                                    + " SET next_check_at = now() WHERE payment_id = ANY (?) AND"
                                    + " status IN ('pending', 'unknown', 'closed', 'failed') AND"
                                    + " created_at < now() - interval '3 seconds' AND"
                                    + " next_check_at > now()")
                    .param(payments.toArray(UUID[]::new))
                    .update();
        }
    }

    private void tell(List<MixedPurchase> all, List<MixedPurchase> open) {
        if (System.nanoTime() - toldAt > Duration.ofSeconds(10).toNanos()) {
            toldAt = System.nanoTime();
            long begun = all.stream().filter(purchase -> purchase.payment() != null).count();
            System.out.printf(
                    "mixed: %,d of %,d begun, %,d at their end%n",
                    begun, all.size(), all.size() - open.size());
        }
    }

    /** Attempts and refunds that still wait for something, and notices nobody acted on. */
    private List<String> unsettled(List<MixedPurchase> all) {
        return sql.sql(
"""
                        SELECT p.id || ' ' || p.status || ' ' || a.channel || ' ' || a.reference || ' ' || a.status
                          FROM payments.payment p JOIN payments.attempt a ON a.payment_id = p.id
                         WHERE p.id = ANY (?)
                           AND (p.status NOT IN ('succeeded', 'failed', 'cancelled', 'expired')
                                OR a.status IN ('created', 'unknown', 'pending', 'held', 'capturing', 'closing')
                                OR EXISTS (SELECT 1 FROM payments.refund r
                                            WHERE r.payment_id = p.id AND r.status = 'pending')
                                OR EXISTS (SELECT 1 FROM channels.notice n
                                            WHERE n.reference = a.reference AND n.verdict = 'genuine'
                                              AND n.acted_at IS NULL))
""")
                .param(all.stream().map(MixedPurchase::payment).toArray(UUID[]::new))
                .query(String.class)
                .list();
    }

    private void describe(List<MixedPurchase> open) {
        unsettled(open.stream().filter(purchase -> purchase.payment() != null).toList())
                .forEach(line -> System.out.println("mixed: open " + line));
    }

    private String where() {
        return "seed " + seed;
    }
}

package io.paideia.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Buyer;
import io.paideia.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What a mixed campaign left in the ledger and in the sandbox's books, order by order. */
final class MixedBooks {

    private static final int AT_ONCE = 500;

    private final JdbcClient sql;
    private final Buyer buyer;
    private final List<MixedPurchase> all;
    private final Map<String, Balance> balances = new HashMap<>();

    MixedBooks(JdbcClient sql, Buyer buyer, List<MixedPurchase> all) {
        this.sql = sql;
        this.buyer = buyer;
        this.all = all;
    }

    /** What an order's channel has of it, by both books, in minor units. */
    private record Balance(long ours, long theirs) {

        boolean differs() {
            return ours != theirs;
        }
    }

    /** Orders of which the books say different things; looked up anew where they did before. */
    List<String> differences() {
        List<MixedPurchase> doubtful =
                all.stream()
                        .filter(
                                purchase -> {
                                    Balance known = balances.get(purchase.order());
                                    return known == null || known.differs();
                                })
                        .toList();
        Map<String, Long> ours = ours(doubtful);
        Map<String, Long> theirs = theirs(doubtful);
        for (MixedPurchase purchase : doubtful) {
            balances.put(
                    purchase.order(),
                    new Balance(
                            ours.getOrDefault(purchase.order(), 0L),
                            theirs.getOrDefault(purchase.order(), 0L)));
        }
        return doubtful.stream()
                .filter(purchase -> balance(purchase).differs())
                .map(
                        purchase ->
                                purchase.order()
                                        + " by "
                                        + purchase.plan().way().channel()
                                        + " under "
                                        + purchase.plan().fault()
                                        + ": "
                                        + balance(purchase))
                .toList();
    }

    private Balance balance(MixedPurchase purchase) {
        return Objects.requireNonNull(balances.get(purchase.order()));
    }

    private Map<String, Long> ours(Collection<MixedPurchase> purchases) {
        Map<String, Long> ours = new HashMap<>();
        sql.sql(
                        """
                        SELECT t.reference,
                               sum(CASE WHEN d.code LIKE 'channel:%' THEN t.amount ELSE 0 END)
                               - sum(CASE WHEN c.code LIKE 'channel:%' THEN t.amount ELSE 0 END)
                          FROM ledger.transfer t
                          JOIN ledger.account d ON d.number = t.debit
                          JOIN ledger.account c ON c.number = t.credit
                         WHERE t.reference = ANY (?) AND t.phase NOT IN ('pending', 'void', 'expire')
                         GROUP BY t.reference
                        """)
                .param(purchases.stream().map(MixedPurchase::order).toArray(String[]::new))
                .query(
                        row -> {
                            ours.put(row.getString(1), row.getLong(2));
                        });
        return ours;
    }

    private Map<String, Long> theirs(Collection<MixedPurchase> purchases) {
        Map<UUID, String> orders = new HashMap<>();
        purchases.forEach(
                purchase ->
                        orders.put(Objects.requireNonNull(purchase.payment()), purchase.order()));
        UUID[] payments = orders.keySet().toArray(UUID[]::new);
        Map<String, Long> theirs = new HashMap<>();
        List<Callable<Map.Entry<UUID, Long>>> questions = new ArrayList<>();
        sql.sql("SELECT payment_id, reference FROM payments.attempt WHERE payment_id = ANY (?)")
                .param(payments)
                .query(
                        row -> {
                            UUID payment = row.getObject(1, UUID.class);
                            String reference = row.getString(2);
                            questions.add(() -> Map.entry(payment, taken(buyer.trade(reference))));
                        });
        for (int from = 0; from < questions.size(); from += AT_ONCE) {
            int to = Math.min(questions.size(), from + AT_ONCE);
            for (Map.Entry<UUID, Long> taken : Shop.atOnce(questions.subList(from, to))) {
                theirs.merge(
                        Objects.requireNonNull(orders.get(taken.getKey())),
                        taken.getValue(),
                        Long::sum);
            }
        }
        Map<String, Long> sent = sent();
        sql.sql("SELECT payment_id, id FROM payments.refund WHERE payment_id = ANY (?)")
                .param(payments)
                .query(
                        row -> {
                            UUID refund = row.getObject(2, UUID.class);
                            String reference = Attempt.reference(new AttemptId(refund));
                            theirs.merge(
                                    Objects.requireNonNull(
                                            orders.get(row.getObject(1, UUID.class))),
                                    -sent.getOrDefault(reference, 0L),
                                    Long::sum);
                        });
        return theirs;
    }

    /**
     * What left the bank's account, by our references: more than its receipts show, if too much was
     * sent. Other providers have no books but the trade's.
     */
    private Map<String, Long> sent() {
        JsonNode payouts = buyer.payouts();
        assertThat(payouts.size()).as("as many as the sandbox lists at most").isLessThan(1000);
        return payouts.valueStream()
                .filter(payout -> payout.path("status").asString().equals("succeeded"))
                .collect(
                        Collectors.toMap(
                                payout -> payout.path("reference").asString(),
                                payout -> payout.at("/amount/amount").asLong(),
                                Long::sum));
    }

    private static long taken(JsonNode trade) {
        long taken = trade.at("/taken/amount").asLong(0);
        return trade.path("channel").asString().equals("bank")
                ? taken
                : taken - trade.at("/refunded/amount").asLong(0);
    }

    /** The whole campaign, as Markdown. */
    String table(Duration took, long seed) {
        Map<String, List<MixedPurchase>> channels =
                all.stream()
                        .collect(
                                Collectors.groupingBy(
                                        purchase -> purchase.plan().way().channel(),
                                        TreeMap::new,
                                        Collectors.toList()));
        StringBuilder text = new StringBuilder();
        text.append(
                "mixed: %,d payments in %d s, seed %d, %,d late payments sent back%n%n"
                        .formatted(all.size(), took.toSeconds(), seed, late()));
        text.append(
                """
                | channel | payments | under a fault | succeeded | cancelled | failed | expired | refunds | failed refunds \
                | ledger | sandbox | longest |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
                """);
        channels.forEach((channel, purchases) -> text.append(row(channel, purchases)));
        text.append("%n| fault |".formatted());
        channels.keySet().forEach(channel -> text.append(" %s |".formatted(channel)));
        text.append("%n|---|%s%n".formatted("--:|".repeat(channels.size())));
        faults().forEach((fault, counts) -> text.append(row(fault, counts, channels.keySet())));
        return text.toString();
    }

    private String row(String channel, List<MixedPurchase> purchases) {
        UUID[] payments = purchases.stream().map(MixedPurchase::payment).toArray(UUID[]::new);
        Map<String, Long> ended = counted("payment WHERE id", payments);
        Map<String, Long> refunds = counted("refund WHERE payment_id", payments);
        String currency = purchases.getFirst().plan().way().currency();
        Duration longest =
                purchases.stream()
                        .map(purchase -> Objects.requireNonNull(purchase.took()))
                        .max(Duration::compareTo)
                        .orElseThrow();
        return "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,.2f %s | %,.2f %s | %d s |%n"
                .formatted(
                        channel,
                        purchases.size(),
                        purchases.stream().filter(one -> one.plan().fault().isPresent()).count(),
                        ended.getOrDefault("succeeded", 0L),
                        ended.getOrDefault("cancelled", 0L),
                        ended.getOrDefault("failed", 0L),
                        ended.getOrDefault("expired", 0L),
                        refunds.getOrDefault("succeeded", 0L),
                        refunds.getOrDefault("failed", 0L),
                        purchases.stream().mapToLong(one -> balance(one).ours()).sum() / 100.0,
                        currency,
                        purchases.stream().mapToLong(one -> balance(one).theirs()).sum() / 100.0,
                        currency,
                        longest.toSeconds());
    }

    private static String row(String fault, Map<String, Long> counts, Collection<String> channels) {
        return "| %s |%s%n"
                .formatted(
                        fault,
                        channels.stream()
                                .map(
                                        channel ->
                                                " %,d |"
                                                        .formatted(
                                                                counts.getOrDefault(channel, 0L)))
                                .collect(Collectors.joining()));
    }

    /** By fault and channel. */
    private Map<String, Map<String, Long>> faults() {
        Map<String, Map<String, Long>> faults = new TreeMap<>();
        for (MixedPurchase purchase : all) {
            purchase.plan()
                    .fault()
                    .ifPresent(
                            fault ->
                                    faults.computeIfAbsent(fault.name(), none -> new HashMap<>())
                                            .merge(purchase.plan().way().channel(), 1L, Long::sum));
        }
        return faults;
    }

    private Map<String, Long> counted(String rows, UUID[] payments) {
        Map<String, Long> counts = new HashMap<>();
        sql.sql("SELECT status, count(*) FROM payments." + rows + " = ANY (?) GROUP BY status")
                .param(payments)
                .query(
                        row -> {
                            counts.put(row.getString(1), row.getLong(2));
                        });
        return counts;
    }

    private long late() {
        return sql.sql(
                        "SELECT count(*) FROM payments.refund WHERE source = 'late' AND payment_id"
                                + " = ANY (?)")
                .param(all.stream().map(MixedPurchase::payment).toArray(UUID[]::new))
                .query(Long.class)
                .single();
    }
}

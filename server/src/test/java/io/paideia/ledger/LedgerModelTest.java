package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Thousands of random transfers against a plain model; a failure names its seed. */
final class LedgerModelTest {

    private static final Currency KWD = Currency.of("KWD");
    private static final int ACCOUNTS = 8;
    private static final int STEPS = 4_000;

    private final JdbcClient client = TestDatabase.client();
    private final Map<Account, long[]> model = new HashMap<>();
    private final Map<TransferId, Transfer> seen = new HashMap<>();
    private final Set<TransferId> resolved = new HashSet<>();
    private final List<Transfer> held = new ArrayList<>();

    @Test
    void behavesLikeAPlainModelAndEveryCurrencyBalances() {
        long seed = Long.getLong("paideia.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            String code = "model" + Long.toUnsignedString(seed) + ":" + i;
            accounts.add(new Account(i < 3 ? code : code + ":wallet", KWD));
        }
        Ledger ledger = new Ledger();
        try (Lane lane =
                Lane.start(
                        new Book("main", TestDatabase.shared()),
                        LaneSettings.DEFAULT,
                        new SimpleMeterRegistry())) {
            for (int step = 0; step < STEPS; ) {
                List<List<Transfer>> groups = new ArrayList<>();
                List<List<Boolean>> expected = new ArrayList<>();
                for (int g = random.nextInt(1, 80); g > 0; g--) {
                    List<Transfer> group = new ArrayList<>();
                    for (int n = random.nextInt(10) == 0 ? random.nextInt(2, 5) : 1; n > 0; n--) {
                        group.add(order(random, accounts));
                        step++;
                    }
                    groups.add(group);
                    expected.add(apply(group));
                }
                List<List<Boolean>> posted =
                        lane.call(ledger, groups).stream()
                                .map(all -> all.stream().map(Outcome::posted).toList())
                                .toList();
                assertThat(posted).as("seed %d, step %d", seed, step).isEqualTo(expected);
            }
        }
        for (Account account : accounts) {
            assertThat(balances(account))
                    .as("seed %d, %s", seed, account)
                    .isEqualTo(model.getOrDefault(account, new long[4]));
        }
        assertThat(
                        client.sql(
                                        "SELECT count(*) FROM (SELECT currency FROM ledger.account"
                                                + " GROUP BY currency HAVING sum(debits_posted) <>"
                                                + " sum(credits_posted) OR sum(debits_pending) <>"
                                                + " sum(credits_pending)) AS unbalanced")
                                .query(Long.class)
                                .single())
                .as("seed %d", seed)
                .isZero();
        assertThat(
                        client.sql(
                                        "SELECT count(*) FROM ledger.account a WHERE a.sequence <>"
                                                + " (SELECT count(DISTINCT e.sequence) FROM"
                                                + " ledger.entry e WHERE e.account = a.number AND"
                                                + " e.sequence BETWEEN 1 AND a.sequence)")
                                .query(Long.class)
                                .single())
                .as("gapless sequences, seed %d", seed)
                .isZero();
    }

    private Transfer order(Random random, List<Account> accounts) {
        int dice = random.nextInt(20);
        if (dice == 0 && !seen.isEmpty()) {
            return seen.values().iterator().next();
        }
        if (dice < 6 && !held.isEmpty()) {
            Transfer pending = held.get(random.nextInt(held.size()));
            return dice < 3
                    ? Transfer.cancel(TransferId.next(), pending)
                    : Transfer.post(
                            TransferId.next(),
                            pending,
                            new Money(KWD, random.nextLong(1, pending.amount().minor() + 3)));
        }
        Account debit = accounts.get(random.nextInt(ACCOUNTS));
        Account credit = accounts.get(random.nextInt(ACCOUNTS));
        Money amount = new Money(KWD, random.nextLong(0, 1_000));
        return dice < 11
                ? Transfer.pending(TransferId.next(), debit, credit, amount, "sale", null)
                : Transfer.single(TransferId.next(), debit, credit, amount, "sale", null);
    }

    /** What the model says of a group: the first refusal undoes the rest. */
    private List<Boolean> apply(List<Transfer> group) {
        Map<Account, long[]> before = new HashMap<>();
        model.forEach((account, balance) -> before.put(account, balance.clone()));
        Map<TransferId, Transfer> seenBefore = new HashMap<>(seen);
        Set<TransferId> resolvedBefore = new HashSet<>(resolved);
        int heldBefore = held.size();
        for (Transfer transfer : group) {
            if (!apply(transfer)) {
                model.clear();
                model.putAll(before);
                seen.clear();
                seen.putAll(seenBefore);
                resolved.clear();
                resolved.addAll(resolvedBefore);
                held.subList(heldBefore, held.size()).clear();
                return group.stream().map(_ -> false).toList();
            }
        }
        return group.stream().map(_ -> true).toList();
    }

    private boolean apply(Transfer order) {
        if (seen.containsKey(order.id())) {
            return order.equals(seen.get(order.id()));
        }
        long amount = order.amount().minor();
        if (amount <= 0 || order.debit().equals(order.credit())) {
            return false;
        }
        long[] debit = model.getOrDefault(order.debit(), new long[4]).clone();
        long[] credit = model.getOrDefault(order.credit(), new long[4]).clone();
        TransferId resolves = order.resolves();
        if (resolves != null) {
            Transfer pending = seen.get(resolves);
            if (pending == null
                    || resolved.contains(resolves)
                    || amount > pending.amount().minor()) {
                return false;
            }
            debit[2] -= pending.amount().minor();
            credit[3] -= pending.amount().minor();
        }
        switch (order.phase()) {
            case SINGLE, POST -> {
                debit[0] += amount;
                credit[1] += amount;
            }
            case PENDING -> {
                debit[2] += amount;
                credit[3] += amount;
            }
            case VOID, EXPIRE, REVERSE -> {}
        }
        if (order.debit().code().endsWith(":wallet") && debit[0] + debit[2] > debit[1]) {
            return false;
        }
        model.put(order.debit(), debit);
        model.put(order.credit(), credit);
        seen.put(order.id(), order);
        if (resolves != null) {
            resolved.add(resolves);
        }
        if (order.phase() == Transfer.Phase.PENDING) {
            held.add(order);
        }
        return true;
    }

    private long[] balances(Account account) {
        return client.sql(
                        "SELECT debits_posted, credits_posted, debits_pending, credits_pending FROM"
                                + " ledger.account WHERE code = ?")
                .param(account.code())
                .query(
                        (row, _) ->
                                new long[] {
                                    row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)
                                })
                .single();
    }
}

package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ledger.Transfer.Balancing;
import io.paideia.ledger.Transfer.Phase;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Thousands of random commands of every kind against a plain model; a failure names its seed, and
 * {@code -Dpaideia.seed} repeats it.
 */
@Timeout(120)
final class LedgerModelTest {

    private static final Currency KWD = Currency.of("KWD");
    private static final int STEPS = 8_000;

    private final long seed = Long.getLong("paideia.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final TimedBook book = new TimedBook();
    private final PlainLedger model = new PlainLedger(book.now());
    private final List<Account> accounts = new ArrayList<>();
    private final List<Transfer> ordered = new ArrayList<>();
    private final List<Transfer> created = new ArrayList<>();
    private final List<Transfer> held = new ArrayList<>();
    private final List<Transfer> posted = new ArrayList<>();
    private final Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
    private int steps;

    @Test
    void answersAsAPlainModelDoesAndEveryBalanceAtEveryTimeIsItsToo() {
        for (int i = 0; i < 10; i++) {
            accounts.add(named(i));
        }
        try (book) {
            administer(new AccountOrders.Open(special("closed"), Limit.NONE));
            administer(new AccountOrders.Change(special("closed"), null, true));
            administer(new AccountOrders.Open(special("owing"), Limit.CREDITS));
            administer(new AccountOrders.Open(special("frozen"), Limit.NONE));
            administer(new AccountOrders.Change(special("frozen"), true, null));
            while (steps < STEPS) {
                int dice = random.nextInt(20);
                if (dice < 4) {
                    administer();
                } else if (dice < 7) {
                    Duration time = Duration.ofMillis(random.nextInt(4_000));
                    book.pass(time);
                    model.now = book.now();
                } else if (dice == 7) {
                    assertThat(book.expire(10_000)).as(where()).isEqualTo(model.expire());
                } else if (dice == 8) {
                    book.ledger = book.anotherLedger();
                } else if (dice == 9) {
                    readThePast();
                } else {
                    call();
                }
            }
            for (Account account : accounts) {
                if (model.account(account).open) {
                    assertThat(book.balance(account))
                            .as("%s, %s", where(), account)
                            .isEqualTo(model.account(account).toString());
                }
            }
            for (int i = 0; i < 100; i++) {
                readThePast();
            }
        }
        for (Outcome outcome : Outcome.values()) {
            // Only a request over HTTP can name an account that is none.
            if (outcome != ACCOUNT_NOT_FOUND) {
                assertThat(seen.getOrDefault(outcome, 0))
                        .as("%s of %d, %s; all: %s", outcome, steps, where(), seen)
                        .isGreaterThanOrEqualTo(steps / 100);
            }
        }
    }

    private String where() {
        return "seed " + seed + ", step " + steps;
    }

    private Account named(int i) {
        String code = "model" + Long.toUnsignedString(seed) + ":" + i;
        return new Account(i % 2 == 0 ? code : code + ":wallet", KWD);
    }

    private Account any() {
        return accounts.get(random.nextInt(accounts.size()));
    }

    private void administer() {
        int dice = random.nextInt(12);
        AccountOrders.Order order;
        if (dice < 2) {
            Account fresh = named(accounts.size());
            Limit limit = pick(List.of(Limit.values()), Limit.NONE);
            order = new AccountOrders.Open(random.nextInt(4) == 0 ? any() : fresh, limit);
            if (order.account().equals(fresh) && accounts.size() < 30) {
                accounts.add(fresh);
            } else {
                order = new AccountOrders.Open(any(), limit);
            }
        } else if (dice == 2) {
            order = new AccountOrders.Change(any(), true, null);
        } else if (dice < 9) {
            order = new AccountOrders.Change(any(), false, random.nextBoolean() ? null : false);
        } else {
            order = new AccountOrders.Change(any(), null, true);
        }
        administer(order);
        if (order instanceof AccountOrders.Open && random.nextInt(6) == 0) {
            administer(new AccountOrders.Change(order.account(), null, true));
        }
    }

    private void administer(AccountOrders.Order order) {
        assertThat(book.order(order)).as("%s, %s", where(), order).isEqualTo(model.order(order));
        steps++;
    }

    private void call() {
        List<List<Transfer>> groups = new ArrayList<>();
        List<List<Outcome>> expected = new ArrayList<>();
        for (int g = random.nextInt(1, 60); g > 0; g--) {
            List<Transfer> group = new ArrayList<>();
            for (int n = random.nextInt(12) == 0 ? random.nextInt(2, 5) : 1; n > 0; n--) {
                group.add(order());
            }
            groups.add(group);
            List<Outcome> outcomes = model.post(group);
            expected.add(outcomes);
            for (int i = 0; i < group.size(); i++) {
                steps++;
                seen.merge(outcomes.get(i), 1, Integer::sum);
                if (outcomes.get(i) == CREATED) {
                    note(group.get(i));
                }
            }
            ordered.addAll(group);
        }
        List<List<Outcome>> answers = book.groups(groups);
        for (int i = 0; i < groups.size(); i++) {
            assertThat(answers.get(i))
                    .as("%s, group %d: %s", where(), i, groups.get(i))
                    .isEqualTo(expected.get(i));
        }
    }

    private void note(Transfer order) {
        created.add(order);
        Transfer really = really(order);
        if (order.phase() == Phase.PENDING) {
            held.add(really);
        } else if (order.phase().moves()) {
            posted.add(really);
        }
    }

    /** With the amount that it moved, as a later order must name it. */
    private Transfer really(Transfer order) {
        PlainLedger.Moved moved = model.moved.get(order.id());
        return new Transfer(
                order.id(),
                order.debit(),
                order.credit(),
                new Money(KWD, moved == null ? 1 : moved.amount),
                order.kind(),
                order.phase(),
                order.resolves(),
                order.reference(),
                null,
                Balancing.NONE);
    }

    private Transfer order() {
        int dice = random.nextInt(100);
        Transfer fresh = fresh(random.nextLong(1, 1_000));
        if (dice < 3) {
            return pick(created, fresh);
        }
        if (dice < 5) {
            return pick(ordered, fresh);
        }
        if (dice < 8) {
            return with(pick(ordered, fresh), 1_000_000 + steps);
        }
        if (dice < 10) {
            return fresh(random.nextInt(-5, 1));
        }
        if (dice < 12) {
            return Transfer.single(
                    TransferId.next(), fresh.debit(), fresh.debit(), fresh.amount(), "sale", null);
        }
        if (dice < 14) {
            Money dollars = Money.of("USD", 1);
            return Transfer.single(
                    TransferId.next(), fresh.debit(), fresh.credit(), dollars, "sale", null);
        }
        if (dice < 17) {
            // Once it fits, twice it does not.
            return Transfer.single(
                    TransferId.next(),
                    special("huge"),
                    special("vast"),
                    new Money(KWD, Long.MAX_VALUE),
                    "sale",
                    null);
        }
        if (dice < 20) {
            return Transfer.single(
                    TransferId.next(), fresh.debit(), special("closed"), fresh.amount(), "x", null);
        }
        if (dice < 22) {
            return Transfer.single(
                    TransferId.next(),
                    special("bank"),
                    special("owing"),
                    fresh.amount(),
                    "x",
                    null);
        }
        if (dice < 24) {
            return Transfer.single(
                    TransferId.next(),
                    special("frozen"),
                    fresh.credit(),
                    fresh.amount(),
                    "x",
                    null);
        }
        if (dice < 48) {
            return end(pick(held.subList(Math.max(0, held.size() - 40), held.size()), fresh));
        }
        if (dice < 65) {
            return reversal(pick(posted, fresh));
        }
        return fresh;
    }

    /** An account that is only there for what seldom happens by chance. */
    private Account special(String what) {
        return new Account("model" + Long.toUnsignedString(seed) + ":" + what, KWD);
    }

    private <T> T pick(List<T> some, T otherwise) {
        return some.isEmpty() ? otherwise : some.get(random.nextInt(some.size()));
    }

    private Transfer end(Transfer of) {
        TransferId id = TransferId.next();
        int dice = random.nextInt(26);
        if (dice < 7) {
            return Transfer.post(
                    id, of, new Money(KWD, random.nextLong(1, of.amount().minor() + 1)));
        }
        if (dice < 14) {
            return Transfer.post(id, of, new Money(KWD, of.amount().minor() + 1));
        }
        if (dice < 16) {
            return Transfer.cancel(id, of);
        }
        if (dice < 21) {
            // One of the newest, which may not be over yet.
            return Transfer.expiry(id, held.isEmpty() ? of : held.getLast());
        }
        return dice < 23
                ? ending(id, of.credit(), of.debit(), of.id())
                : ending(id, of.debit(), of.credit(), TransferId.next());
    }

    private static Transfer ending(
            TransferId id, Account debit, Account credit, TransferId resolves) {
        return new Transfer(
                id,
                debit,
                credit,
                new Money(KWD, 1),
                "sale",
                Phase.POST,
                resolves,
                null,
                null,
                Balancing.NONE);
    }

    private Transfer reversal(Transfer of) {
        TransferId id = TransferId.next();
        return switch (random.nextInt(8)) {
            case 0 -> Transfer.reversal(id, with(of, of.amount().minor() + 1));
            case 1 -> Transfer.reversal(id, pick(held, of));
            default -> Transfer.reversal(id, of);
        };
    }

    private static Transfer with(Transfer order, long amount) {
        return new Transfer(
                order.id(),
                order.debit(),
                order.credit(),
                new Money(KWD, amount),
                order.kind(),
                order.phase(),
                order.resolves(),
                order.reference(),
                order.timeout(),
                order.balancing());
    }

    private Transfer fresh(long amount) {
        Account debit = any();
        Account credit = any();
        while (credit.equals(debit)) {
            credit = any();
        }
        Money money = new Money(KWD, amount);
        TransferId id = TransferId.next();
        Transfer order =
                random.nextInt(3) == 0
                        ? Transfer.pending(id, debit, credit, money, "sale", null)
                        : Transfer.single(id, debit, credit, money, "sale", "ord_1");
        if (order.phase() == Phase.PENDING && random.nextBoolean()) {
            order = order.within(Duration.ofMillis(random.nextInt(1, 6_000)));
        }
        return random.nextInt(4) == 0
                ? order.balancing(random.nextBoolean() ? Balancing.DEBIT : Balancing.CREDIT)
                : order;
    }

    /** A statement of any period, and the balance at any time, as the model's own lines have it. */
    private void readThePast() {
        Account account = any();
        PlainLedger.Plain plain = model.account(account);
        if (!plain.open) {
            return;
        }
        Instant from = moment(plain);
        Instant to = moment(plain);
        Period period = from.isAfter(to) ? new Period(to, from) : new Period(from, to);
        Statement statement = book.statement(account, period);
        List<PlainLedger.Line> within =
                plain.lines.stream().filter(line -> period.covers(line.at())).toList();
        assertThat(
                        List.of(
                                statement.entryCount(),
                                statement.debits().minor(),
                                statement.credits().minor(),
                                statement.openingBalance().minor(),
                                statement.closingBalance().minor()))
                .as("%s, %s in %s", where(), account, period)
                .isEqualTo(
                        List.of(
                                (long) within.size(),
                                sum(within, PlainLedger.Line::debit),
                                sum(within, PlainLedger.Line::credit),
                                balance(plain, period.begin()),
                                balance(plain, period.end())));
        assertThat(
                        book
                                .entries
                                .following(
                                        book.opened(account),
                                        statement.opening().newest(),
                                        statement.closing().sequence(),
                                        150)
                                .stream()
                                .map(Entry::transfer))
                .as("%s, %s in %s", where(), account, period)
                .isEqualTo(within.stream().limit(150).map(PlainLedger.Line::id).toList());
    }

    private Instant moment(PlainLedger.Plain plain) {
        Instant at =
                plain.lines.isEmpty() ? book.now() : pick(plain.lines, plain.lines.getFirst()).at();
        return at.plusNanos(1_000L * random.nextInt(-1, 2));
    }

    private static long balance(PlainLedger.Plain plain, Instant before) {
        BigInteger balance = BigInteger.ZERO;
        for (PlainLedger.Line line : plain.lines) {
            if (line.at().isBefore(before)) {
                balance = line.balance();
            }
        }
        return balance.longValueExact();
    }

    private static long sum(
            List<PlainLedger.Line> lines, java.util.function.ToLongFunction<PlainLedger.Line> of) {
        return lines.stream().mapToLong(of).reduce(0, Math::addExact);
    }
}

package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.http.Page;
import io.paideia.ledger.Transfer.Balancing;
import io.paideia.ledger.Transfer.Phase;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * A real book and its plain model, which get the same commands and must answer the same; and what
 * was ordered in it, for later commands to name.
 */
final class Twin {

    static final Account CLOSED = named("closed");
    static final Account OWING = named("owing");
    static final Account FROZEN = named("frozen");
    private static final int MOST_ACCOUNTS = 30;

    final TimedBook book;
    final PlainLedger model;
    final Account clearing;
    final List<Account> accounts = new ArrayList<>();
    final List<Transfer> ordered = new ArrayList<>();
    final List<Transfer> created = new ArrayList<>();

    /** With the amounts that they moved, as a later order must name them. */
    final List<Transfer> held = new ArrayList<>();

    final List<Transfer> posted = new ArrayList<>();
    private final Supplier<TransferId> ids;

    Twin(TimedBook book, String other, Supplier<TransferId> ids) {
        this.book = book;
        this.model = new PlainLedger(book.now());
        this.clearing = Account.clearing(other, Draft.KWD);
        this.ids = ids;
        while (accounts.size() < 10) {
            accounts.add(another());
        }
    }

    /** An account that is only there for what seldom happens by chance. */
    static Account named(String what) {
        return new Account("model:" + what, Draft.KWD);
    }

    /** Counted from the newest. */
    static <T> T pick(List<T> some, int nth) {
        return some.get(some.size() - 1 - nth % some.size());
    }

    TransferId next() {
        return ids.get();
    }

    /** Every other one is a wallet. */
    private Account another() {
        int n = accounts.size();
        return named(n % 2 == 0 ? "a" + n : n + ":wallet");
    }

    Account fresh() {
        if (accounts.size() < MOST_ACCOUNTS) {
            accounts.add(another());
        }
        return accounts.getLast();
    }

    List<AccountOrders.Answer> order(List<AccountOrders.Order> orders) {
        List<AccountOrders.Answer> answers = book.lane.call(new AccountOrders(book.ledger), orders);
        assertThat(answers).as("%s", orders).isEqualTo(orders.stream().map(model::order).toList());
        return answers;
    }

    /** In one batch; each order names what those before it came to. */
    List<Outcome> post(List<List<Draft>> drafts) {
        List<List<Transfer>> groups = new ArrayList<>();
        List<List<Outcome>> expected = new ArrayList<>();
        for (List<Draft> draft : drafts) {
            List<Transfer> group = draft.stream().map(order -> order.in(this)).toList();
            List<Outcome> outcomes = model.post(group);
            groups.add(group);
            expected.add(outcomes);
            ordered.addAll(group);
            for (int i = 0; i < group.size(); i++) {
                if (outcomes.get(i) == Outcome.CREATED) {
                    note(group.get(i));
                }
            }
        }
        List<List<Outcome>> answers = book.groups(groups);
        for (int i = 0; i < groups.size(); i++) {
            assertThat(answers.get(i))
                    .as("group %d: %s", i, groups.get(i))
                    .isEqualTo(expected.get(i));
        }
        return answers.stream().flatMap(List::stream).toList();
    }

    private void note(Transfer order) {
        created.add(order);
        if (order.phase() == Phase.PENDING) {
            held.add(really(order));
        } else if (order.phase().moves()) {
            posted.add(really(order));
        }
    }

    private Transfer really(Transfer order) {
        PlainLedger.Moved moved = model.moved.get(order.id());
        return new Transfer(
                order.id(),
                order.debit(),
                order.credit(),
                new Money(order.amount().currency(), moved == null ? 1 : moved.amount),
                order.kind(),
                order.phase(),
                order.resolves(),
                order.reference(),
                null,
                Balancing.NONE);
    }

    void expire() {
        assertThat(book.expire(10_000)).isEqualTo(model.expire());
    }

    /** Every account that is open, whoever opened it: balances, holds, limit and flags. */
    void compareBalances() {
        Map<String, String> real = new TreeMap<>();
        for (Accounts.Opened opened :
                new Accounts(book.client)
                        .list(book.name, "", "", null, new Page.Request(null, 1_000))
                        .data()) {
            real.put(opened.account().code(), standing(opened));
        }
        Map<String, String> plain = new TreeMap<>();
        model.accounts.forEach(
                (account, expected) -> {
                    if (expected.open) {
                        plain.put(account.code(), expected.toString());
                    }
                });
        assertThat(real).as("%s", book.name).isEqualTo(plain);
    }

    private static String standing(Accounts.Opened opened) {
        return Stream.of(
                        opened.debitsPosted(),
                        opened.creditsPosted(),
                        opened.debitsPending(),
                        opened.creditsPending(),
                        Limit.of(opened.debitsLimited(), opened.creditsLimited()).word(),
                        opened.frozen() ? "frozen" : "",
                        opened.closed() ? "closed" : "")
                .map(String::valueOf)
                .reduce((one, other) -> one + " " + other)
                .orElseThrow();
    }

    /** A time at, just before or just after one of the account's entries. */
    record Moment(int nth, int micros) {

        Instant of(PlainAccount account, Instant now) {
            Instant at = account.lines.isEmpty() ? now : pick(account.lines, nth).at();
            return at.plusNanos(1_000L * micros);
        }
    }

    /** A statement of any period, and the balance at any time, as the model's own lines have it. */
    void readThePast(int nth, Moment one, Moment other) {
        Account account = pick(accounts, nth);
        PlainAccount plain = model.account(account);
        if (!plain.open) {
            return;
        }
        List<Instant> times =
                Stream.of(one, other).map(m -> m.of(plain, book.now())).sorted().toList();
        Period period = new Period(times.getFirst(), times.getLast());
        Statement statement = book.statement(account, period);
        List<PlainAccount.Line> within =
                plain.lines.stream().filter(line -> period.covers(line.at())).toList();
        assertThat(
                        List.of(
                                statement.entryCount(),
                                statement.debits().minor(),
                                statement.credits().minor(),
                                statement.openingBalance().minor(),
                                statement.closingBalance().minor()))
                .as("%s in %s", account, period)
                .isEqualTo(
                        List.of(
                                (long) within.size(),
                                sum(within, PlainAccount.Line::debit),
                                sum(within, PlainAccount.Line::credit),
                                plain.balanceBefore(period.begin()).longValueExact(),
                                plain.balanceBefore(period.end()).longValueExact()));
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
                .as("%s in %s", account, period)
                .isEqualTo(within.stream().limit(150).map(PlainAccount.Line::id).toList());
    }

    private static long sum(
            List<PlainAccount.Line> lines, ToLongFunction<PlainAccount.Line> amount) {
        return lines.stream().mapToLong(amount).reduce(0, Math::addExact);
    }
}

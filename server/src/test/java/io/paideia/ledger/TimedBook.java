package io.paideia.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A book of a test's own, whose time the test tells: it stands still until it is moved. */
final class TimedBook implements AutoCloseable {

    private static final AtomicInteger books = new AtomicInteger();

    private volatile Instant now = Instant.parse("2026-03-01T00:00:00Z");

    final String name;
    final Lane lane;
    final JdbcClient client = TestDatabase.client();
    final Entries entries = new Entries(client);
    Ledger ledger = anotherLedger();

    TimedBook() {
        this(newName());
    }

    private TimedBook(String name) {
        this(
                name,
                Lane.start(
                        new Book(name, TestDatabase.shared()),
                        LaneSettings.DEFAULT,
                        new SimpleMeterRegistry()));
    }

    /** One of several, whose lane somebody else closes. */
    TimedBook(String name, Lane lane) {
        this.name = name;
        this.lane = lane;
    }

    /** Of a book that no other test has. */
    static String newName() {
        return "timed" + books.incrementAndGet() + "_" + ProcessHandle.current().pid();
    }

    /** As another server, or this one after a restart, would have it: it remembers nothing. */
    Ledger anotherLedger() {
        return new Ledger(batch -> new PostgresStore(batch.connection()), _ -> now);
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    List<Outcome> each(Transfer... transfers) {
        return groups(Arrays.stream(transfers).map(List::of).toList()).stream()
                .map(List::getFirst)
                .toList();
    }

    List<Outcome> linked(Transfer... transfers) {
        return groups(List.of(List.of(transfers))).getFirst();
    }

    List<List<Outcome>> groups(List<List<Transfer>> groups) {
        return lane.call(ledger, groups);
    }

    AccountOrders.Answer order(AccountOrders.Order order) {
        return lane.call(new AccountOrders(ledger), order);
    }

    AccountOrders.Answer open(Account account, Limit limit) {
        return order(new AccountOrders.Open(account, limit));
    }

    AccountOrders.Answer freeze(Account account) {
        return order(new AccountOrders.Change(account, true, null));
    }

    AccountOrders.Answer thaw(Account account) {
        return order(new AccountOrders.Change(account, false, null));
    }

    AccountOrders.Answer shut(Account account) {
        return order(new AccountOrders.Change(account, null, true));
    }

    /** How many expired. */
    int expire(int most) {
        return lane.call(new ExpireDue(ledger), new ExpireDue.Sweep(most)).expired();
    }

    Accounts.Opened opened(Account account) {
        return new Accounts(client).find(account, name).orElseThrow();
    }

    /** Debits posted, credits posted, debits pending, credits pending. */
    String balance(Account account) {
        Accounts.Opened opened = opened(account);
        return opened.debitsPosted()
                + " "
                + opened.creditsPosted()
                + " "
                + opened.debitsPending()
                + " "
                + opened.creditsPending();
    }

    Statement statement(Account account, Period period) {
        return Statement.of(opened(account), period, entries);
    }

    int due() {
        return client.sql(
                        """
                        SELECT count(*) FROM ledger.due d JOIN ledger.book b ON b.number = d.book WHERE b.name = ?
                        """)
                .param(name)
                .query(Integer.class)
                .single();
    }

    static Account account(String code) {
        return new Account(code, Currency.of("CNY"));
    }

    @Override
    public void close() {
        lane.close();
    }
}

package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A ledger over the real database with accounts of this test's own, and short words for orders. */
class Bookkeeping {

    static final Currency CNY = Currency.of("CNY");
    private static int tests;

    final JdbcClient client = TestDatabase.client();
    final Ledger ledger = new Ledger();
    final Lane lane =
            Lane.start(
                    new Book("main", TestDatabase.shared()),
                    LaneSettings.DEFAULT,
                    new SimpleMeterRegistry());

    Account bank = account("bank");
    Account ada = account("bank");
    Account bob = account("bank");

    @BeforeEach
    void open() {
        tests++;
        bank = account("bank:test" + tests);
        ada = account("buyer:ada" + tests + ":wallet");
        bob = account("buyer:bob" + tests + ":wallet");
    }

    @AfterEach
    void close() {
        lane.close();
    }

    static Account account(String code) {
        return new Account(code, CNY);
    }

    static Transfer move(Account from, Account to, long amount) {
        return move(TransferId.next(), from, to, amount);
    }

    static Transfer move(TransferId id, Account from, Account to, long amount) {
        return Transfer.single(id, from, to, new Money(CNY, amount), "sale", null);
    }

    static Transfer hold(Account from, Account to, long amount) {
        return Transfer.pending(TransferId.next(), from, to, new Money(CNY, amount), "sale", null);
    }

    static Transfer post(Transfer held, long amount) {
        return Transfer.post(TransferId.next(), held, new Money(CNY, amount));
    }

    static Transfer cancel(Transfer held) {
        return Transfer.cancel(TransferId.next(), held);
    }

    /** Each by itself, in one call. */
    List<Outcome> each(Transfer... transfers) {
        return lane.call(ledger, singly(transfers)).stream().map(List::getFirst).toList();
    }

    List<Outcome> linked(Transfer... transfers) {
        return lane.call(ledger, List.of(transfers));
    }

    static List<List<Transfer>> singly(Transfer... transfers) {
        return Arrays.stream(transfers).map(List::of).toList();
    }

    String balance(Account account) {
        return client.sql(
                        """
                        SELECT format('%s %s %s %s', debits_posted, credits_posted, debits_pending, credits_pending)
                          FROM ledger.account WHERE code = ? AND currency = ?
                        """)
                .param(account.code())
                .param(account.currency().code())
                .query(String.class)
                .single();
    }

    Map<Account, Money> free(Account... accounts) {
        Handler<Collection<Account>, Map<Account, Money>> ask =
                (wanted, batch) -> {
                    List<Map<Account, Money>> answers = new ArrayList<>();
                    for (Collection<Account> some : wanted) {
                        answers.add(ledger.free(batch, some));
                    }
                    return answers;
                };
        return lane.call(ask, (Collection<Account>) List.of(accounts));
    }
}

package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneException;
import io.paideia.lane.LaneSettings;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ledger over the real database; each test has accounts of its own. */
@Timeout(60)
final class LedgerTest {

    private static final Currency CNY = Currency.of("CNY");
    private static int tests;

    private final JdbcClient client = TestDatabase.client();
    private final Ledger ledger = new Ledger();
    private final Lane lane =
            Lane.start(
                    new Book("main", TestDatabase.shared()),
                    LaneSettings.DEFAULT,
                    new SimpleMeterRegistry());

    private Account bank = account("bank");
    private Account ada = account("bank");
    private Account bob = account("bank");

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

    private static Account account(String code) {
        return new Account(code, CNY);
    }

    private static Transfer move(Account from, Account to, long amount) {
        return move(TransferId.next(), from, to, amount);
    }

    private static Transfer move(TransferId id, Account from, Account to, long amount) {
        return Transfer.single(id, from, to, new Money(CNY, amount), "sale", null);
    }

    private static Transfer hold(Account from, Account to, long amount) {
        return Transfer.pending(TransferId.next(), from, to, new Money(CNY, amount), "sale", null);
    }

    private static Transfer post(Transfer held, long amount) {
        return Transfer.post(TransferId.next(), held, new Money(CNY, amount));
    }

    private static Transfer cancel(Transfer held) {
        return Transfer.cancel(TransferId.next(), held);
    }

    /** Each by itself, in one call. */
    private List<Outcome> each(Transfer... transfers) {
        return lane.call(ledger, singly(transfers)).stream().map(List::getFirst).toList();
    }

    private List<Outcome> linked(Transfer... transfers) {
        return lane.call(ledger, List.of(transfers));
    }

    private static List<List<Transfer>> singly(Transfer... transfers) {
        return Arrays.stream(transfers).map(List::of).toList();
    }

    private String balance(Account account) {
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

    private Map<Account, Money> free(Account... accounts) {
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

    @Test
    void movesAnAmountFromDebitToCredit() {
        assertThat(each(move(bank, ada, 100), move(ada, bob, 30))).containsOnly(CREATED);
        // debits posted, credits posted, debits pending, credits pending
        assertThat(balance(bank)).isEqualTo("100 0 0 0");
        assertThat(balance(ada)).isEqualTo("30 100 0 0");
        assertThat(balance(bob)).isEqualTo("0 30 0 0");
        assertThat(free(bank, ada, bob, account("never:opened")))
                .containsEntry(bank, new Money(CNY, -100))
                .containsEntry(ada, new Money(CNY, 70))
                .containsEntry(account("never:opened"), new Money(CNY, 0));
    }

    @Test
    void refusesInTheOrderOfItsOutcomes() {
        Account dollars = new Account(ada.code(), Currency.of("USD"));
        TransferId used = TransferId.next();
        Transfer first = move(used, bank, ada, 100);
        Transfer held = hold(ada, bob, 50);
        assertThat(each(first, held)).containsOnly(CREATED);
        Money one = new Money(CNY, 1);
        assertThat(
                        each(
                                first,
                                move(used, bank, bank, -1),
                                move(bank, bank, 0),
                                move(bank, bank, -1),
                                Transfer.single(
                                        TransferId.next(), dollars, dollars, one, "sale", null),
                                move(dollars, bank, 1),
                                resolving(TransferId.next(), bob, ada, 60),
                                resolving(first.id(), ada, bob, 60),
                                resolving(held.id(), bob, ada, 60),
                                resolving(held.id(), ada, bob, 51),
                                move(ada, bob, 51),
                                post(held, 50),
                                post(held, 50),
                                cancel(held)))
                .containsExactly(
                        EXISTS,
                        ID_REUSED,
                        AMOUNT_NOT_POSITIVE,
                        AMOUNT_NOT_POSITIVE,
                        SAME_ACCOUNT,
                        CURRENCY_MISMATCH,
                        PENDING_NOT_FOUND,
                        PENDING_NOT_FOUND,
                        PENDING_DIFFERS,
                        EXCEEDS_PENDING,
                        INSUFFICIENT_FUNDS,
                        CREATED,
                        PENDING_ALREADY_RESOLVED,
                        PENDING_ALREADY_RESOLVED);
    }

    private static Transfer resolving(TransferId held, Account from, Account to, long amount) {
        return new Transfer(
                TransferId.next(),
                from,
                to,
                new Money(CNY, amount),
                "sale",
                Transfer.Phase.POST,
                held,
                null);
    }

    @Test
    void refusesWhatWouldLeaveSixtyFourBits() {
        Account other = account("suspense:test" + tests);
        assertThat(each(move(bank, other, Long.MAX_VALUE), move(bank, other, 1)))
                .containsExactly(CREATED, OVERFLOW);
        assertThat(each(hold(bank, other, Long.MAX_VALUE), hold(bank, other, 1)))
                .containsExactly(CREATED, OVERFLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amount", "kind", "debit", "credit", "phase", "currency", "reference"})
    void aRepeatedIdWithOtherContentIsAnErrorEvenWithinABatch(String changed) {
        TransferId id = TransferId.next();
        Transfer first = move(id, bank, ada, 100);
        Money dollars = new Money(Currency.of("USD"), 100);
        Transfer other =
                switch (changed) {
                    case "amount" -> move(id, bank, ada, 101);
                    case "kind" -> Transfer.single(id, bank, ada, first.amount(), "gift", null);
                    case "debit" -> move(id, bob, ada, 100);
                    case "credit" -> move(id, bank, bob, 100);
                    case "phase" -> Transfer.pending(id, bank, ada, first.amount(), "sale", null);
                    case "currency" -> Transfer.single(id, bank, ada, dollars, "sale", null);
                    default -> Transfer.single(id, bank, ada, first.amount(), "sale", "ord_1");
                };
        assertThat(each(first, first, other)).containsExactly(CREATED, EXISTS, ID_REUSED);
        assertThat(each(other, first)).containsExactly(ID_REUSED, EXISTS);
        assertThat(balance(ada)).isEqualTo("0 100 0 0");
    }

    @Test
    void holdsThenPostsWhollyOrInPartOrFrees() {
        Transfer whole = hold(ada, bob, 40);
        Transfer part = hold(ada, bob, 30);
        Transfer none = hold(ada, bob, 30);
        assertThat(each(move(bank, ada, 100), whole, part, none)).containsOnly(CREATED);
        assertThat(balance(ada)).isEqualTo("0 100 100 0");
        assertThat(balance(bob)).isEqualTo("0 0 0 100");
        assertThat(each(move(ada, bob, 1))).containsExactly(INSUFFICIENT_FUNDS);
        assertThat(each(post(whole, 40))).containsExactly(CREATED);
        assertThat(balance(ada)).isEqualTo("40 100 60 0");
        assertThat(each(post(part, 10))).containsExactly(CREATED);
        assertThat(balance(ada)).isEqualTo("50 100 30 0");
        assertThat(each(cancel(none))).containsExactly(CREATED);
        assertThat(balance(ada)).isEqualTo("50 100 0 0");
        assertThat(balance(bob)).isEqualTo("0 50 0 0");
        assertThat(each(post(none, 1), post(whole, 1))).containsOnly(PENDING_ALREADY_RESOLVED);
    }

    @Test
    void aGroupIsPostedWhollyOrLeavesNoTrace() {
        Transfer held = hold(ada, bob, 10);
        each(move(bank, ada, 100), held);
        Transfer inside = move(ada, bob, 50);
        assertThat(linked(inside, post(held, 10), move(ada, bob, 41)))
                .containsExactly(GROUP_REFUSED, GROUP_REFUSED, INSUFFICIENT_FUNDS);
        assertThat(balance(ada)).isEqualTo("0 100 10 0");
        // nothing of it is remembered: the same ids and the pending one may be used
        assertThat(linked(inside, post(held, 10), move(ada, bob, 40))).containsOnly(CREATED);
        assertThat(balance(ada)).isEqualTo("100 100 0 0");
    }

    @Test
    void whatFollowsARefusedGroupInTheBatchSeesItsBalancesUndone() {
        Transfer inside = move(ada, bob, 100);
        List<List<Transfer>> groups =
                List.of(
                        List.of(move(bank, ada, 100)),
                        List.of(inside, move(ada, bob, 1)),
                        List.of(move(ada, bob, 100)),
                        List.of(inside),
                        List.of());
        assertThat(lane.call(ledger, groups))
                .containsExactly(
                        List.of(CREATED),
                        List.of(GROUP_REFUSED, INSUFFICIENT_FUNDS),
                        List.of(CREATED),
                        List.of(INSUFFICIENT_FUNDS),
                        List.of());
        assertThat(balance(bob)).isEqualTo("0 100 0 0");
    }

    @Test
    void neverOverdrawsALimitedAccountUnderConcurrency() {
        each(move(bank, ada, 1_000));
        Lane other =
                Lane.start(
                        new Book("main", TestDatabase.shared()),
                        new LaneSettings(10_000, 7, java.time.Duration.ofSeconds(20)),
                        new SimpleMeterRegistry());
        Ledger elsewhere = new Ledger();
        List<CompletableFuture<List<Outcome>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(lane.submit(ledger, List.of(move(ada, bob, 7))));
            answers.add(other.submit(elsewhere, List.of(move(ada, bob, 7))));
        }
        long created =
                answers.stream().filter(answer -> answer.join().equals(List.of(CREATED))).count();
        other.close();
        assertThat(created).isEqualTo(1_000 / 7);
        assertThat(balance(ada)).isEqualTo("994 1000 0 0");
    }

    @Test
    void sequencesAreGaplessAndEntriesCarryTheRunningBalance() {
        each(move(bank, ada, 100), move(ada, bob, 30), hold(ada, bob, 20), move(bob, ada, 5));
        List<String> entries =
                client
                        .sql(
                                """
                                SELECT format('%s %s %s %s %s', e.sequence, e.side, e.phase, e.amount, e.balance)
                                  FROM ledger.entry e JOIN ledger.account a ON a.number = e.account
                                 WHERE a.code = ? ORDER BY e.sequence
                                """)
                        .param(ada.code())
                        .query(String.class)
                        .list()
                        .stream()
                        .map(String::valueOf)
                        .toList();
        assertThat(entries)
                .containsExactly(
                        "1 credit single 100 100",
                        "2 debit single 30 70",
                        "3 debit pending 20 70",
                        "4 credit single 5 75");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE ledger.transfer SET amount = 1",
                "DELETE FROM ledger.transfer",
                "TRUNCATE ledger.transfer"
            })
    void theDatabaseRefusesToEditTransfers(String statement) {
        each(move(bank, ada, 1));
        assertThatThrownBy(() -> client.sql(statement).update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("never edited");
    }

    @Test
    void theDatabaseIsTheLastGuardAgainstOverdrafts() {
        each(move(bank, ada, 100));
        assertThatThrownBy(
                        () ->
                                client.sql(
                                                "UPDATE ledger.account SET debits_posted = 101"
                                                        + " WHERE code = ?")
                                        .param(ada.code())
                                        .update())
                .hasMessageContaining("no_overdraft");
    }

    @Test
    void noticesWhoeverWroteWithoutTheLock() {
        each(move(bank, ada, 100));
        Handler<Transfer, Outcome> raced =
                (transfers, batch) -> {
                    // Between read and write of the batch: read through a ledger whose statement
                    // is overtaken by an uninvited writer of another connection.
                    try (java.sql.Statement trigger = batch.connection().createStatement()) {
                        trigger.execute(
                                "CREATE OR REPLACE FUNCTION pg_temp.overtake() RETURNS trigger"
                                        + " LANGUAGE plpgsql AS $$ BEGIN UPDATE ledger.account SET"
                                        + " sequence = sequence + 1 WHERE number = NEW.debit;"
                                        + " RETURN NEW; END $$");
                        trigger.execute(
                                "CREATE TRIGGER overtake BEFORE INSERT ON ledger.transfer FOR EACH"
                                        + " ROW EXECUTE FUNCTION pg_temp.overtake()");
                    }
                    ledger.post(batch, transfers);
                    return transfers.stream().map(_ -> CREATED).toList();
                };
        assertThatThrownBy(() -> lane.call(raced, move(ada, bob, 1)))
                .isInstanceOf(LaneException.Failed.class)
                .hasMessageContaining("without its lock");
        assertThat(balance(ada)).isEqualTo("0 100 0 0");
    }

    @Test
    void postingThatIsRefusedRollsItsBatchBack() {
        Handler<Integer, Integer> sale =
                (commands, batch) -> {
                    ledger.post(batch, List.of(move(bank, ada, 10), move(ada, bob, 11)));
                    return commands;
                };
        assertThatThrownBy(() -> lane.call(sale, 1))
                .isInstanceOf(LaneException.Failed.class)
                .hasMessageContaining("insufficient_funds");
        assertThat(free(ada)).containsEntry(ada, new Money(CNY, 0));
    }

    @Test
    void oneCauseGivesTheSameIdsAndEachAnother() {
        java.util.UUID cause = io.paideia.ids.TypeId.next();
        List<TransferId> ids =
                IntStream.range(0, 1_000).mapToObj(n -> TransferId.of(cause, n)).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(TransferId.of(cause, 7)).isEqualTo(ids.get(7));
        assertThat(ids).allMatch(id -> id.value().version() == 7 && id.value().variant() == 2);
    }
}

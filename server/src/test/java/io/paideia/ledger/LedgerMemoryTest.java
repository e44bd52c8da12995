package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Arguments;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Batch;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneException;
import io.paideia.lane.LaneSettings;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a ledger must not take its memory's word for, and what stops it if it does. */
@Timeout(60)
final class LedgerMemoryTest extends Bookkeeping {

    private final Ledger elsewhere = new Ledger();

    private List<List<Outcome>> call(Ledger by, Transfer... transfers) {
        return lane.call(by, singly(transfers));
    }

    @Test
    void seesWhatAnotherServerPostedMeanwhile() {
        call(ledger, move(bank, ada, 10));
        call(elsewhere, move(bank, ada, 90));
        assertThat(call(ledger, move(ada, bob, 100))).containsExactly(List.of(CREATED));
    }

    @Test
    void seesWhatAnotherServerPostedBeforeItsOwnNewestBlock() {
        call(ledger, move(bank, ada, 10));
        call(elsewhere, move(bank, ada, 90));
        call(ledger, move(bank, bob, 1));
        assertThat(call(ledger, move(ada, bob, 100))).containsExactly(List.of(CREATED));
    }

    @Test
    void remembersNothingOfABatchThatWasRolledBack() {
        call(ledger, move(bank, ada, 1));
        Handler<Transfer, Outcome> breaking =
                (transfers, batch) -> {
                    ledger.post(batch, transfers);
                    throw new IllegalStateException("a bug");
                };
        assertThatThrownBy(() -> lane.call(breaking, move(bank, ada, 99)))
                .isInstanceOf(LaneException.Failed.class);
        call(elsewhere, move(bank, bob, 1));
        assertThat(free(ada)).containsEntry(ada, new Money(CNY, 1));
    }

    @Test
    void givesNoNewBooksNumberToTwo() {
        String first = bank.code().replace(':', '_') + "_first";
        String second = bank.code().replace(':', '_') + "_second";
        try (Lane one = lane(first);
                Lane two = lane(second)) {
            Handler<Transfer, Outcome> breaking =
                    (transfers, batch) -> {
                        ledger.post(batch, transfers);
                        throw new IllegalStateException("a bug");
                    };
            assertThatThrownBy(() -> one.call(breaking, move(bank, ada, 1)))
                    .isInstanceOf(LaneException.Failed.class);
            two.call(ledger, List.of(move(bank, ada, 1)));
            one.call(ledger, List.of(move(bank, ada, 1)));
        }
        assertThat(
                        client.sql(
                                        "SELECT count(DISTINCT book) FROM ledger.account WHERE code"
                                                + " = ?")
                                .param(ada.code())
                                .query(Long.class)
                                .single())
                .isEqualTo(2);
    }

    private static Lane lane(String book) {
        return Lane.start(
                new Book(book, TestDatabase.shared()),
                LaneSettings.DEFAULT,
                new SimpleMeterRegistry());
    }

    /** A store that says otherwise than the memory until it is asked. */
    @Test
    void asksTheDatabaseAgainAfterItsMemoryWasWrong() {
        boolean[] asked = {false};
        boolean[] wrong = {false};
        Ledger doubted =
                over(
                        store ->
                                new Told(store) {
                                    @Override
                                    public Map<Account, Balance> read(
                                            int book,
                                            Collection<Account> accounts,
                                            Map<Account, @Nullable Long> numbers)
                                            throws SQLException {
                                        asked[0] = true;
                                        return super.read(book, accounts, numbers);
                                    }

                                    @Override
                                    public void write(
                                            Block block, Head head, Collection<Balance> changed)
                                            throws SQLException {
                                        if (wrong[0] && !asked[0]) {
                                            throw new WrittenWithoutLock(0, changed.size());
                                        }
                                        super.write(block, head, changed);
                                    }
                                });
        call(doubted, move(bank, ada, 10));
        asked[0] = false;
        wrong[0] = true;
        assertThat(call(doubted, move(ada, bank, 10))).containsExactly(List.of(CREATED));
    }

    @Test
    void goesOnAfterALargeBlockThatFailed() {
        int[] tries = {0};
        Ledger failing =
                over(
                        store ->
                                new Told(store) {
                                    @Override
                                    public void write(
                                            Block block, Head head, Collection<Balance> changed)
                                            throws SQLException {
                                        if (tries[0]++ == 0) {
                                            throw new IllegalStateException("a bug, once");
                                        }
                                        super.write(block, head, changed);
                                    }
                                });
        List<List<Transfer>> many =
                Stream.generate(() -> List.of(move(bank, ada, 1))).limit(300).toList();
        Handler<List<List<Transfer>>, Integer> atOnce =
                (lists, batch) -> {
                    failing.handle(lists.getFirst(), batch);
                    return List.of(1);
                };
        assertThat(lane.call(atOnce, many)).isEqualTo(1);
        assertThat(balance(ada)).isEqualTo("0 300 0 0");
    }

    /** As a writer without the lock would, in between of what the batch reads and writes. */
    @Test
    void overwritesNoBalanceThatChangedMeanwhile() {
        each(move(bank, ada, 100));
        Handler<Transfer, Outcome> overtaken =
                (transfers, batch) -> {
                    ledger.session(batch).load(List.of(ada));
                    try (PreparedStatement update =
                            batch.connection()
                                    .prepareStatement(
                                            "UPDATE ledger.account SET sequence = sequence + 1,"
                                                    + " debits_posted = 60 WHERE code = ?")) {
                        Arguments.of(update).text(ada.code());
                        update.executeUpdate();
                    }
                    ledger.post(batch, transfers);
                    return transfers.stream().map(_ -> CREATED).toList();
                };
        assertThatThrownBy(() -> lane.call(overtaken, move(ada, bob, 50)))
                .isInstanceOf(LaneException.Failed.class)
                .hasMessageContaining("without its lock");
        assertThat(balance(ada)).isEqualTo("0 100 0 0");
    }

    /** The select finds nothing, as if it had been forgotten: the unique key stands alone. */
    @Test
    void aForgottenIdMovesNothingTwice() {
        Transfer once = move(bank, ada, 100);
        each(once);
        Ledger forgetful = over(store -> new Forgetful(store, Known::none));
        assertThatThrownBy(() -> call(forgetful, once))
                .isInstanceOf(LaneException.Failed.class)
                .hasMessageContaining("transfer_id_key");
        assertThat(balance(ada)).isEqualTo("0 100 0 0");
    }

    /** Another hold lets the pending balance stay above zero: the unique key stands alone. */
    @Test
    void aForgottenResolutionTakesNothingFromAnotherHold() {
        Transfer held = hold(ada, bob, 10);
        each(move(bank, ada, 100), held, hold(ada, bob, 10), post(held, 10));
        Ledger forgetful = over(store -> new Forgetful(store, Known::unresolved));
        assertThatThrownBy(() -> call(forgetful, post(held, 10)))
                .isInstanceOf(LaneException.Failed.class)
                .hasMessageContaining("transfer_resolution");
        assertThat(balance(ada)).isEqualTo("10 100 10 0");
    }

    @Test
    void refusesABatchWithoutTheLock() throws Exception {
        Book book = new Book("main", TestDatabase.shared());
        try (Connection connection = book.connect()) {
            assertThatThrownBy(
                            () ->
                                    book.follow(
                                            connection,
                                            batch -> {
                                                ledger.post(batch, List.of(move(bank, ada, 1)));
                                                return 1;
                                            }))
                    .hasMessageContaining("under its book's lock");
        }
    }

    /** The database's clock is set back to 1970; nothing of it is committed. */
    @Test
    void timesOfBlocksNeverGoBack() throws Exception {
        each(move(bank, ada, 1));
        try (Connection connection = TestDatabase.shared().dedicated()) {
            Ledger early = new Ledger(batch -> new PostgresStore(connection));
            Batch batch = Batch.withoutConnection("main", Instant.EPOCH, "1");
            early.post(batch, List.of(move(bank, ada, 1)));
            try (var row =
                    connection
                            .createStatement()
                            .executeQuery(
                                    "SELECT bool_and(at >= before) FROM (SELECT at, lag(at, 1, at)"
                                            + " OVER (ORDER BY number) AS before FROM ledger.block"
                                            + " WHERE book = 0) AS b")) {
                row.next();
                assertThat(row.getBoolean(1)).isTrue();
            }
            connection.rollback();
        }
    }

    private static Ledger over(UnaryOperator<LedgerStore> store) {
        Function<Batch, LedgerStore> real = batch -> new PostgresStore(batch.connection());
        return new Ledger(real.andThen(store));
    }

    /** What a forgetful store leaves of what is known. */
    private static final class Known {

        static LedgerStore.Known none(LedgerStore.Known known) {
            return new LedgerStore.Known(Map.of(), Map.of());
        }

        static LedgerStore.Known unresolved(LedgerStore.Known known) {
            Map<UUID, Posted> posted = new HashMap<>();
            known.posted().forEach((id, found) -> posted.put(id, new Posted(found.row(), null)));
            return new LedgerStore.Known(posted, known.refused());
        }
    }

    private static final class Forgetful extends Told {

        private final UnaryOperator<LedgerStore.Known> left;

        Forgetful(LedgerStore store, UnaryOperator<LedgerStore.Known> left) {
            super(store);
            this.left = left;
        }

        @Override
        public LedgerStore.Known find(Set<UUID> ids) throws SQLException {
            return left.apply(super.find(ids));
        }
    }

    /** The real store; tests change what it tells. */
    private static class Told implements LedgerStore {

        private final LedgerStore store;

        Told(LedgerStore store) {
            this.store = store;
        }

        @Override
        public int book(String name) throws SQLException {
            return store.book(name);
        }

        @Override
        public Head head(int book) throws SQLException {
            return store.head(book);
        }

        @Override
        public LedgerStore.Known find(Set<UUID> ids) throws SQLException {
            return store.find(ids);
        }

        @Override
        public List<Transfer> due(int book, Instant at, int most) throws SQLException {
            return store.due(book, at, most);
        }

        @Override
        public Map<Account, Balance> read(
                int book, Collection<Account> accounts, Map<Account, @Nullable Long> numbers)
                throws SQLException {
            return store.read(book, accounts, numbers);
        }

        @Override
        public void write(Block block, Head head, Collection<Balance> changed) throws SQLException {
            store.write(block, head, changed);
        }
    }
}

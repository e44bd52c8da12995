package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneException;
import io.paideia.lane.LaneSettings;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

/** What holds whoever writes: concurrency, the database's own guards, the version of a balance. */
@Timeout(60)
final class LedgerGuardTest extends Bookkeeping {

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
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> TestDatabase.owner().sql(statement).update())
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
                        trigger.execute("SET LOCAL ROLE NONE");
                        trigger.execute(
                                "CREATE OR REPLACE FUNCTION pg_temp.overtake() RETURNS trigger"
                                        + " LANGUAGE plpgsql AS $$ BEGIN UPDATE ledger.account SET"
                                        + " sequence = sequence + 1 WHERE number = NEW.debit;"
                                        + " RETURN NEW; END $$");
                        trigger.execute(
                                "CREATE TRIGGER overtake BEFORE INSERT ON ledger.transfer FOR EACH"
                                        + " ROW EXECUTE FUNCTION pg_temp.overtake()");
                        trigger.execute("SET LOCAL ROLE paideia_app");
                    }
                    ledger.post(batch, transfers);
                    return transfers.stream().map(_ -> CREATED).toList();
                };
        try (Database database = TestDatabase.sharedByItsOwner();
                Lane lane =
                        Lane.start(
                                new Book("main", database),
                                LaneSettings.DEFAULT,
                                new SimpleMeterRegistry())) {
            assertThatThrownBy(() -> lane.call(raced, move(ada, bob, 1)))
                    .isInstanceOf(LaneException.Failed.class)
                    .hasMessageContaining("without its lock");
        }
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

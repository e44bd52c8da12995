package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.TestDatabase;
import io.paideia.database.Visit;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a verification must pass: ledgers that are right, wherever they come from. */
@Timeout(60)
final class VerificationTest {

    private static final Currency CNY = Currency.of("CNY");

    /** As the first version wrote it: numbers of accounts with gaps, two transfers at one time. */
    private static final String FIRST_VERSION =
            """
            INSERT INTO ledger.account (number, id, code, currency, limited, debits_posted, credits_posted,
                                        debits_pending, credits_pending, sequence, opened_at)
            OVERRIDING SYSTEM VALUE VALUES
                (2, gen_random_uuid(), 'bank', 'CNY', false, 100, 0, 0, 0, 1, '2026-01-01'),
                (3, gen_random_uuid(), 'buyer:ada:wallet', 'CNY', true, 30, 100, 0, 0, 5, '2026-01-01'),
                (9, gen_random_uuid(), 'suspense', 'CNY', false, 0, 30, 0, 20, 4, '2026-01-02');
            INSERT INTO ledger.transfer VALUES
                (gen_random_uuid(), '2026-01-01', 'sale', 'single', 2, 3, 100, NULL, '课程', 1, 1, -100, 100),
                ('00000000-0000-0000-0000-000000000007', '2026-01-02', 'hold', 'pending', 3, 9, 40, NULL, NULL, 2, 1,
                 100, 0),
                (gen_random_uuid(), '2026-01-02', 'hold', 'pending', 3, 9, 20, NULL, NULL, 3, 2, 100, 0),
                (gen_random_uuid(), '2026-01-03', 'hold', 'post', 3, 9, 30, '00000000-0000-0000-0000-000000000007',
                 NULL, 4, 3, 70, 30);
            UPDATE ledger.account SET debits_pending = 20, sequence = 4 WHERE number = 3;
            UPDATE ledger.account SET sequence = 3 WHERE number = 9
            """;

    @Test
    void aLedgerOfTheFirstVersionIsVerifiedAfterItsMigration() throws SQLException {
        String url = TestDatabase.another("first_version", "template1");
        try (Visit visit = Visit.of(url)) {
            migrate(visit, "1");
            execute(visit, FIRST_VERSION);
            migrate(visit, "latest");
            assertThat(SealedLedger.verify(visit).broken()).isEmpty();
            // And the server goes on with it.
            try (Database database = TestDatabase.open(url);
                    Lane lane = lane("main", database)) {
                lane.call(new Ledger(), List.of(move("bank", "buyer:ada:wallet", 5)));
            }
            Verification.Result result = SealedLedger.verify(visit);
            assertThat(result.broken()).isEmpty();
            assertThat(result.transfers()).isEqualTo(5);
            assertThat(result.blocks()).isEqualTo(2);
            execute(
                    visit,
                    "SET session_replication_role = replica;"
                            + " UPDATE ledger.transfer SET reference = 'x' WHERE number = 2");
            assertThat(SealedLedger.verify(visit).broken().getFirst().key()).isEqualTo("number=2");
        } finally {
            TestDatabase.drop("first_version");
        }
    }

    @Test
    void aLedgerThatIsBeingWrittenIsVerified() throws SQLException {
        String url = TestDatabase.another("living", "template1");
        try (Database database = TestDatabase.open(url);
                Lane main = lane("main", database);
                Lane side = lane("side", database);
                Visit visit = Visit.of(url)) {
            Ledger ledger = new Ledger();
            long seen = 0;
            List<CompletableFuture<List<Outcome>>> posted = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 400; i++) {
                    Lane lane = i % 4 == 0 ? side : main;
                    posted.add(lane.submit(ledger, List.of(move("a" + i % 7, "b" + i % 5, 1))));
                }
                Verification.Result result = SealedLedger.verify(visit);
                assertThat(result.broken()).isEmpty();
                assertThat(result.transfers()).isGreaterThanOrEqualTo(seen);
                seen = result.transfers();
            }
            posted.forEach(CompletableFuture::join);
            assertThat(SealedLedger.verify(visit).transfers()).isEqualTo(2_000);
        } finally {
            TestDatabase.drop("living");
        }
    }

    @Test
    void anEmptyLedgerIsVerified() throws SQLException {
        String url = TestDatabase.another("empty_ledger", "template1");
        try (Visit visit = Visit.of(url)) {
            migrate(visit, "latest");
            Verification.Result result = SealedLedger.verify(visit);
            assertThat(result.verified()).isTrue();
            assertThat(result.tips())
                    .containsExactly(
                            new Verification.Tip("main", 0, Hash.beginning("main").toString()));
        } finally {
            TestDatabase.drop("empty_ledger");
        }
    }

    @Test
    void oneBookAloneIsVerified() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.tamper("UPDATE ledger.transfer SET kind = 'gift' WHERE number = 20");
            assertThat(ledger.verifyBook("side").verified()).isTrue();
            assertThat(ledger.verifyBook("side").transfers()).isEqualTo(2);
            assertThat(ledger.verifyBook("main").verified()).isFalse();
            assertThatThrownBy(() -> ledger.verifyBook("none"))
                    .isInstanceOf(Verification.NoSuchBook.class);
        }
    }

    private static Lane lane(String book, Database database) {
        return Lane.start(
                new Book(book, database), LaneSettings.DEFAULT, new SimpleMeterRegistry());
    }

    private static Transfer move(String from, String to, long amount) {
        return Transfer.single(
                TransferId.next(),
                new Account(from, CNY),
                new Account(to, CNY),
                new Money(CNY, amount),
                "sale",
                null);
    }

    private static void migrate(Visit visit, String version) throws SQLException {
        try (Connection connection = visit.open()) {
            Flyway.configure()
                    .dataSource(
                            new org.springframework.jdbc.datasource.SingleConnectionDataSource(
                                    connection, true))
                    .schemas("ledger")
                    .defaultSchema("ledger")
                    .locations("classpath:db/migration/ledger")
                    .table("migrations")
                    .target(version)
                    .load()
                    .migrate();
        }
    }

    private static void execute(Visit visit, String sql) throws SQLException {
        try (Connection connection = visit.open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.TestDatabase;
import io.paideia.database.Visit;
import io.paideia.lane.LaneSettings;
import io.paideia.lane.Lanes;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Moves in a database of their own, verified from the raw rows. */
final class VerifiedMovesTest {

    private static final Currency CNY = Currency.of("CNY");
    private static final Account ADA = new Account("buyer:ada:wallet", CNY);
    private static final Account BOB = new Account("buyer:bob:wallet", CNY);

    @Test
    void movesLeaveALedgerThatVerifies() throws SQLException {
        String url = TestDatabase.another("moves", "template1");
        try (Database database = TestDatabase.open(url);
                Lanes lanes =
                        Lanes.start(
                                List.of("main", "europe", "empty"),
                                database,
                                LaneSettings.DEFAULT,
                                new SimpleMeterRegistry());
                Visit visit = Visit.of(url)) {
            JdbcClient client = JdbcClient.create(database.pool());
            Ledger ledger = new Ledger();
            Moves moves = new Moves(new Books(lanes, ledger), ledger, client);
            Transfer gift =
                    Transfer.single(
                            TransferId.next(),
                            new Account("bank", CNY),
                            ADA,
                            new Money(CNY, 100),
                            "gift",
                            null);
            assertThat(lanes.of("main").call(ledger, List.of(gift)))
                    .containsExactly(Outcome.CREATED);
            assertThat(moves.carry(moves.begin(order(BOB, 30)).move()).join().status())
                    .isEqualTo("moved");
            Account euros = new Account("bank", Currency.of("EUR"));
            assertThat(moves.carry(moves.begin(order(euros, 30)).move()).join().status())
                    .isEqualTo("refused:currency_mismatch");
            moves.begin(order(BOB, 1));
            Move begun = moves.begin(order(BOB, 30)).move();
            lanes.of("main")
                    .call(new AccountOrders(ledger), new AccountOrders.Change(ADA, true, null));
            assertThat(moves.carry(begun).join().status()).isEqualTo("moved");
            Verification.Result result = SealedLedger.verify(visit);
            assertThat(result.broken()).isEmpty();
            assertThat(result.transfers()).isEqualTo(10);
            // Only a bug could post this: money for Bob that the main book never held.
            MoveOrder never = order(BOB, 5);
            assertThat(lanes.of("europe").call(ledger, List.of(never.arrival())))
                    .containsExactly(Outcome.CREATED);
            assertThat(SealedLedger.verify(visit).broken())
                    .extracting(broken -> broken.table() + " " + broken.key())
                    .startsWith("ledger.move id=" + never.id().value())
                    .anyMatch(broken -> broken.startsWith("ledger.account"));
            Transfer stray =
                    Transfer.single(
                            TransferId.next(),
                            Account.clearing("europe", CNY),
                            BOB,
                            new Money(CNY, 1),
                            "gift",
                            null);
            assertThat(lanes.of("main").call(ledger, List.of(stray)))
                    .containsExactly(Outcome.CREATED);
            assertThat(SealedLedger.verify(visit).broken())
                    .extracting(Broken::table)
                    .contains("ledger.transfer");
        } finally {
            TestDatabase.drop("moves");
        }
    }

    private static MoveOrder order(Account to, long amount) {
        return new MoveOrder(
                MoveId.next(),
                new Place("main", ADA),
                new Place("europe", to),
                new Money(CNY, amount),
                "move");
    }
}

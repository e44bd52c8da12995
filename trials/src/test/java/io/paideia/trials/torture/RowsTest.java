package io.paideia.trials.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ids.TypeId;
import io.paideia.ledger.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was forged behind the ledger's back is found in the rows. */
final class RowsTest {

    private static final String SOURCE = "channel:rows";
    private static final String PARTY = "creator:rows:pending";
    private static final String FEES = "revenue:fees";

    private static final Order FUND = Order.single(id(), SOURCE, PARTY, 1_000);
    private static final Order HOLD = Order.pending(id(), PARTY, FEES, 300);
    private static final Order PART = Order.post(id(), HOLD, 100);
    private static final Order HELD = Order.pending(id(), PARTY, FEES, 50);
    private static final Order SPEND = Order.single(id(), PARTY, "creator:rows:available", 10);
    private static final Order SPARE = Order.single(id(), SOURCE, "creator:rows:available", 20);
    private static final Order REFUSED = Order.single(id(), PARTY, FEES, 5_000);
    private static final Order BACK =
            Order.reversal(id(), Order.single(SPEND.id(), PARTY, "creator:rows:available", 10));

    static {
        for (Order order : List.of(FUND, HOLD, PART, HELD, SPEND, SPARE)) {
            assertThat(TestSite.post(order)).containsExactly(Outcome.CREATED);
        }
        assertThat(TestSite.post(REFUSED)).containsExactly(Outcome.INSUFFICIENT_FUNDS);
        assertThat(TestSite.post(BACK)).containsExactly(Outcome.CREATED);
    }

    private static UUID id() {
        return TypeId.next();
    }

    @Test
    void findsNothingInSoundBooks() throws SQLException {
        try (Connection connection = TestSite.cluster().connect()) {
            assertThat(Books.check(connection)).isEmpty();
            assertThat(Rows.find(connection, List.of(FUND.id(), HOLD.id(), PART.id())))
                    .containsEntry(FUND.id(), List.of(FUND))
                    .containsEntry(HOLD.id(), List.of(HOLD))
                    .containsEntry(PART.id(), List.of(PART));
            assertThat(Rows.find(connection, List.of(BACK.id(), REFUSED.id())))
                    .containsOnly(Map.entry(BACK.id(), List.of(BACK)));
            assertThat(Rows.refusals(connection, List.of(REFUSED.id())))
                    .containsOnly(Map.entry(REFUSED.id(), "insufficient_funds"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM ledger.transfer WHERE id = :spend",
                "DELETE FROM ledger.transfer WHERE id = :part",
                "DELETE FROM ledger.transfer WHERE id = :held",
                "UPDATE ledger.transfer SET amount = amount + 1 WHERE id = :fund",
                "UPDATE ledger.transfer SET amount = amount + 1 WHERE id = :held",
                "UPDATE ledger.transfer SET credit_sequence = 99 WHERE id = :fund",
                "UPDATE ledger.transfer SET debit_balance = debit_balance + 1 WHERE id = :spend",
                // An effect that came twice: both sides, so the trial balance does not show it.
                "UPDATE ledger.account SET debits_posted = debits_posted + 7 WHERE code ="
                    + " ':limited';UPDATE ledger.account SET credits_posted = credits_posted + 7"
                    + " WHERE code = ':source'",
                "UPDATE ledger.account SET debits_pending = debits_pending - 50"
                        + " WHERE code = ':limited'",
                "UPDATE ledger.account SET sequence = sequence + 1 WHERE code = ':limited'",
                "UPDATE ledger.account SET last_transfer = 1 WHERE code = ':limited'",
                "UPDATE ledger.transfer SET debit_previous = 0 WHERE id = :spend",
                "UPDATE ledger.transfer SET number = number + 100 WHERE id = :spend",
                "DELETE FROM ledger.block WHERE number = 2",
                "UPDATE ledger.block SET at = at + interval '1 us' WHERE number = 2",
                "DELETE FROM ledger.refusal",
                "UPDATE ledger.transfer SET reference = 'mov_1' WHERE id = :spend",
                "INSERT INTO ledger.due SELECT resolves, 0, at FROM ledger.transfer WHERE id ="
                        + " :part",
                "UPDATE ledger.transfer SET phase = 'expire' WHERE id = :part",
                "UPDATE ledger.transfer SET expires_at = at WHERE id = (SELECT resolves"
                        + " FROM ledger.transfer WHERE id = :part)",
                "UPDATE ledger.transfer SET asked = amount + 1 WHERE phase = 'reverse'",
                "UPDATE ledger.account SET code = 'clearing:main' WHERE code = 'revenue:fees'"
            })
    void findsWhatWasForged(String forgery) throws SQLException {
        try (Connection connection = TestSite.cluster().connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                // As only a superuser can: without triggers.
                statement.execute("SET LOCAL session_replication_role = replica");
                statement.execute(named(forgery));
            }
            assertThat(Books.check(connection))
                    .isNotEmpty()
                    .extracting(Fault::kind)
                    .containsOnly(Fault.Kind.BOOKS);
            connection.rollback();
        }
    }

    private static String named(String forgery) {
        return forgery.replace(":spend", "'" + SPEND.id() + "'")
                .replace(":part", "'" + PART.id() + "'")
                .replace(":held", "'" + HELD.id() + "'")
                .replace(":fund", "'" + FUND.id() + "'")
                .replace(":limited", PARTY)
                .replace(":source", SOURCE);
    }
}

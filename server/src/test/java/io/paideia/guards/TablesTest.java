package io.paideia.guards;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the ledger's tables refuse whoever writes, with all of the server's own checks left out.
 * Each attack is rolled back even if it is let through.
 */
final class TablesTest {

    static final String NOBODY = "nobody";

    private static final Currency CNY = Currency.of("CNY");
    private static int tests;

    private final String prefix = "attacked:t" + tests++;
    private final Account bank = new Account(prefix, CNY);
    private final Account ada = new Account(prefix + ":wallet", CNY);
    private final Transfer moved = transfer(bank, ada, 100);
    private final Transfer held = hold();
    private final Transfer due = hold().within(Duration.ofDays(1));
    private final Transfer refused = transfer(ada, bank, 1_000);

    static Stream<TableGuards.Attacked> attacked() {
        return TableGuards.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("attacked")
    void refuses(TableGuards.Attacked guard) {
        write();
        List<String> refusedBy = new ArrayList<>();
        for (String attack : guard.attacks()) {
            refusedBy.add(refusedBy(guard, named(attack)));
        }
        assertThat(new TreeSet<>(refusedBy)).containsExactly(guard.refusedBy());
    }

    private void write() {
        Ledger ledger = new Ledger();
        try (Lane lane =
                Lane.start(
                        new Book("main", TestDatabase.shared()),
                        LaneSettings.DEFAULT,
                        new SimpleMeterRegistry())) {
            Transfer post = Transfer.post(TransferId.next(), held, held.amount());
            lane.call(ledger, Stream.of(moved, held, due, post, refused).map(List::of).toList());
        }
    }

    /** As the server, or as the owner where a trigger must stop even that one. */
    private static String refusedBy(TableGuards.Attacked guard, String attack) {
        JdbcClient client = guard.trigger() ? TestDatabase.owner() : TestDatabase.client();
        try {
            client.sql("DO $$ BEGIN " + attack + "; RAISE 'nobody refused'; END $$").update();
        } catch (DataAccessException e) {
            return refusedBy((SQLException) NestedExceptionUtils.getMostSpecificCause(e));
        }
        throw new IllegalStateException("It must raise one thing or another");
    }

    private static String refusedBy(SQLException e) {
        ServerErrorMessage message =
                e instanceof PSQLException told ? told.getServerErrorMessage() : null;
        if (message == null) {
            throw new IllegalStateException(e);
        }
        if (message.getConstraint() != null) {
            return String.valueOf(message.getConstraint());
        }
        String text = String.valueOf(message.getMessage());
        return text.equals("nobody refused")
                ? NOBODY
                : text.contains("never edited")
                        ? "trigger"
                        : String.valueOf(e.getSQLState()).equals("42501") ? "rights" : text;
    }

    private String named(String attack) {
        return attack.replace(
                        "@ada",
                        "(SELECT number FROM ledger.account WHERE code = '" + ada.code() + "')")
                .replace("@block", "(SELECT max(number) FROM ledger.block WHERE book = 0)")
                .replace("@moved", quoted(moved))
                .replace("@held", quoted(held))
                .replace("@due", quoted(due))
                .replace("@refused", quoted(refused));
    }

    private static String quoted(Transfer transfer) {
        return "'" + transfer.id().value() + "'";
    }

    private Transfer hold() {
        return Transfer.pending(TransferId.next(), bank, ada, new Money(CNY, 10), "sale", null);
    }

    private static Transfer transfer(Account from, Account to, long amount) {
        return Transfer.single(TransferId.next(), from, to, new Money(CNY, amount), "sale", null);
    }
}

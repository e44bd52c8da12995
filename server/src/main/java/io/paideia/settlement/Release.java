package io.paideia.settlement;

import io.paideia.database.Arguments;
import io.paideia.events.Consumers;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Account;
import io.paideia.ledger.Account.Stage;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Money;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Releases everything that is due: one transfer from pending to available per party and currency.
 * Shares are marked in the same transaction, so however often it runs, each is released once. It
 * first hears of everything that happened, under the book's lock, so a refund is never missed.
 */
@Component
final class Release implements Handler<Release.Through, Settlement> {

    private static final String MARK =
            """
            WITH marked AS (
                UPDATE settlement.due SET released = ?
                 WHERE released IS NULL AND due_on <= ?::date
                RETURNING party, currency, amount)
            SELECT party, currency, sum(amount)::bigint FROM marked GROUP BY party, currency ORDER BY party, currency
            """;

    private static final String RECORD =
            "INSERT INTO settlement.settlement (id, through, settled_at) VALUES (?, ?::date, ?)";

    private static final String RECORD_LINES =
            """
            INSERT INTO settlement.settlement_line (settlement, party, currency, amount, transfer)
            SELECT ?, u.* FROM unnest(?::text[], ?::text[], ?::bigint[], ?::uuid[]) AS u
            """;

    private final Consumers consumers;
    private final DueShares dueShares;
    private final Ledger ledger;
    private final Settlements settlements;

    Release(Consumers consumers, DueShares dueShares, Ledger ledger, Settlements settlements) {
        this.consumers = consumers;
        this.dueShares = dueShares;
        this.ledger = ledger;
        this.settlements = settlements;
    }

    /** A run under its caller's id, including this day. */
    record Through(SettlementId id, LocalDate day) {}

    private record Movement(String party, Money amount, TransferId transfer) {}

    @Override
    public List<Settlement> handle(List<Through> commands, Batch batch) throws SQLException {
        consumers.catchUp(dueShares, batch);
        List<Settlement> answers = new ArrayList<>(commands.size());
        for (Through command : commands) {
            Optional<Settlement> before = settlements.find(batch.connection(), command.id());
            answers.add(before.isPresent() ? before.get() : release(command, batch));
        }
        return answers;
    }

    private Settlement release(Through command, Batch batch) throws SQLException {
        List<Movement> movements = movements(command, mark(command, batch), batch);
        List<Transfer> transfers = new ArrayList<>();
        for (Movement movement : movements) {
            transfers.add(
                    Transfer.single(
                            movement.transfer(),
                            Account.of(
                                    movement.party(), Stage.PENDING, movement.amount().currency()),
                            Account.of(
                                    movement.party(),
                                    Stage.AVAILABLE,
                                    movement.amount().currency()),
                            movement.amount(),
                            "release",
                            command.id().toString()));
        }
        ledger.post(batch, transfers);
        record(command, movements, batch);
        return new Settlement(
                command.id(),
                command.day(),
                batch.at(),
                movements.stream()
                        .map(movement -> new Settlement.Line(movement.party(), movement.amount()))
                        .toList());
    }

    private static List<Settlement.Line> mark(Through command, Batch batch) throws SQLException {
        try (PreparedStatement update = batch.connection().prepareStatement(MARK)) {
            Arguments.of(update).uuid(command.id().value()).text(command.day().toString());
            List<Settlement.Line> due = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    due.add(
                            new Settlement.Line(
                                    row.getString(1), Money.of(row.getString(2), row.getLong(3))));
                }
            }
            return due;
        }
    }

    /**
     * At most what pending holds: what the shares say and what the ledger holds agree, and the
     * ledger has the word.
     */
    private List<Movement> movements(Through command, List<Settlement.Line> due, Batch batch)
            throws SQLException {
        List<Account> pending =
                due.stream()
                        .map(
                                line ->
                                        Account.of(
                                                line.party(),
                                                Stage.PENDING,
                                                line.amount().currency()))
                        .toList();
        Map<Account, Money> held = ledger.free(batch, pending);
        List<Movement> movements = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            Money amount = due.get(i).amount();
            Money most = held.getOrDefault(pending.get(i), Money.zero(amount.currency()));
            Money released = amount.min(most);
            if (released.isPositive()) {
                movements.add(
                        new Movement(
                                due.get(i).party(),
                                released,
                                TransferId.of(command.id().value(), i)));
            }
        }
        return movements;
    }

    private static void record(Through command, List<Movement> movements, Batch batch)
            throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(RECORD)) {
            Arguments.of(insert)
                    .uuid(command.id().value())
                    .text(command.day().toString())
                    .time(batch.at());
            insert.executeUpdate();
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(RECORD_LINES)) {
            UUID id = command.id().value();
            Arguments.of(insert)
                    .uuid(id)
                    .texts(movements, Movement::party)
                    .texts(movements, movement -> movement.amount().currency().code())
                    .longs(movements, movement -> movement.amount().minor())
                    .uuids(movements, movement -> movement.transfer().value());
            insert.executeUpdate();
        }
    }
}

package io.paideia.ledger;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes the rows of transfers and balances, as sets. */
final class TransferRows {

    private static final String FIND =
            """
            SELECT t.id, t.kind, t.phase, t.debit, t.credit, t.amount, t.pending_id, t.reference,
                   EXISTS (SELECT FROM ledger.transfer r WHERE r.pending_id = t.id)
              FROM ledger.transfer t
             WHERE t.id = ANY (?::uuid[])
            """;

    private static final String INSERT =
            """
            INSERT INTO ledger.transfer (id, at, kind, phase, debit, credit, amount, pending_id, reference,
                                         debit_sequence, credit_sequence, debit_balance, credit_balance)
            SELECT u.id, ?, u.kind, u.phase, u.debit, u.credit, u.amount, u.pending_id, u.reference,
                   u.debit_sequence, u.credit_sequence, u.debit_balance, u.credit_balance
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::uuid[],
                          ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                   AS u(id, kind, phase, debit, credit, amount, pending_id, reference,
                        debit_sequence, credit_sequence, debit_balance, credit_balance)
            """;

    /**
     * The old sequence is the version: a writer that came in without the lock makes the count
     * differ.
     */
    private static final String UPDATE =
            """
            UPDATE ledger.account a
               SET debits_posted = u.debits_posted, credits_posted = u.credits_posted,
                   debits_pending = u.debits_pending, credits_pending = u.credits_pending, sequence = u.sequence
              FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                   AS u(number, debits_posted, credits_posted, debits_pending, credits_pending, sequence, version)
             WHERE a.number = u.number AND a.sequence = u.version
            """;

    private final List<Row> rows = new ArrayList<>();

    private record Row(
            Transfer order,
            long debit,
            long credit,
            long debitSequence,
            long creditSequence,
            long debitBalance,
            long creditBalance) {

        @Nullable UUID resolves() {
            TransferId held = order.resolves();
            return held == null ? null : held.value();
        }
    }

    int size() {
        return rows.size();
    }

    /** Forgets the rows added after the list had this size. */
    void truncate(int size) {
        rows.subList(size, rows.size()).clear();
    }

    void add(Transfer order, Balance debit, Balance credit) {
        rows.add(
                new Row(
                        order,
                        debit.number,
                        credit.number,
                        debit.sequence,
                        credit.sequence,
                        debit.posted(),
                        credit.posted()));
    }

    static Map<UUID, Posted> find(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, Posted> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            Arguments.of(select).uuids(ids);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    found.put(
                            id,
                            new Posted(
                                    id,
                                    row.getString(2),
                                    Transfer.Phase.valueOf(
                                            row.getString(3).toUpperCase(Locale.ROOT)),
                                    row.getLong(4),
                                    row.getLong(5),
                                    row.getLong(6),
                                    row.getObject(7, UUID.class),
                                    row.getString(8),
                                    row.getBoolean(9)));
                }
            }
        }
        return found;
    }

    void insert(Batch batch) throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .time(batch.at())
                    .uuids(rows, row -> row.order().id().value())
                    .texts(rows, row -> row.order().kind())
                    .texts(rows, row -> row.order().phase().word())
                    .longs(rows, Row::debit)
                    .longs(rows, Row::credit)
                    .longs(rows, row -> row.order().amount().minor())
                    .uuids(rows, Row::resolves)
                    .texts(rows, row -> row.order().reference())
                    .longs(rows, Row::debitSequence)
                    .longs(rows, Row::creditSequence)
                    .longs(rows, Row::debitBalance)
                    .longs(rows, Row::creditBalance);
            insert.executeUpdate();
        }
    }

    static void update(Connection connection, Collection<Balance> balances) throws SQLException {
        List<Balance> changed = balances.stream().filter(Balance::changed).toList();
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            Arguments.of(update)
                    .longs(changed, balance -> balance.number)
                    .longs(changed, balance -> balance.debitsPosted)
                    .longs(changed, balance -> balance.creditsPosted)
                    .longs(changed, balance -> balance.debitsPending)
                    .longs(changed, balance -> balance.creditsPending)
                    .longs(changed, balance -> balance.sequence)
                    .longs(changed, balance -> balance.sequenceRead);
            int updated = update.executeUpdate();
            if (updated != changed.size()) {
                throw new IllegalStateException(
                        "Only "
                                + updated
                                + " of "
                                + changed.size()
                                + " balances were as read: somebody wrote the book without its"
                                + " lock");
            }
        }
    }
}

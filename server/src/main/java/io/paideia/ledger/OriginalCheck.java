package io.paideia.ledger;

import io.paideia.database.Arguments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Checks reversals against what they reverse. Any transfer may be reversed at any time, so the
 * originals are not kept but asked for, many at once. Confined to one thread.
 */
final class OriginalCheck {

    private static final int TOGETHER = 2_000;

    /** The index over resolves makes the count cheap, whether it is still unique or not. */
    private static final String ASK =
            """
            SELECT r.number,
                   o.number < r.number AND o.debit = r.credit AND o.credit = r.debit
                       AND o.amount = r.amount AND o.phase IN ('single', 'post', 'reverse'),
                   (SELECT count(*) FROM ledger.transfer x WHERE x.resolves = r.resolves)
              FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::uuid[])
                   AS r(number, debit, credit, amount, resolves)
              LEFT JOIN ledger.transfer o ON o.id = r.resolves
             ORDER BY r.number
            """;

    private final Connection connection;
    private final Findings findings;
    private final List<Reversal> waiting = new ArrayList<>(TOGETHER);

    private record Reversal(long number, long debit, long credit, long amount, UUID resolves) {}

    OriginalCheck(Connection connection, Findings findings) {
        this.connection = connection;
        this.findings = findings;
    }

    void add(long number, long debit, long credit, long amount, UUID resolves) throws SQLException {
        waiting.add(new Reversal(number, debit, credit, amount, resolves));
        if (waiting.size() == TOGETHER) {
            ask();
        }
    }

    /** Checks those that are left. */
    void ask() throws SQLException {
        if (waiting.isEmpty()) {
            return;
        }
        try (PreparedStatement ask = connection.prepareStatement(ASK)) {
            Arguments.of(ask)
                    .longs(waiting, Reversal::number)
                    .longs(waiting, Reversal::debit)
                    .longs(waiting, Reversal::credit)
                    .longs(waiting, Reversal::amount)
                    .uuids(waiting, Reversal::resolves);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    check(row.getLong(1), row.getBoolean(2), row.getLong(3));
                }
            }
        }
        waiting.clear();
    }

    private void check(long number, boolean right, long times) {
        String key = "number=" + number;
        if (!right) {
            findings.add("ledger.transfer", key, "the reverse of an earlier transfer", "another");
        } else if (times != 1) {
            findings.add("ledger.transfer", key, "the only reversal", times + " of them");
        }
    }
}

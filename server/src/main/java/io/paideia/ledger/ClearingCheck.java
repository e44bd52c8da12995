package io.paideia.ledger;

import io.paideia.database.Arguments;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks that clearing accounts hold what the moves say and nothing else: their sums are those of
 * the moves from and to the other book, and no transfer touches them that is not of a move.
 * Confined to one thread.
 */
final class ClearingCheck {

    private static final int TOGETHER = 1_000;

    private static final String ACCOUNTS =
            """
            SELECT a.number, a.book, other.number, a.currency, a.credits_posted, a.credits_pending, a.debits_posted,
                   a.debits_pending
              FROM ledger.account a
              LEFT JOIN ledger.book other ON a.code = 'clearing:' || other.name
             WHERE starts_with(a.code, 'clearing:')
            """;

    private static final String TRANSFERS =
            Half.Found.COLUMNS
                    + "  FROM ledger.transfer t\n"
                    + Half.Found.ACCOUNTS
                    + """
                     WHERE (t.debit = ANY (ARRAY(SELECT number FROM ledger.account
                                                  WHERE starts_with(code, 'clearing:')))
                            OR t.credit = ANY (ARRAY(SELECT number FROM ledger.account
                                                      WHERE starts_with(code, 'clearing:'))))
                    """;

    private static final String KNOWN = "SELECT id FROM ledger.move WHERE id = ANY (?::uuid[])";

    private final Snapshot snapshot;
    private final VerifiedRows.Scope scope;
    private final Findings findings;
    private final Set<UUID> missing = new HashSet<>();

    ClearingCheck(Snapshot snapshot, VerifiedRows.Scope scope, Findings findings) {
        this.snapshot = snapshot;
        this.scope = scope;
        this.findings = findings;
    }

    /**
     * Compares with what the moves come to.
     *
     * @param transfers how many there are with a clearing account on a side
     */
    void check(MoveTotals totals, long transfers) throws SQLException {
        if (transfers != totals.transfers()) {
            nameStrangers();
        }
        checkAccounts(totals);
        findings.settle(List.of());
    }

    private void checkAccounts(MoveTotals totals) throws SQLException {
        String query = ACCOUNTS + scope.and("a.book") + " ORDER BY a.number";
        try (Statement ask = snapshot.first().createStatement();
                ResultSet row = ask.executeQuery(query)) {
            while (row.next()) {
                long number = row.getLong(1);
                int book = row.getInt(2);
                int other = row.getInt(3);
                if (row.wasNull()) {
                    broken(number, "the name of a declared book", "another");
                    continue;
                }
                MoveTotals.Way there = totals.of(book, other, row.getString(4));
                MoveTotals.Way back = totals.of(other, book, row.getString(4));
                compare(number, "credits_posted", there.sent(), row.getLong(5));
                compare(number, "credits_pending", there.held(), row.getLong(6));
                compare(number, "debits_posted", back.received(), row.getLong(7));
                compare(number, "debits_pending", 0, row.getLong(8));
            }
        }
    }

    private void compare(long number, String column, long moves, long found) {
        if (moves != found) {
            broken(number, column + " " + moves + ", the sum of the moves", String.valueOf(found));
        }
    }

    private void broken(long number, String expected, String found) {
        findings.add("ledger.account", "number=" + number, expected, found);
    }

    /** Reads all transfers again, and so only when there are too many or too few. */
    private void nameStrangers() throws SQLException {
        String query = TRANSFERS + scope.andNumber("t.number") + " ORDER BY t.number";
        try (Statement ask = snapshot.first().createStatement()) {
            ask.setFetchSize(TOGETHER);
            List<Half.Found> page = new ArrayList<>(TOGETHER);
            try (ResultSet row = ask.executeQuery(query)) {
                while (row.next()) {
                    page.add(Half.Found.of(row));
                    if (page.size() == TOGETHER) {
                        nameStrangers(page);
                        page.clear();
                    }
                }
            }
            nameStrangers(page);
        }
    }

    private void nameStrangers(List<Half.Found> transfers) throws SQLException {
        Set<UUID> known = known(transfers);
        for (Half.Found transfer : transfers) {
            UUID move = moveOf(transfer);
            if (move == null) {
                stranger(transfer);
            } else if (!known.contains(move)) {
                if (missing.add(move)) {
                    findings.add(MoveCheck.TABLE, "id=" + move, "a move of " + transfer, "none");
                }
            } else if (!isHalf(transfer, move)) {
                stranger(transfer);
            }
        }
    }

    private void stranger(Half.Found transfer) {
        findings.add(
                "ledger.transfer", "number=" + transfer.number(), "a half of a move", "another");
    }

    private static boolean isHalf(Half.Found transfer, UUID move) {
        UUID hold = MoveOrder.holdOf(move).value();
        return transfer.id().equals(hold)
                || transfer.id().equals(MoveOrder.arrivalOf(move).value())
                || hold.equals(transfer.half().resolves());
    }

    private static @Nullable UUID moveOf(Half.Found transfer) {
        String reference = transfer.half().reference();
        try {
            return reference == null ? null : MoveId.parse(reference).value();
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private Set<UUID> known(List<Half.Found> transfers) throws SQLException {
        List<UUID> ids = new ArrayList<>(transfers.size());
        for (Half.Found transfer : transfers) {
            UUID move = moveOf(transfer);
            if (move != null) {
                ids.add(move);
            }
        }
        Set<UUID> known = new HashSet<>();
        try (PreparedStatement ask = snapshot.first().prepareStatement(KNOWN)) {
            Arguments.of(ask).uuids(ids);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    known.add(row.getObject(1, UUID.class));
                }
            }
        }
        return known;
    }
}

package io.paideia.ledger;

import io.paideia.database.BinaryRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;

/**
 * Checks what is beside the chain because it follows from it: marks, and the pending transfers that
 * will expire; and what only the database can tell, that ids are unique. Confined to one thread.
 */
final class SideTables {

    private static final String MARKS =
            "SELECT account, at, sequence, transfer, debits FROM ledger.mark";

    /** Only asked when the sums differ, as it reads everything again. */
    private static final String WRONG_MARKS =
            """
            SELECT coalesce(m.account, e.account), coalesce(m.sequence, e.sequence), m.account IS NULL
              FROM (SELECT * FROM ledger.mark {where}) AS m
              FULL JOIN (
                   SELECT * FROM (
                       SELECT account, at, sequence, number,
                              coalesce(sum(amount) FILTER (WHERE side = 'debit'
                                                             AND phase IN ('single', 'post', 'reverse'))
                                           OVER (PARTITION BY account ORDER BY sequence), 0) AS debits
                         FROM ledger.entry {where}) AS summed
                    WHERE sequence % 64 = 0) AS e
                ON m.account = e.account AND m.sequence = e.sequence AND m.at = e.at AND m.transfer = e.number
                   AND m.debits = e.debits
             WHERE m.account IS NULL OR e.account IS NULL
             ORDER BY 1, 2
             LIMIT 20
            """;

    private static final String DUE = "SELECT transfer, book, at FROM ledger.due";

    private static final String ANSWERED_TWICE =
            """
            SELECT r.id FROM ledger.refusal r
             WHERE EXISTS (SELECT FROM ledger.transfer t WHERE t.id = r.id)
             ORDER BY r.id LIMIT 20
            """;

    /** A unique index that is valid cannot hold a value twice; without it, nothing here says so. */
    private static final String NOT_UNIQUE =
            """
            SELECT w.name, w.columns
              FROM (VALUES ('transfer', 'number'), ('transfer', 'id'), ('transfer', 'resolves'), ('account', 'number'),
                           ('account', 'id'), ('account', 'code, currency, book'), ('refusal', 'id'),
                           ('block', 'book, number'), ('due', 'transfer')) AS w(name, columns)
             WHERE NOT EXISTS (
                   SELECT FROM pg_index i
                    WHERE i.indrelid = ('ledger.' || w.name)::regclass
                      AND i.indisunique AND i.indisvalid AND i.indisready
                      AND (i.indpred IS NULL OR w.columns = 'resolves')
                      AND (SELECT string_agg(a.attname, ', ' ORDER BY k.place)
                             FROM unnest(i.indkey) WITH ORDINALITY AS k(attribute, place)
                             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attribute)
                          = w.columns)
            """;

    private final Snapshot snapshot;
    private final VerifiedRows.Scope scope;
    private final Findings findings;
    private final long[] entry = HeldTransfers.entry();

    SideTables(Snapshot snapshot, VerifiedRows.Scope scope, Findings findings) {
        this.snapshot = snapshot;
        this.scope = scope;
        this.findings = findings;
    }

    void check(MarkSum marks, HeldTransfers held) throws SQLException {
        checkMarks(marks);
        checkDue(held);
        ask(
                ANSWERED_TWICE,
                row ->
                        findings.add(
                                "ledger.refusal",
                                "id=" + row.getString(1),
                                "an id that was not posted",
                                "a transfer of this id"));
        ask(
                NOT_UNIQUE,
                row ->
                        findings.add(
                                "ledger." + row.getString(1),
                                "columns=" + row.getString(2),
                                "a unique index",
                                "none"));
    }

    private void checkMarks(MarkSum expected) throws SQLException {
        MarkSum found = expected.sibling();
        try (BookRows rows = new BookRows(snapshot.first(), MARKS + scope.ofNumber("account"))) {
            while (!rows.ended()) {
                BinaryRow row = rows.row();
                found.add(row.number(), row.time(), row.number(), row.number(), row.number());
                rows.advance();
            }
        }
        if (!found.sameAs(expected)) {
            String where = scope.ofNumber("account");
            ask(WRONG_MARKS.replace("{where}", where), this::tellMark);
        }
    }

    private void tellMark(ResultSet row) throws SQLException {
        boolean missing = row.getBoolean(3);
        findings.add(
                "ledger.mark",
                "account=" + row.getLong(1) + " sequence=" + row.getLong(2),
                missing ? "a mark of this entry" : "no mark, or another",
                missing ? "none" : "this one");
    }

    private void checkDue(HeldTransfers held) throws SQLException {
        try (BookRows rows = new BookRows(snapshot.first(), DUE + scope.ofBook())) {
            while (!rows.ended()) {
                BinaryRow row = rows.row();
                UUID id = Objects.requireNonNull(row.uuid());
                long book = row.number();
                long at = row.time();
                boolean open =
                        held.take(id.getMostSignificantBits(), id.getLeastSignificantBits(), entry);
                if (!open
                        || entry[HeldTransfers.EXPIRES_AT] != at
                        || Head.bookOf(entry[HeldTransfers.NUMBER]) != book) {
                    findings.add(
                            "ledger.due",
                            "transfer=" + id,
                            open ? "its book and time" : "a pending transfer that is open",
                            open ? "others" : "none");
                }
                rows.advance();
            }
        }
        held.forEach(
                (high, low, number, expiresAt) -> {
                    if (expiresAt != BinaryRow.ABSENT) {
                        findings.add(
                                "ledger.due",
                                "transfer=" + new UUID(high, low),
                                "a row for transfer " + number,
                                "none");
                    }
                });
    }

    private interface Tell {
        void tell(ResultSet row) throws SQLException;
    }

    private void ask(String query, Tell tell) throws SQLException {
        try (Statement statement = snapshot.first().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                tell.tell(row);
            }
        }
    }
}

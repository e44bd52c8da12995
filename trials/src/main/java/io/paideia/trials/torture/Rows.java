package io.paideia.trials.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The ledger's tables as they stand, read without any of the ledger's code. All of the torture's
 * SQL that knows those tables is here.
 */
final class Rows {

    /** What each transfer does to its two accounts: columns account, sequence, and the effects. */
    private static final String EFFECTS =
            """
            WITH held AS (
                SELECT t.*, EXISTS (SELECT FROM ledger.transfer r WHERE r.pending_id = t.id) AS resolved
                  FROM ledger.transfer t
            ), effect AS (
                SELECT id, debit AS account, debit_sequence AS sequence, debit_balance AS balance,
                       CASE WHEN phase IN ('single', 'post') THEN amount ELSE 0 END AS debited,
                       0 AS credited,
                       CASE WHEN phase = 'pending' AND NOT resolved THEN amount ELSE 0 END AS debit_held,
                       0 AS credit_held
                  FROM held
                UNION ALL
                SELECT id, credit, credit_sequence, credit_balance,
                       0,
                       CASE WHEN phase IN ('single', 'post') THEN amount ELSE 0 END,
                       0,
                       CASE WHEN phase = 'pending' AND NOT resolved THEN amount ELSE 0 END
                  FROM held
            )
            """;

    /** Each gives a text per fault; empty means sound. */
    private static final List<String> CHECKS =
            List.of(
                    EFFECTS
                            + """
                            SELECT format('%s holds %s/%s/%s/%s at %s, its transfers say %s/%s/%s/%s at %s', a.code,
                                       a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending, a.sequence,
                                       s.debited, s.credited, s.debit_held, s.credit_held, s.entries)
                              FROM ledger.account a
                              LEFT JOIN (SELECT account, sum(debited) AS debited, sum(credited) AS credited,
                                                sum(debit_held) AS debit_held, sum(credit_held) AS credit_held,
                                                count(*) AS entries
                                           FROM effect GROUP BY account) s ON s.account = a.number
                             WHERE (a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending, a.sequence)
                                   IS DISTINCT FROM
                                   (coalesce(s.debited, 0), coalesce(s.credited, 0), coalesce(s.debit_held, 0),
                                    coalesce(s.credit_held, 0), coalesce(s.entries, 0))
                            """,
                    EFFECTS
                            + """
                            SELECT format('transfer %s is entry %s of account %s, but has the number %s',
                                       id, place, account, sequence)
                              FROM (SELECT id, account, sequence,
                                           row_number() OVER (PARTITION BY account ORDER BY sequence) AS place
                                      FROM effect) numbered
                             WHERE place <> sequence
                             LIMIT 10
                            """,
                    EFFECTS
                            + """
                            SELECT format('transfer %s left account %s at %s, says the row, at %s, say those before',
                                       id, account, balance, running)
                              FROM (SELECT id, account, balance,
                                           sum(credited - debited) OVER (PARTITION BY account ORDER BY sequence) AS running
                                      FROM effect) summed
                             WHERE balance <> running
                             LIMIT 10
                            """,
                    """
                    SELECT format('%s: debits %s/%s, credits %s/%s', currency, sum(debits_posted), sum(debits_pending),
                               sum(credits_posted), sum(credits_pending))
                      FROM ledger.account
                     GROUP BY currency
                    HAVING sum(debits_posted) <> sum(credits_posted) OR sum(debits_pending) <> sum(credits_pending)
                    """,
                    EFFECTS
                            + """
                            SELECT format('%s was below zero at transfer %s: %s', a.code, e.id, e.balance)
                              FROM effect e
                              JOIN ledger.account a ON a.number = e.account
                             WHERE e.balance < 0 AND (a.code LIKE '%:pending' OR a.code LIKE '%:available' OR a.code LIKE '%:wallet')
                             LIMIT 10
                            """,
                    """
                    SELECT format('%s has less than is held', code)
                      FROM ledger.account
                     WHERE debits_posted + debits_pending > credits_posted
                       AND (code LIKE '%:pending' OR code LIKE '%:available' OR code LIKE '%:wallet')
                    """,
                    """
                    SELECT format('%s was resolved %s times', pending_id, count(*))
                      FROM ledger.transfer
                     WHERE pending_id IS NOT NULL
                     GROUP BY pending_id
                    HAVING count(*) > 1
                    """);

    private static final String FIND =
            """
            SELECT t.id, d.code, c.code, t.amount, t.phase, t.pending_id
              FROM ledger.transfer t
              JOIN ledger.account d ON d.number = t.debit
              JOIN ledger.account c ON c.number = t.credit
             WHERE t.id = ANY (?)
            """;

    private static final String COUNT = "SELECT count(*) FROM ledger.transfer";

    private Rows() {}

    /** The rows of these ids. */
    static Map<UUID, List<Order>> find(Connection connection, Collection<UUID> ids)
            throws SQLException {
        Map<UUID, List<Order>> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    found.computeIfAbsent(id, _ -> new ArrayList<>())
                            .add(
                                    new Order(
                                            id,
                                            row.getString(2),
                                            row.getString(3),
                                            row.getLong(4),
                                            row.getString(5),
                                            row.getObject(6, UUID.class)));
                }
            }
        }
        return found;
    }

    /** How many transfers there are at all. */
    static long count(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNT);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What does not follow from the transfers: balances, sequences, limits, the trial balance. */
    static List<Fault> check(Connection connection) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        for (String check : CHECKS) {
            try (PreparedStatement select = connection.prepareStatement(check);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    faults.add(new Fault(Fault.Kind.BOOKS, row.getString(1)));
                }
            }
        }
        return faults;
    }
}

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
import java.util.stream.Stream;

/**
 * The ledger's tables as they stand, read without any of the ledger's code. All of the torture's
 * SQL that knows those tables is here.
 */
final class Rows {

    /** What each transfer does to its two accounts. */
    private static final String EFFECTS =
            """
            WITH held AS (
                SELECT t.*, EXISTS (SELECT FROM ledger.transfer r WHERE r.resolves = t.id) AS ended
                  FROM ledger.transfer t
            ), effect AS (
                SELECT id, number, debit AS account, debit_sequence AS sequence, debit_balance AS balance,
                       debit_previous AS previous,
                       CASE WHEN phase IN ('single', 'post', 'reverse') THEN amount ELSE 0 END AS debited,
                       0 AS credited,
                       CASE WHEN phase = 'pending' AND NOT ended THEN amount ELSE 0 END AS debit_held,
                       0 AS credit_held
                  FROM held
                UNION ALL
                SELECT id, number, credit, credit_sequence, credit_balance, credit_previous,
                       0,
                       CASE WHEN phase IN ('single', 'post', 'reverse') THEN amount ELSE 0 END,
                       0,
                       CASE WHEN phase = 'pending' AND NOT ended THEN amount ELSE 0 END
                  FROM held
            )
            """;

    /**
     * The order of a book: transfers and blocks counted without gaps, each block on the one before.
     */
    private static final List<String> ORDER =
            List.of(
                    EFFECTS
                            + """
                            SELECT format('transfer %s follows %s in account %s, says the row, %s, say those before',
                                       id, previous, account, before)
                              FROM (SELECT id, account, previous,
                                           lag(number, 1, 0::bigint) OVER (PARTITION BY account ORDER BY sequence) AS before
                                      FROM effect) chained
                             WHERE previous <> before
                             LIMIT 10
                            """,
                    """
                    SELECT format('transfer %s is the %s. of its book, but has the number %s', id, place, number)
                      FROM (SELECT id, number,
                                   row_number() OVER (PARTITION BY number >> 48 ORDER BY number) AS place
                              FROM ledger.transfer) numbered
                     WHERE place <> number & (2 ^ 48 - 1)::bigint
                     LIMIT 10
                    """,
                    """
                    SELECT format('the last transfer of %s is %s, but %s is newer', code, last_transfer, newest)
                      FROM ledger.account a
                      JOIN (SELECT account, max(number) AS newest
                              FROM (SELECT debit AS account, number FROM ledger.transfer
                                    UNION ALL SELECT credit, number FROM ledger.transfer) sides
                             GROUP BY account) t ON t.account = a.number
                     WHERE last_transfer <> newest
                    """,
                    """
                    SELECT format('block %s of book %s does not follow from those before it', number, book)
                      FROM (SELECT b.*, b AS whole,
                                   lag(number, 1, 0::bigint) OVER (PARTITION BY book ORDER BY number) AS before,
                                   coalesce(lag(hash) OVER (PARTITION BY book ORDER BY number),
                                            ledger.beginning((SELECT k.name FROM ledger.book k WHERE k.number = b.book)))
                                       AS hash_before,
                                   lag(last_transfer, 1, book::bigint << 48)
                                       OVER (PARTITION BY book ORDER BY number) AS last_before
                              FROM ledger.block b) chained
                     WHERE number <> before + 1 OR last_transfer <> last_before + transfers
                        OR hash <> ledger.block_hash(whole, hash_before)
                     LIMIT 10
                    """,
                    """
                    SELECT format('book %s has %s transfers and %s refusals, its blocks say %s and %s',
                               book, transfers, refusals, sealed, refused)
                      FROM (SELECT b.book, sum(b.transfers) AS sealed, sum(b.refusals) AS refused,
                                   (SELECT count(*) FROM ledger.transfer t WHERE t.number >> 48 = b.book) AS transfers,
                                   (SELECT count(*) FROM ledger.refusal r WHERE r.book = b.book) AS refusals
                              FROM ledger.block b
                             GROUP BY b.book) counted
                     WHERE transfers <> sealed OR refusals <> refused
                    """);

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
                    SELECT format('%s was resolved %s times', resolves, count(*))
                      FROM ledger.transfer
                     WHERE resolves IS NOT NULL
                     GROUP BY resolves
                    HAVING count(*) > 1
                    """);

    private static final String FIND =
            """
            SELECT t.id, d.code, c.code, t.amount, t.phase, t.resolves
              FROM ledger.transfer t
              JOIN ledger.account d ON d.number = t.debit
              JOIN ledger.account c ON c.number = t.credit
             WHERE t.id = ANY (?)
            """;

    private static final String REFUSALS =
            "SELECT id, outcome FROM ledger.refusal WHERE id = ANY (?)";

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

    /** Those of these ids that the ledger remembers to have refused, and why. */
    static Map<UUID, String> refusals(Connection connection, Collection<UUID> ids)
            throws SQLException {
        Map<UUID, String> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(REFUSALS)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getObject(1, UUID.class), row.getString(2));
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
        for (String check : Stream.concat(CHECKS.stream(), ORDER.stream()).toList()) {
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

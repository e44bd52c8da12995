package io.paideia.trials.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What must follow from the transfers, recomputed in SQL from the rows as they stand. */
final class Books {

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

    private Books() {}

    /** What does not follow from the transfers: balances, sequences, limits, the trial balance. */
    static List<Fault> check(Connection connection) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        for (String check :
                Stream.of(CHECKS, ORDER, Settled.CHECKS).flatMap(List::stream).toList()) {
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

package io.paideia.trials.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What nobody hands in, but what the ledger owes: that moves come to their end, that what is held
 * for too long comes free, that two books agree.
 */
final class Settled {

    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

    /** Moves under way, and holds that will expire. */
    private static final String OPEN =
            """
            SELECT (SELECT count(*) FROM ledger.move WHERE state = 'under_way')
                   + (SELECT count(*) FROM ledger.transfer p
                       WHERE p.expires_at IS NOT NULL
                         AND NOT EXISTS (SELECT FROM ledger.transfer r WHERE r.resolves = p.id))
            """;

    /** Each gives a text per fault, at rest. */
    static final List<String> CHECKS =
            List.of(
                    """
                    SELECT format('%s expired %s, which was not over or is another', r.id, r.resolves)
                      FROM ledger.transfer r
                      LEFT JOIN ledger.transfer p ON p.id = r.resolves
                     WHERE r.phase = 'expire'
                       AND (p.expires_at IS NULL OR r.at < p.expires_at
                            OR (r.debit, r.credit, r.amount) IS DISTINCT FROM (p.debit, p.credit, p.amount))
                    """,
                    """
                    SELECT format('%s resolved %s, whose time was over', r.id, r.resolves)
                      FROM ledger.transfer r
                      JOIN ledger.transfer p ON p.id = r.resolves
                     WHERE r.phase IN ('post', 'void') AND r.at >= p.expires_at
                    """,
                    """
                    SELECT format('%s stands in due, and is resolved', d.transfer)
                      FROM ledger.due d
                     WHERE EXISTS (SELECT FROM ledger.transfer r WHERE r.resolves = d.transfer)
                    """,
                    // Nothing of these accounts is ever held.
                    """
                    SELECT format('%s moved %s of %s and left %s', t.id, t.amount, t.asked, t.debit_balance)
                      FROM ledger.transfer t
                      JOIN ledger.account d ON d.number = t.debit
                     WHERE t.asked > t.amount AND t.debit_balance <> 0 AND d.code LIKE '%:available'
                    """,
                    """
                    SELECT format('what belongs to %s is: %s', reference, phases)
                      FROM (SELECT reference, count(DISTINCT amount) AS amounts,
                                   string_agg(phase, ' ' ORDER BY phase) AS phases
                              FROM ledger.transfer
                             WHERE reference IS NOT NULL
                             GROUP BY reference) moved
                     WHERE phases NOT IN ('pending post single', 'pending void') OR amounts <> 1
                    """,
                    """
                    SELECT format('of moves from %s to %s, %s are written down and %s posted', from_book, to_book,
                               moved, posted)
                      FROM (SELECT m.from_book, m.to_book, sum(m.amount) FILTER (WHERE m.state = 'moved') AS moved,
                                   (SELECT sum(t.amount)
                                      FROM ledger.transfer t
                                      JOIN ledger.account c ON c.number = t.credit
                                      JOIN ledger.book other ON c.code = 'clearing:' || other.name
                                     WHERE t.phase = 'post' AND c.book = m.from_book AND other.number = m.to_book)
                                       AS posted
                              FROM ledger.move m
                             GROUP BY m.from_book, m.to_book) summed
                     WHERE moved IS DISTINCT FROM posted
                    """,
                    """
                    SELECT format('%s sent %s by way of %s, which got %s; %s is on its way', s.name, a.credits_posted,
                               a.code, coalesce(b.debits_posted, 0), a.credits_pending)
                      FROM ledger.account a
                      JOIN ledger.book s ON s.number = a.book
                      JOIN ledger.book r ON a.code = 'clearing:' || r.name
                      LEFT JOIN ledger.account b
                        ON b.book = r.number AND b.code = 'clearing:' || s.name AND b.currency = a.currency
                     WHERE a.credits_posted <> coalesce(b.debits_posted, 0) OR a.credits_pending <> 0
                        OR a.debits_posted <> coalesce(b.credits_posted, 0)
                    """);

    /** A janitor's claim leaves a move alone for half a second more than its beginning did. */
    private static final String ALONE =
            """
            SELECT (SELECT count(*) FROM ledger.transfer WHERE phase = 'expire'),
                   (SELECT count(*) FROM ledger.move WHERE state = 'moved'),
                   (SELECT count(*) FROM ledger.move WHERE again_at - begun_at > interval '0.9 s')
            """;

    private Settled() {}

    /**
     * What the ledger did that nobody ordered.
     *
     * @param moves that came to their end
     * @param carriedOn how many moves somebody took in hand who had not begun them
     */
    record Alone(long expired, long moves, long carriedOn) {

        Alone plus(Alone other) {
            return new Alone(
                    expired + other.expired, moves + other.moves, carriedOn + other.carriedOn);
        }
    }

    static Alone alone(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ALONE);
                ResultSet row = select.executeQuery()) {
            row.next();
            return new Alone(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    /** Waits until nothing is left that ends by itself; says whether that came. */
    static boolean await(Site site, Duration patience) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Connection connection = site.connect();
                PreparedStatement select = connection.prepareStatement(OPEN)) {
            while (true) {
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    if (row.getLong(1) == 0) {
                        return true;
                    }
                }
                if (System.nanoTime() > deadline) {
                    return false;
                }
                // Tables tell nobody what comes into them; this is how often they are asked.
                LockSupport.parkNanos(LOOK_NANOS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }
}

package io.paideia.ledger;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Compares what each book says it sent to another with what the other says it got, in one snapshot
 * of both. Thread-safe.
 */
@Component
final class Clearing {

    /** The first book's account counts what was sent there, the second's what came from there. */
    private static final String PAIRS =
            """
            WITH side AS (
                SELECT a.book AS sender, other.number AS receiver, a.currency, a.credits_posted AS sent,
                       a.credits_pending AS under_way, 0 AS received
                  FROM ledger.book other
                  JOIN ledger.account a ON a.code = 'clearing:' || other.name
                UNION ALL
                SELECT other.number, a.book, a.currency, 0, 0, a.debits_posted
                  FROM ledger.book other
                  JOIN ledger.account a ON a.code = 'clearing:' || other.name
            )
            SELECT s.name AS sender, r.name AS receiver, currency, max(sent) AS sent, max(received) AS received,
                   max(under_way) AS under_way
              FROM side
              JOIN ledger.book s ON s.number = side.sender
              JOIN ledger.book r ON r.number = side.receiver
             GROUP BY s.number, r.number, currency
            HAVING max(sent) + max(received) + max(under_way) > 0
             ORDER BY s.number, r.number, currency
            """;

    private static final String UNDER_WAY =
            "SELECT count(*) FROM ledger.move WHERE state = 'under_way'";

    private final JdbcClient database;

    Clearing(JdbcClient database) {
        this.database = database;
    }

    /**
     * What went one way between two books, in the currency's minor unit.
     *
     * @param difference received less sent, what is on its last step: 0 at rest, and never below 0
     *     or above what is under way
     * @param underWay what the sender holds
     */
    record Pair(
            String from,
            String to,
            String currency,
            long sent,
            long received,
            long difference,
            long underWay,
            boolean reconciled) {

        static Pair of(
                String from, String to, String currency, long sent, long received, long underWay) {
            long difference = received - sent;
            return new Pair(
                    from,
                    to,
                    currency,
                    sent,
                    received,
                    difference,
                    underWay,
                    difference >= 0 && difference <= underWay);
        }
    }

    /** All pairs and currencies that anything was ever moved between. */
    List<Pair> pairs() {
        return database.sql(PAIRS)
                .query(
                        (row, n) ->
                                Pair.of(
                                        row.getString("sender"),
                                        row.getString("receiver"),
                                        row.getString("currency"),
                                        row.getLong("sent"),
                                        row.getLong("received"),
                                        row.getLong("under_way")))
                .list();
    }

    /** How many moves are under way. */
    long underWay() {
        return database.sql(UNDER_WAY).query(Long.class).single();
    }
}

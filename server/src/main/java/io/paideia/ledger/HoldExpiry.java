package io.paideia.ledger;

import io.paideia.lane.Lane;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks again and again for pending transfers whose time is over, and has each book's lane expire
 * its own. Several servers may look at once. Until it looked, what is over is still held, but
 * cannot be posted any more.
 */
@Component
final class HoldExpiry {

    /** Few enough not to hold up those who wait for the lane. */
    private static final int AT_ONCE = 1_000;

    private static final String BOOKS =
            """
            SELECT b.name FROM ledger.book b
             WHERE EXISTS (SELECT FROM ledger.due d WHERE d.book = b.number AND d.at <= clock_timestamp())
             ORDER BY b.number
            """;

    private final JdbcClient database;
    private final Books books;
    private final ExpireDue handler;

    HoldExpiry(JdbcClient database, Books books, ExpireDue handler) {
        this.database = database;
        this.books = books;
        this.handler = handler;
    }

    /** Does not trouble a lane when nothing is due. */
    @Scheduled(fixedDelayString = "${paideia.ledger.sweep:1s}")
    void sweep() {
        database.sql(BOOKS).query(String.class).list().stream()
                .filter(books::has)
                .map(books::lane)
                .forEach(this::expire);
    }

    private void expire(Lane lane) {
        while (lane.call(handler, new ExpireDue.Sweep(AT_ONCE)).expired() == AT_ONCE) {
            // The next thousand.
        }
    }
}

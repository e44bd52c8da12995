package io.paideia.ledger;

import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks again and again for pending transfers whose time is over, and has the lane expire all of
 * them. Several servers may look at once. Until it looked, what is over is still held, but cannot
 * be posted any more.
 */
@Component
final class HoldExpiry {

    /** Few enough not to hold up those who wait for the lane. */
    private static final int AT_ONCE = 1_000;

    private static final String ANY =
            """
            SELECT EXISTS (SELECT FROM ledger.due d JOIN ledger.book b ON b.number = d.book
                            WHERE b.name = ? AND d.at <= clock_timestamp())
            """;

    private final JdbcClient database;
    private final Lane lane;
    private final Book book;
    private final ExpireDue handler;

    HoldExpiry(JdbcClient database, Lane lane, Book book, ExpireDue handler) {
        this.database = database;
        this.lane = lane;
        this.book = book;
        this.handler = handler;
    }

    /** Does not trouble the lane when nothing is due. */
    @Scheduled(fixedDelayString = "${paideia.ledger.sweep:1s}")
    void sweep() {
        if (!database.sql(ANY).param(book.name()).query(Boolean.class).single()) {
            return;
        }
        while (lane.call(handler, new ExpireDue.Sweep(AT_ONCE)).expired() == AT_ONCE) {
            // The next thousand.
        }
    }
}

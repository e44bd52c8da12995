package io.paideia.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one book as one batch sees and writes them, under the book's lock. Confined to the
 * batch's thread.
 */
interface LedgerStore {

    /** What is known of some ids. */
    record Known(Map<UUID, Posted> posted, Map<UUID, Refusal> refused) {}

    /** The book's own number, by its name; a new book gets the next. */
    int book(String name) throws SQLException;

    /** The newest block of the book, or what is before the first. */
    Head head(int book) throws SQLException;

    Known find(Set<UUID> ids) throws SQLException;

    /** Pending transfers of the book whose time is over, the earliest first, at most so many. */
    List<Transfer> due(int book, Instant at, int most) throws SQLException;

    /** Those accounts of the book that are open; the numbers are what is remembered of some. */
    Map<Account, Balance> read(
            int book, Collection<Account> accounts, Map<Account, @Nullable Long> numbers)
            throws SQLException;

    /**
     * Writes the block under this head, and the balances that it changed.
     *
     * @throws WrittenWithoutLock if the balances are not any more what they were when they were
     *     read
     */
    void write(Block block, Head head, Collection<Balance> changed) throws SQLException;

    /** Somebody wrote the book without its lock. */
    final class WrittenWithoutLock extends IllegalStateException {
        WrittenWithoutLock(int written, int expected) {
            super(
                    "Only "
                            + written
                            + " of "
                            + expected
                            + " balances were as read: somebody wrote the book without its lock");
        }
    }
}

package io.paideia.ledger;

import io.paideia.database.BinaryRow;
import io.paideia.database.Times;
import java.util.Objects;

/**
 * A row of {@code ledger.block} as it stands.
 *
 * @param at in microseconds since 1970
 */
record BlockRow(
        int book,
        long number,
        long at,
        long lastAccount,
        long lastTransfer,
        int openings,
        int changes,
        int transfers,
        int refusals,
        Hash root,
        Hash hash) {

    static final String COLUMNS =
            "book, number, at, last_account, last_transfer, openings, changes, transfers,"
                    + " refusals, root, hash";

    /** Before the first block of a book. */
    static BlockRow before(int book, String name) {
        Head head = Head.before(book);
        return new BlockRow(
                book,
                0,
                Long.MIN_VALUE,
                head.lastAccount(),
                head.lastTransfer(),
                0,
                0,
                0,
                0,
                Hash.NONE,
                Hash.beginning(name));
    }

    static BlockRow of(BinaryRow row) {
        return new BlockRow(
                (int) row.number(),
                row.number(),
                row.time(),
                row.number(),
                row.number(),
                (int) row.number(),
                (int) row.number(),
                (int) row.number(),
                (int) row.number(),
                Hash.of(Objects.requireNonNull(row.binary())),
                Hash.of(Objects.requireNonNull(row.binary())));
    }

    /** What the block's hash must be if it has this root and follows this hash. */
    Hash hash(Hash ofRoot, Hash before) {
        Head head =
                new Head(
                        number,
                        Times.ofMicros(at),
                        lastAccount,
                        lastTransfer,
                        openings,
                        changes,
                        transfers,
                        refusals,
                        ofRoot,
                        Hash.NONE);
        return new Leaves().block(head, book, before);
    }

    boolean isEmpty() {
        return openings == 0 && changes == 0 && transfers == 0 && refusals == 0;
    }

    /**
     * Whether its rows may be older than itself, and its accounts have gaps: what was posted before
     * there were blocks is sealed in the main book's first.
     */
    boolean hasTimesOfItsOwn() {
        return book == 0 && number == 1;
    }

    /** How its row is named. */
    String key() {
        return key(book, number);
    }

    static String key(int book, long number) {
        return "book=" + book + " number=" + number;
    }
}

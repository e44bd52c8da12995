package io.paideia.ledger;

import java.time.Instant;

/**
 * The newest block of a book, and so where its next one begins.
 *
 * @param block its number, 0 before the first
 * @param at when; the next is not earlier
 * @param lastAccount the number of the newest account
 * @param lastTransfer the number of the newest transfer
 */
record Head(
        long block,
        Instant at,
        long lastAccount,
        long lastTransfer,
        int openings,
        int changes,
        int transfers,
        int refusals,
        Hash root,
        Hash hash) {

    /** By so many binary digits a book's own number stands left in the numbers that it gives. */
    static final int BOOK_BITS = 48;

    /** Before a book's first block. */
    static Head before(int book) {
        long none = (long) book << BOOK_BITS;
        return new Head(0, Instant.EPOCH, none, none, 0, 0, 0, 0, Hash.NONE, Hash.NONE);
    }

    /** The same with its hash. */
    Head hashed(Hash own) {
        return new Head(
                block,
                at,
                lastAccount,
                lastTransfer,
                openings,
                changes,
                transfers,
                refusals,
                root,
                own);
    }

    /** The book that gave this number to an account or a transfer. */
    static int bookOf(long number) {
        return (int) (number >> BOOK_BITS);
    }
}

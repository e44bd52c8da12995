package io.paideia.ledger;

import java.sql.SQLException;

/**
 * The ledger's tables side by side, each in the order of books and blocks, with one row of each at
 * hand. Confined to one thread.
 */
final class VerifiedRows implements AutoCloseable {

    private static final String PLACE = ", book, block, place FROM ledger.";

    final BookRows blocks;

    /** The columns of the leaf, then book and block. */
    final BookRows accounts;

    /** The columns of the leaf, then book, block and place. */
    final BookRows changes;

    final BookRows refusals;
    final TransferRows transfers;

    /**
     * @param scope which books
     */
    VerifiedRows(Snapshot snapshot, Scope scope) throws SQLException {
        blocks =
                new BookRows(
                        snapshot.another(),
                        "SELECT "
                                + BlockRow.COLUMNS
                                + " FROM ledger.block "
                                + scope.ofBook()
                                + " ORDER BY book, number");
        accounts =
                new BookRows(
                        snapshot.another(),
                        "SELECT "
                                + RowLeaf.ACCOUNT
                                + ", book, block FROM ledger.account "
                                + scope.ofNumber("number")
                                + " ORDER BY number");
        changes =
                new BookRows(
                        snapshot.another(),
                        "SELECT "
                                + RowLeaf.CHANGE
                                + PLACE
                                + "flag_change "
                                + scope.ofBook()
                                + " ORDER BY book, block, place");
        refusals =
                new BookRows(
                        snapshot.another(),
                        "SELECT "
                                + RowLeaf.REFUSAL
                                + PLACE
                                + "refusal "
                                + scope.ofBook()
                                + " ORDER BY book, block, place");
        transfers = new TransferRows(snapshot.another(), scope.ofNumber("number"));
    }

    /** Which books are looked at: one, or all of them and what belongs to none. */
    record Scope(int book) {

        static final Scope ALL = new Scope(-1);

        String ofBook() {
            return book < 0 ? "" : " WHERE book = " + book;
        }

        boolean has(int one) {
            return book < 0 || book == one;
        }

        /** A further condition. */
        String and(String column) {
            return book < 0 ? "" : " AND " + column + " = " + book;
        }

        /** A further condition, for rows of two books. */
        String andEither(String one, String other) {
            return book < 0 ? "" : " AND " + book + " IN (" + one + ", " + other + ")";
        }

        /** A further condition. */
        String andNumber(String column) {
            return ofNumber(column).replaceFirst("WHERE", "AND");
        }

        String ofNumber(String column) {
            long base = Head.before(Math.max(0, book)).lastTransfer();
            long end = Head.before(Math.max(0, book) + 1).lastTransfer();
            return book < 0 ? "" : " WHERE " + column + " BETWEEN " + (base + 1) + " AND " + end;
        }
    }

    /** Tells of rows before this book that no block of their own book sealed. */
    void refuseBefore(long book, Findings findings) throws SQLException {
        while (!blocks.ended() && blocks.row().number() < book) {
            BlockRow block = BlockRow.of(blocks.row());
            findings.add("ledger.block", block.key(), "a book that is declared", "none");
            blocks.advance();
        }
        while (!accounts.ended()
                && Math.floorDiv(accounts.row().number() - 1, 1L << Head.BOOK_BITS) < book) {
            findings.add(
                    "ledger.account",
                    "number=" + accounts.row().number(),
                    "a block that opened it",
                    "none");
            accounts.advance();
        }
        refusePlaces(changes, "ledger.flag_change", book, findings);
        while (transfers.number() != TransferRows.END
                && Math.floorDiv(transfers.number() - 1, 1L << Head.BOOK_BITS) < book) {
            findings.add(
                    "ledger.transfer",
                    "number=" + transfers.number(),
                    "a block that seals it",
                    "none");
            transfers.advance();
        }
        refusePlaces(refusals, "ledger.refusal", book, findings);
    }

    private static void refusePlaces(BookRows of, String table, long book, Findings findings)
            throws SQLException {
        while (!of.ended()) {
            var row = of.row().skip().skip().skip();
            long own = row.number();
            if (own >= book) {
                return;
            }
            findings.add(
                    table,
                    placeKey(own, row.number(), row.number()),
                    "a block that seals it",
                    "none");
            of.advance();
        }
    }

    static String placeKey(long book, long block, long place) {
        return "book=" + book + " block=" + block + " place=" + place;
    }

    @Override
    public void close() throws SQLException {
        transfers.close();
    }
}

package io.paideia.ledger;

import java.sql.SQLException;
import java.util.List;

/**
 * Goes through the blocks of one book: each must follow the one before, and seal the rows that are
 * there. Confined to one thread.
 */
final class BookCheck {

    private static final String TABLE = "ledger.block";

    private final int book;
    private final VerifiedRows rows;
    private final Findings findings;
    private final Suspects suspects;
    private final Expectations expectations;
    private final SealedRows sealed;
    private BlockRow before;

    /** The newest transfer of the block before that one. */
    private long beforeThat;

    /** What the hash of the block before should be. */
    private Hash right;

    BookCheck(
            int book,
            String name,
            VerifiedRows rows,
            Findings findings,
            Suspects suspects,
            Expectations expectations,
            SealedRows sealed) {
        this.book = book;
        this.rows = rows;
        this.findings = findings;
        this.suspects = suspects;
        this.expectations = expectations;
        this.sealed = sealed;
        this.before = BlockRow.before(book, name);
        this.right = before.hash();
    }

    /** Checks all blocks of the book; the newest, or what is before the first. */
    BlockRow check() throws SQLException {
        while (!rows.blocks.ended() && rows.blocks.row().number() == book) {
            BlockRow block = BlockRow.of(rows.blocks.row());
            rows.blocks.advance();
            check(block);
            expectations.see(block);
            beforeThat = before.lastTransfer();
            before = block;
        }
        if (book != 0 && before.number() == 0) {
            findings.add(TABLE, BlockRow.key(book, 1), "a first block of a declared book", "none");
        }
        return before;
    }

    private void check(BlockRow block) throws SQLException {
        boolean follows = block.number() == before.number() + 1;
        if (!follows) {
            findings.add(
                    TABLE,
                    BlockRow.key(book, before.number() + 1),
                    "a block between " + before.number() + " and " + block.number(),
                    "none");
        } else {
            checkNumbers(block);
        }
        if (block.at() < before.at()) {
            broken(block, "at not before that of the block before", "an earlier time");
        }
        if (block.isEmpty() && (book == 0 || block.number() != 1)) {
            broken(block, "something to seal", "nothing");
        }
        Hash root = sealed.check(block, before);
        findings.settle(follows ? checkHashes(block, root) : checkRoot(block, root));
        if (!follows) {
            right = block.hash();
        }
    }

    private void checkNumbers(BlockRow block) {
        long account = before.lastAccount() + block.openings();
        if (block.hasTimesOfItsOwn()
                ? block.lastAccount() < account
                : block.lastAccount() != account) {
            broken(block, "last_account " + account, block.lastAccount());
        }
        long transfer = before.lastTransfer() + block.transfers();
        if (block.lastTransfer() != transfer) {
            broken(block, "last_transfer " + transfer, block.lastTransfer());
        }
    }

    /** The culprits if something does not fit; the findings are added. */
    private List<Broken> checkHashes(BlockRow block, Hash root) throws SQLException {
        Hash hash = block.hash(block.root(), before.hash());
        Hash follows = right;
        right = hash;
        if (hash.equals(block.hash())) {
            return checkRoot(block, root);
        }
        if (block.hash(root, before.hash()).equals(block.hash())) {
            right = block.hash();
            broken(block, "root " + root, block.root());
            return List.of();
        }
        if (block.hash(block.root(), follows).equals(block.hash())) {
            // The hash column of the block before was edited, and that was told there.
            right = block.hash();
            return checkRoot(block, root);
        }
        List<Broken> culprits = suspects.of(before, beforeThat);
        culprits.addAll(suspects.of(block, before.lastTransfer()));
        if (culprits.isEmpty() && block.number() == 1) {
            // Nothing of the block was written later: so it is what comes before, the name.
            findings.add(
                    "ledger.book",
                    "number=" + book,
                    "the name that its first block follows",
                    "another");
        }
        broken(block, "hash " + hash + " over this row and the hash before it", block.hash());
        return culprits;
    }

    private List<Broken> checkRoot(BlockRow block, Hash root) throws SQLException {
        if (root.equals(block.root())) {
            return List.of();
        }
        List<Broken> culprits = suspects.of(block, before.lastTransfer());
        if (culprits.isEmpty() && !findings.isWaiting()) {
            broken(block, "root " + root + " over the rows that it seals", block.root());
        }
        return culprits;
    }

    private void broken(BlockRow block, String expected, Object found) {
        findings.add(TABLE, block.key(), expected, found);
    }
}

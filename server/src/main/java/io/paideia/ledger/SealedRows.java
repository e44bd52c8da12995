package io.paideia.ledger;

import io.paideia.database.BinaryRow;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rows that the blocks of one book seal: takes those of each block in their order, checks that
 * they are complete and hashes them to the block's root. Confined to one thread.
 */
final class SealedRows {

    private static final String ACCOUNT = "ledger.account";
    private static final String CHANGE = "ledger.flag_change";
    private static final String REFUSAL = "ledger.refusal";

    private final VerifiedRows rows;
    private final Findings findings;
    private final AccountStates accounts;
    private final EntryCheck entries;
    private final List<String> currencies;
    private final AtomicLong done;
    private final Roots roots = new Roots();
    private final RowLeaf accountLeaf = RowLeaf.account();
    private final RowLeaf changeLeaf = RowLeaf.change();
    private final RowLeaf refusalLeaf = RowLeaf.refusal();
    private final byte[] hash = new byte[Hash.LENGTH];

    /**
     * @param currencies those met so far; grows
     * @param done counts the transfers
     */
    SealedRows(
            VerifiedRows rows,
            Findings findings,
            AccountStates accounts,
            EntryCheck entries,
            List<String> currencies,
            AtomicLong done) {
        this.rows = rows;
        this.findings = findings;
        this.accounts = accounts;
        this.entries = entries;
        this.currencies = currencies;
        this.done = done;
    }

    /** The root of the rows that belong to the block. */
    Hash check(BlockRow block, BlockRow before) throws SQLException {
        roots.clear();
        openings(block, before);
        places(rows.changes, CHANGE, changeLeaf, block, block.changes());
        transfers(block, before);
        places(rows.refusals, REFUSAL, refusalLeaf, block, block.refusals());
        return roots.root();
    }

    private void openings(BlockRow block, BlockRow before) throws SQLException {
        long expected = before.lastAccount() + 1;
        int count = 0;
        while (!rows.accounts.ended() && rows.accounts.row().number() <= block.lastAccount()) {
            long number = rows.accounts.row().number();
            if (number != expected && !block.hasTimesOfItsOwn()) {
                missing(ACCOUNT, expected, number);
            }
            open(block);
            count++;
            expected = number + 1;
            rows.accounts.advance();
        }
        if (block.hasTimesOfItsOwn()
                ? count != block.openings()
                : expected <= block.lastAccount()) {
            missing(ACCOUNT, expected, block.lastAccount() + 1);
        }
    }

    private void open(BlockRow block) {
        BinaryRow row = rows.accounts.row();
        long number = row.number();
        String key = "number=" + number;
        long openedAt = row.skip().time();
        boolean debitsLimited = row.flag();
        boolean creditsLimited = row.flag();
        String currency = String.valueOf(row.text());
        boolean clearing = Account.isClearing(String.valueOf(row.text()));
        long book = row.number();
        long by = row.number();
        if (book != block.book() || by != block.number()) {
            findings.add(
                    ACCOUNT,
                    key,
                    "book, block " + block.book() + ", " + block.number(),
                    book + ", " + by);
        }
        if (block.hasTimesOfItsOwn() ? openedAt > block.at() : openedAt != block.at()) {
            findings.add(ACCOUNT, key, "opened_at the time of its block", "another");
        }
        if (!accounts.isPlausible(number)) {
            findings.add(ACCOUNT, key, "a number after those before it", "one far off");
            return;
        }
        accounts.open(
                number,
                (debitsLimited ? AccountStates.DEBITS_LIMITED : 0)
                        | (creditsLimited ? AccountStates.CREDITS_LIMITED : 0)
                        | (clearing ? AccountStates.CLEARING : 0)
                        | (long) indexOf(currency) << AccountStates.CURRENCY_SHIFT);
        seal(accountLeaf, row);
    }

    private int indexOf(String currency) {
        int index = currencies.indexOf(currency);
        if (index < 0) {
            currencies.add(currency);
            return currencies.size() - 1;
        }
        return index;
    }

    private void places(BookRows of, String table, RowLeaf leaf, BlockRow block, int count)
            throws SQLException {
        long expected = 0;
        while (!of.ended()) {
            BinaryRow row = of.row().skip().skip().skip();
            long book = row.number();
            long by = row.number();
            long place = row.number();
            if (book != block.book() || by > block.number()) {
                break;
            }
            String key = VerifiedRows.placeKey(book, by, place);
            if (by < block.number()) {
                findings.add(table, key, "a block that seals it", "none");
            } else {
                if (place != expected) {
                    String gap = VerifiedRows.placeKey(book, by, expected);
                    findings.add(table, gap, "a row", "none");
                } else if (place >= count) {
                    findings.add(table, key, "a place before " + count, "one more");
                }
                expected = place + 1;
                if (table.equals(CHANGE)) {
                    change(of.row(), key, block);
                }
                seal(leaf, of.row());
            }
            of.advance();
        }
        if (expected < count) {
            String gap = VerifiedRows.placeKey(block.book(), block.number(), expected);
            findings.add(table, gap, "a row", "none");
        }
    }

    private void change(BinaryRow row, String key, BlockRow block) {
        long account = row.number();
        boolean frozen = row.flag();
        boolean closed = row.flag();
        long[] page = accounts.page(account);
        if (page == null) {
            findings.add(CHANGE, key, "an account that is open", account);
            return;
        }
        int at = AccountStates.slot(account) + AccountStates.FLAGS;
        page[at] &= ~(AccountStates.FROZEN | AccountStates.CLOSED);
        page[at] |= (frozen ? AccountStates.FROZEN : 0) | (closed ? AccountStates.CLOSED : 0);
        page[AccountStates.slot(account) + AccountStates.CHANGED] = block.number();
    }

    private void transfers(BlockRow block, BlockRow before) throws SQLException {
        TransferRows transfers = rows.transfers;
        long first = block.lastTransfer() - block.transfers() + 1;
        long expected = Math.min(first, before.lastTransfer() + 1);
        long number = transfers.number();
        long count = 0;
        while (number <= block.lastTransfer()) {
            if (number < first) {
                entries.postUnsealed(transfers.row());
            } else {
                if (number != Math.max(expected, first)) {
                    missing("ledger.transfer", Math.max(expected, first), number);
                }
                entries.post(transfers.row(), block);
                roots.add(transfers.leaves(), transfers.leaf());
            }
            expected = number + 1;
            count++;
            transfers.advance();
            number = transfers.number();
        }
        if (Math.max(expected, first) <= block.lastTransfer()) {
            missing("ledger.transfer", Math.max(expected, first), block.lastTransfer() + 1);
        }
        done.addAndGet(count);
    }

    private void missing(String table, long from, long to) {
        String key = to - from > 1 ? "number=" + from + "…" + (to - 1) : "number=" + from;
        findings.add(table, key, "a row", to >= from ? "none" : "another twice");
    }

    private void seal(RowLeaf leaf, BinaryRow row) {
        leaf.hash(row.bytes(), hash, 0);
        roots.add(hash, 0);
    }
}

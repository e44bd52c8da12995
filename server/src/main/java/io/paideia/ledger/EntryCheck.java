package io.paideia.ledger;

import static io.paideia.ledger.AccountStates.*;

import io.paideia.database.BinaryRow;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;

/**
 * Posts the transfers of one book once more, from nothing, and compares each row with what it must
 * say. The rules stand here a second time, apart from {@link Posting}, on purpose. Confined to one
 * thread.
 */
final class EntryCheck {

    private static final String TABLE = "ledger.transfer";

    private static final int SINGLE = 0;
    private static final int PENDING = 1;
    private static final int POST = 2;
    private static final int VOID = 3;
    private static final int EXPIRE = 4;
    private static final int REVERSE = 5;
    private static final byte[][] PHASES =
            Arrays.stream(new String[] {"single", "pending", "post", "void", "expire", "reverse"})
                    .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);

    private final Findings findings;
    private final AccountStates accounts;
    private final HeldTransfers held;
    private final MarkSum marks;
    private final OriginalCheck originals;
    private final long[] id = new long[2];
    private final long[] resolves = new long[2];
    private final long[] ended = HeldTransfers.entry();

    private long number;
    private long debit;
    private long credit;
    private long amount;
    private long debitSequence;
    private long creditSequence;
    private long debitPrevious;
    private long creditPrevious;
    private long debitBalance;
    private long creditBalance;
    private long at;
    private boolean resolving;
    private long expiresAt;
    private long asked;
    private int phase;
    private long ofMoves;

    EntryCheck(
            Findings findings,
            AccountStates accounts,
            HeldTransfers held,
            MarkSum marks,
            OriginalCheck originals) {
        this.findings = findings;
        this.accounts = accounts;
        this.held = held;
        this.marks = marks;
        this.originals = originals;
    }

    /** Posts the row that a block seals. */
    void post(BinaryRow row, BlockRow block) throws SQLException {
        read(row);
        if (block.hasTimesOfItsOwn() ? at > block.at() : at != block.at()) {
            broken("at", "the time of its block", "another");
        }
        post(block.number());
    }

    /** Posts a row whose block is missing, so that what follows can be checked. */
    void postUnsealed(BinaryRow row) throws SQLException {
        read(row);
        post(0);
    }

    /** How many there were with a clearing account on a side. */
    long ofMoves() {
        return ofMoves;
    }

    private void post(long block) throws SQLException {
        long[] from = accounts.page(debit);
        long[] to = accounts.page(credit);
        if (from == null || to == null || debit == credit) {
            broken("debit, credit", "two open accounts", debit + ", " + credit);
            return;
        }
        int d = slot(debit);
        int c = slot(credit);
        checkRow(from[d + FLAGS], to[c + FLAGS]);
        if (((from[d + FLAGS] | to[c + FLAGS]) & CLEARING) != 0) {
            ofMoves++;
        }
        // What was held for a move to another book leaves even a frozen account.
        boolean gone = phase == POST && (to[c + FLAGS] & CLEARING) != 0;
        boolean leaves = phase != VOID && phase != EXPIRE && !gone;
        checkFlags(from, d, leaves ? CLOSED | FROZEN : CLOSED, block);
        checkFlags(to, c, CLOSED, block);
        if (asked != BinaryRow.ABSENT) {
            checkBalancing(from, d, to, c);
        }
        move(from, d, to, c);
        entry(from, d, debit, "debit", debitSequence, debitPrevious, debitBalance);
        entry(to, c, credit, "credit", creditSequence, creditPrevious, creditBalance);
    }

    private void read(BinaryRow row) {
        number = row.number();
        debit = row.number();
        credit = row.number();
        amount = row.number();
        debitSequence = row.number();
        creditSequence = row.number();
        debitPrevious = row.number();
        creditPrevious = row.number();
        debitBalance = row.number();
        creditBalance = row.number();
        at = row.time();
        row.uuid(id);
        resolving = row.uuid(resolves);
        expiresAt = row.time();
        asked = row.number();
        phase = row.oneOf(PHASES);
    }

    private void checkRow(long fromFlags, long toFlags) {
        if (currency(fromFlags) != currency(toFlags)) {
            broken("debit, credit", "accounts of one currency", debit + ", " + credit);
        }
        if (amount <= 0) {
            broken("amount", "more than 0", amount);
        }
        if (phase < 0 || resolving != (phase >= POST)) {
            broken("resolves", "what its phase asks for", resolving ? "an id" : "none");
        }
        if (expiresAt != BinaryRow.ABSENT && (phase != PENDING || expiresAt <= at)) {
            broken("expires_at", "a later time, of a pending transfer only", "another");
        }
    }

    /** Flags that changed in this very block held for a part of it only. */
    private void checkFlags(long[] page, int slot, long forbidden, long block) {
        if ((page[slot + FLAGS] & forbidden) != 0 && page[slot + CHANGED] != block) {
            broken(
                    "debit, credit",
                    "accounts that are neither closed nor frozen",
                    debit + ", " + credit);
        }
    }

    /** As much as was there, up to what was asked for. */
    private void checkBalancing(long[] from, int d, long[] to, int c) {
        long there =
                asked > 0
                        ? from[d + CREDITS_POSTED]
                                - from[d + DEBITS_POSTED]
                                - from[d + DEBITS_PENDING]
                        : to[c + DEBITS_POSTED] - to[c + CREDITS_POSTED] - to[c + CREDITS_PENDING];
        if (phase > PENDING || amount != Math.min(Math.abs(asked), there)) {
            broken("amount", Math.min(Math.abs(asked), there), amount);
        }
    }

    private void move(long[] from, int d, long[] to, int c) throws SQLException {
        switch (phase) {
            case SINGLE -> posted(from, d, to, c);
            case PENDING -> {
                from[d + DEBITS_PENDING] += amount;
                to[c + CREDITS_PENDING] += amount;
                held.add(id[0], id[1], number, debit, credit, amount, expiresAt);
            }
            case POST, VOID, EXPIRE -> {
                end();
                from[d + DEBITS_PENDING] -= ended[HeldTransfers.AMOUNT];
                to[c + CREDITS_PENDING] -= ended[HeldTransfers.AMOUNT];
                if (phase == POST) {
                    posted(from, d, to, c);
                }
            }
            case REVERSE -> {
                posted(from, d, to, c);
                originals.add(number, debit, credit, amount, new UUID(resolves[0], resolves[1]));
            }
            default -> broken("phase", "one of those there are", "another");
        }
    }

    private void posted(long[] from, int d, long[] to, int c) {
        from[d + DEBITS_POSTED] += amount;
        to[c + CREDITS_POSTED] += amount;
    }

    private void end() {
        if (!held.take(resolves[0], resolves[1], ended)) {
            ended[HeldTransfers.AMOUNT] = 0;
            broken("resolves", "a pending transfer that is open", uuid());
            return;
        }
        if (ended[HeldTransfers.DEBIT] != debit || ended[HeldTransfers.CREDIT] != credit) {
            broken("debit, credit", "those of the pending transfer", debit + ", " + credit);
        }
        if (amount > ended[HeldTransfers.AMOUNT]) {
            broken("amount", "at most " + ended[HeldTransfers.AMOUNT], amount);
        }
        long over = ended[HeldTransfers.EXPIRES_AT];
        boolean isOver = over != BinaryRow.ABSENT && at >= over;
        if (isOver != (phase == EXPIRE)) {
            broken("phase", isOver ? "expire, for its time was over" : "no expiry yet", "another");
        }
    }

    private String uuid() {
        return new UUID(resolves[0], resolves[1]).toString();
    }

    private void entry(
            long[] page,
            int slot,
            long account,
            String side,
            long sequence,
            long previous,
            long balance) {
        long expected = ++page[slot + SEQUENCE];
        long last = page[slot + LAST];
        page[slot + LAST] = number;
        if (sequence % Mark.EVERY == 0) {
            marks.add(account, at, sequence, number, page[slot + DEBITS_POSTED]);
        }
        long flags = page[slot + FLAGS];
        if ((flags & BROKEN) != 0) {
            return;
        }
        long debits = page[slot + DEBITS_POSTED];
        long credits = page[slot + CREDITS_POSTED];
        if (sequence != expected) {
            wrong(page, slot, side + "_sequence", expected, sequence);
        } else if (previous != last) {
            wrong(page, slot, side + "_previous", last, previous);
        } else if (balance != credits - debits) {
            wrong(page, slot, side + "_balance", credits - debits, balance);
        } else if (((flags & DEBITS_LIMITED) != 0 && debits + page[slot + DEBITS_PENDING] > credits)
                || ((flags & CREDITS_LIMITED) != 0
                        && credits + page[slot + CREDITS_PENDING] > debits)) {
            wrong(page, slot, side, "an account within its limits", account + " beyond them");
        }
    }

    private void wrong(long[] page, int slot, String column, Object expected, Object found) {
        page[slot + FLAGS] |= BROKEN;
        broken(column, expected, found);
    }

    private void broken(String column, Object expected, Object found) {
        findings.add(TABLE, "number=" + number, column + " " + expected, found);
    }
}

package io.paideia.ledger;

import io.paideia.database.BinaryRow;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes the whole ledger from its raw rows and compares: the chain and roots of blocks, the
 * numbers, sequences and balances of transfers, the rows of accounts, the trial balance of each
 * book, what follows from them, and the moves between books. It only reads, in one snapshot, and so
 * runs beside a living server. Memory grows with accounts and open pending transfers, not with
 * transfers.
 */
public final class Verification {

    /** So many broken rows are enough. */
    private static final int MOST = 1_000;

    private static final String BOOKS = "SELECT number, name FROM ledger.book ORDER BY number";

    private final Options options;
    private final AtomicLong done = new AtomicLong();
    private final Findings findings = new Findings(MOST);
    private final List<Tip> tips = new ArrayList<>();
    private final List<String> currencies = new ArrayList<>();
    private final HeldTransfers held = new HeldTransfers();
    private final MarkSum marks;
    private long accounts;
    private long blocks;
    private long ofMoves;

    /** Where the connections come from; each call gives a new one. */
    @FunctionalInterface
    public interface Connections {
        Connection open() throws SQLException;
    }

    /**
     * What is asked.
     *
     * @param book the only one to verify, or null for all
     * @param begun is told once how many transfers there are
     */
    public record Options(@Nullable String book, List<Expected> expected, LongConsumer begun) {}

    /**
     * A hash noted earlier that must still be in the chain.
     *
     * @param block at which number, or null for anywhere
     * @param hash in hexadecimal digits, small letters
     */
    public record Expected(String book, @Nullable Long block, String hash) {}

    /** The newest block of a book; its hash stands for all that was ever posted to it. */
    public record Tip(String book, long block, String hash) {}

    /**
     * What came of it.
     *
     * @param broken the first broken rows, in order
     * @param found how many there are, or were until it was enough
     */
    public record Result(
            long transfers,
            long accounts,
            long blocks,
            List<Tip> tips,
            List<Broken> broken,
            long found) {

        public boolean verified() {
            return found == 0;
        }
    }

    /** There is no book of this name. */
    public static final class NoSuchBook extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        NoSuchBook(String name) {
            super("There is no book " + name);
        }
    }

    public Verification(Options options) {
        this.options = options;
        this.marks = new MarkSum(new Random(new SecureRandom().nextLong()));
    }

    /** How many transfers are done; may be asked by another thread. */
    public long done() {
        return done.get();
    }

    /**
     * Verifies. To be called once.
     *
     * @throws SQLException if the database cannot be read
     */
    public Result run(Connections source) throws SQLException {
        try (Snapshot snapshot = new Snapshot(source)) {
            Map<Integer, String> books = books(snapshot.first());
            VerifiedRows.Scope scope = scope(books);
            options.begun().accept(count(snapshot.first(), scope));
            try {
                check(snapshot, books, scope);
            } catch (Findings.Enough enough) {
                findings.settle(List.of());
            }
        }
        return new Result(
                done.get(),
                accounts,
                blocks,
                List.copyOf(tips),
                findings.shown(),
                findings.count());
    }

    private void check(Snapshot snapshot, Map<Integer, String> books, VerifiedRows.Scope scope)
            throws SQLException {
        Expectations expectations = new Expectations(options.expected());
        OriginalCheck originals = new OriginalCheck(snapshot.first(), findings);
        Suspects suspects = new Suspects(snapshot.first());
        AccountCheck rows = new AccountCheck(findings, currencies);
        try (VerifiedRows verified = new VerifiedRows(snapshot, scope)) {
            for (Map.Entry<Integer, String> entry : books.entrySet()) {
                int book = entry.getKey();
                verified.refuseBefore(book, findings);
                expectations.begin(entry.getValue());
                AccountStates states = new AccountStates(book);
                EntryCheck entries = new EntryCheck(findings, states, held, marks, originals);
                SealedRows sealed =
                        new SealedRows(verified, findings, states, entries, currencies, done);
                BlockRow newest =
                        new BookCheck(
                                        book,
                                        entry.getValue(),
                                        verified,
                                        findings,
                                        suspects,
                                        expectations,
                                        sealed)
                                .check();
                verified.refuseBefore(book + 1L, findings);
                originals.ask();
                findings.settle(List.of());
                rows.check(snapshot, book, states);
                tips.add(new Tip(entry.getValue(), newest.number(), newest.hash().toString()));
                accounts += states.opened();
                blocks += newest.number();
                ofMoves += entries.ofMoves();
            }
            verified.refuseBefore(Long.MAX_VALUE, findings);
        }
        new SideTables(snapshot, scope, findings).check(marks, held);
        MoveTotals totals = new MoveTotals(scope);
        new MoveCheck(snapshot, scope, findings, totals).check();
        new ClearingCheck(snapshot, scope, findings).check(totals, ofMoves);
        expectations.tell(findings);
        findings.settle(List.of());
    }

    private Map<Integer, String> books(Connection connection) throws SQLException {
        Map<Integer, String> books = new TreeMap<>();
        try (BookRows rows = new BookRows(connection, BOOKS)) {
            while (!rows.ended()) {
                BinaryRow row = rows.row();
                books.put((int) row.number(), String.valueOf(row.text()));
                rows.advance();
            }
        }
        String only = options.book();
        if (only != null) {
            books.values().removeIf(name -> !name.equals(only));
            if (books.isEmpty()) {
                throw new NoSuchBook(only);
            }
        } else {
            refuseGaps(books);
        }
        return books;
    }

    /** Books are numbered without gaps from 0, which is main. */
    private void refuseGaps(Map<Integer, String> books) {
        if (!"main".equals(books.get(0))) {
            findings.add("ledger.book", "number=0", "name main", books.getOrDefault(0, "none"));
        }
        int expected = 0;
        for (int number : books.keySet()) {
            if (number != expected) {
                findings.add("ledger.book", "number=" + expected, "a book", "none");
            }
            expected = number + 1;
        }
    }

    private VerifiedRows.Scope scope(Map<Integer, String> books) {
        return options.book() == null
                ? VerifiedRows.Scope.ALL
                : new VerifiedRows.Scope(books.keySet().iterator().next());
    }

    private static long count(Connection connection, VerifiedRows.Scope scope) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row =
                        ask.executeQuery(
                                "SELECT coalesce(sum(transfers), 0)::bigint FROM ledger.block"
                                        + scope.ofBook())) {
            row.next();
            return row.getLong(1);
        }
    }
}

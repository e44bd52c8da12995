package io.paideia.ledger;

import io.paideia.money.Money;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Writes a statement as CSV (RFC 4180): the opening line, the entries, oldest first, the closing
 * line. A file without the closing line is not whole. It holds only some entries at once, and asks
 * the database for the next when those are written: a reader who stops ends the asking. Confined to
 * one thread.
 */
final class StatementFile {

    private static final int AT_ONCE = 1_000;

    /** What a spreadsheet takes for the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static final String[] HEADER = {
        "line",
        "sequence",
        "at",
        "transfer",
        "kind",
        "phase",
        "side",
        "currency",
        "amount_minor",
        "amount",
        "change_minor",
        "change",
        "balance_minor",
        "balance",
        "reference"
    };

    private final Statement statement;
    private final Entries entries;

    StatementFile(Statement statement, Entries entries) {
        this.statement = statement;
        this.entries = entries;
    }

    void write(Appendable out) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader(HEADER).get();
        // Not closed: what is behind belongs to the caller.
        CSVPrinter csv = new CSVPrinter(out, format);
        Period period = statement.period();
        end(csv, "opening", period.from(), statement.openingBalance());
        Entry last = statement.opening().newest();
        long through = statement.closing().sequence();
        while (true) {
            List<Entry> some = entries.following(statement.account(), last, through, AT_ONCE);
            if (some.isEmpty()) {
                break;
            }
            for (Entry entry : some) {
                line(csv, entry);
            }
            last = some.getLast();
        }
        end(csv, "closing", period.to(), statement.closingBalance());
        csv.flush();
    }

    private static void line(CSVPrinter csv, Entry entry) throws IOException {
        Money change = entry.change();
        csv.printRecord(
                "entry",
                entry.sequence(),
                entry.at(),
                entry.transfer(),
                entry.kind(),
                entry.phase(),
                entry.side(),
                entry.amount().currency(),
                entry.amount().minor(),
                entry.amount().toDecimal(),
                change.minor(),
                change.toDecimal(),
                entry.balance().minor(),
                entry.balance().toDecimal(),
                harmless(entry.reference()));
    }

    private static void end(CSVPrinter csv, String line, @Nullable Instant at, Money balance)
            throws IOException {
        csv.printRecord(
                line,
                null,
                at,
                null,
                null,
                null,
                null,
                balance.currency(),
                null,
                null,
                null,
                null,
                balance.minor(),
                balance.toDecimal(),
                null);
    }

    /**
     * A text of others' making, with an apostrophe before what a spreadsheet would calculate
     * instead of show; white space before it does not help.
     */
    static @Nullable String harmless(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return text;
        }
        String shown = text.strip();
        boolean formula =
                FORMULA.indexOf(text.charAt(0)) >= 0
                        || (!shown.isEmpty() && FORMULA.indexOf(shown.charAt(0)) >= 0);
        return formula ? "'" + text : text;
    }
}

package io.paideia.ledger;

import static io.paideia.ledger.AccountStates.*;

import io.paideia.database.BinaryRow;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the balances that stand in the rows of accounts with the recomputed ones, and adds all
 * of them up per book and currency. Confined to one thread.
 */
final class AccountCheck {

    private static final String TABLE = "ledger.account";

    private static final String ROWS =
            """
            SELECT number, debits_posted, credits_posted, debits_pending, credits_pending, sequence, last_transfer,
                   frozen, closed
              FROM ledger.account
            """;

    private static final String[] COLUMNS = {
        "debits_posted",
        "credits_posted",
        "debits_pending",
        "credits_pending",
        "sequence",
        "last_transfer"
    };

    private final Findings findings;
    private final List<String> currencies;
    private final List<BigInteger> debits = new ArrayList<>();
    private final List<BigInteger> credits = new ArrayList<>();
    private final long[] row = new long[COLUMNS.length];

    AccountCheck(Findings findings, List<String> currencies) {
        this.findings = findings;
        this.currencies = currencies;
    }

    /** Checks the accounts of one book, and its trial balance. */
    void check(Snapshot snapshot, int book, AccountStates accounts) throws SQLException {
        String query = ROWS + new VerifiedRows.Scope(book).ofNumber("number") + " ORDER BY number";
        try (BookRows rows = new BookRows(snapshot.first(), query)) {
            while (!rows.ended()) {
                check(rows.row(), accounts);
                rows.advance();
            }
        }
        balance(book);
        findings.settle(List.of());
    }

    private void check(BinaryRow of, AccountStates accounts) {
        long number = of.number();
        for (int i = 0; i < row.length; i++) {
            row[i] = of.number();
        }
        boolean frozen = of.flag();
        boolean closed = of.flag();
        long[] page = accounts.page(number);
        if (page == null) {
            return;
        }
        int slot = slot(number);
        long flags = page[slot + FLAGS];
        sum(currency(flags), row[DEBITS_POSTED], row[CREDITS_POSTED]);
        String key = "number=" + number;
        if (frozen != ((flags & FROZEN) != 0) || closed != ((flags & CLOSED) != 0)) {
            findings.add(TABLE, key, "frozen and closed as last changed", "another flag");
        } else if (closed
                && (row[DEBITS_POSTED] != row[CREDITS_POSTED]
                        || row[DEBITS_PENDING] != 0
                        || row[CREDITS_PENDING] != 0)) {
            findings.add(TABLE, key, "nothing on a closed account", "a balance");
        }
        if ((flags & BROKEN) != 0) {
            return;
        }
        for (int i = 0; i < row.length; i++) {
            if (row[i] != page[slot + i]) {
                findings.add(TABLE, key, COLUMNS[i] + " " + page[slot + i], row[i]);
                return;
            }
        }
    }

    private void sum(int currency, long debited, long credited) {
        while (debits.size() <= currency) {
            debits.add(BigInteger.ZERO);
            credits.add(BigInteger.ZERO);
        }
        debits.set(currency, debits.get(currency).add(BigInteger.valueOf(debited)));
        credits.set(currency, credits.get(currency).add(BigInteger.valueOf(credited)));
    }

    /**
     * The trial balance: as much is debited as is credited. If that holds in each book, it holds in
     * all of them together; the other way round, one book's excess could hide another's lack.
     */
    private void balance(int book) {
        for (int i = 0; i < debits.size(); i++) {
            if (!debits.get(i).equals(credits.get(i))) {
                findings.add(
                        TABLE,
                        "book=" + book + " currency=" + currencies.get(i),
                        "as much credited as debited, " + debits.get(i),
                        credits.get(i));
            }
        }
        debits.clear();
        credits.clear();
    }
}

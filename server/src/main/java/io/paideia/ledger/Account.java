package io.paideia.ledger;

import io.paideia.money.Currency;
import java.util.Locale;

/**
 * The name of an account: a code from the chart of accounts, in one currency. Immutable. The
 * account itself is opened by the first transfer that names it.
 *
 * @param code words joined by colons, {@code creator:cre_…:pending}
 */
public record Account(String code, Currency currency) {

    static final int LONGEST = 120;

    private static final String CLEARING = "clearing:";

    public Account {
        if (!isCode(code)) {
            throw new IllegalArgumentException("Not an account code: " + code);
        }
    }

    /**
     * Whether the text is words of letters, digits and underscores joined by colons, the first word
     * without capitals. Read by hand: it is asked several times per transfer, and a regular
     * expression took as long as deciding the transfer.
     */
    static boolean isCode(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        boolean first = true;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                if (!begun) {
                    return false;
                }
                first = false;
                begun = false;
            } else if ((c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || (!first && c >= 'A' && c <= 'Z')) {
                begun = true;
            } else {
                return false;
            }
        }
        return begun;
    }

    /**
     * What a channel holds for us: an asset, so its balance is negative in credits minus debits.
     */
    public static Account channel(String name, Currency currency) {
        return new Account("channel:" + name, currency);
    }

    public static Account wallet(String buyer, Currency currency) {
        return new Account("buyer:" + buyer + ":wallet", currency);
    }

    /** Of a wallet: what its owner must repay. */
    Account debt() {
        return of(code.substring(0, code.lastIndexOf(':')), Stage.RECEIVABLE, currency);
    }

    /** The fee that the operator earned. */
    public static Account fees(Currency currency) {
        return new Account("revenue:fees", currency);
    }

    /** Money whose owner is not known, or that goes back at once. */
    public static Account suspense(Currency currency) {
        return new Account("suspense", currency);
    }

    /**
     * What a book sent to another one, less what it got from there. The other book has its
     * counterpart, and at rest the two cancel out.
     */
    static Account clearing(String otherBook, Currency currency) {
        return new Account(CLEARING + otherBook, currency);
    }

    /** Whether only moves between books write it. */
    boolean clearing() {
        return isClearing(code);
    }

    static boolean isClearing(String code) {
        return code.startsWith(CLEARING);
    }

    /**
     * A party's account of this stage; the party is {@code creator:<id>} or {@code platform:<id>}.
     */
    public static Account of(String party, Stage stage, Currency currency) {
        return new Account(party + ":" + stage.word(), currency);
    }

    /** How far money that is owed to a party has come. */
    public enum Stage {
        /** Earned, not yet released by the party's cycle. */
        PENDING,
        /** May be paid out. */
        AVAILABLE,
        /** On its way to the party. */
        IN_TRANSIT,
        /**
         * Passed by what was on its way, or had arrived, and came back: what left the party for
         * good is what left {@link #IN_TRANSIT} less what passed here.
         */
        RETURNED,
        /**
         * Owed by the party after refunds of money that it had already taken; later sales repay it.
         */
        RECEIVABLE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the account may never be debited beyond its credits. The database checks it too. */
    boolean limited() {
        return code.endsWith(":wallet")
                || code.endsWith(":pending")
                || code.endsWith(":available")
                || code.endsWith(":in_transit")
                || code.endsWith(":returned");
    }
}

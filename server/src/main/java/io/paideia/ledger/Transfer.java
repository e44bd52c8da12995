package io.paideia.ledger;

import io.paideia.money.Money;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An order to move one amount from one account (debit) to another (credit). Immutable.
 *
 * @param kind what it is for, one word: sale, refund, release, …
 * @param phase whether it moves at once, is held, or resolves a held one
 * @param resolves the pending transfer that a post or void resolves, else null
 * @param reference what it belongs to, an order's id for example
 */
public record Transfer(
        TransferId id,
        Account debit,
        Account credit,
        Money amount,
        String kind,
        Phase phase,
        @Nullable TransferId resolves,
        @Nullable String reference) {

    private static final Pattern KIND = Pattern.compile("[a-z_]{1,40}");

    /** The two phases of a transfer. */
    public enum Phase {
        /** Moves at once. */
        SINGLE,
        /** Holds the amount on the debit side until it is posted or voided. */
        PENDING,
        /** Moves what a pending transfer held, or a part of it, and frees the rest. */
        POST,
        /** Frees what a pending transfer held. */
        VOID;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Transfer {
        if (!isKind(kind)) {
            throw new IllegalArgumentException("Not a kind of transfer: " + kind);
        }
    }

    static boolean isKind(String text) {
        return KIND.matcher(text).matches();
    }

    public static Transfer single(
            TransferId id,
            Account debit,
            Account credit,
            Money amount,
            String kind,
            @Nullable String reference) {
        return new Transfer(id, debit, credit, amount, kind, Phase.SINGLE, null, reference);
    }

    public static Transfer pending(
            TransferId id,
            Account debit,
            Account credit,
            Money amount,
            String kind,
            @Nullable String reference) {
        return new Transfer(id, debit, credit, amount, kind, Phase.PENDING, null, reference);
    }

    /** Posts a pending transfer in this amount, at most the held one. */
    public static Transfer post(TransferId id, Transfer held, Money amount) {
        return new Transfer(
                id,
                held.debit,
                held.credit,
                amount,
                held.kind,
                Phase.POST,
                held.id,
                held.reference);
    }

    public static Transfer cancel(TransferId id, Transfer held) {
        return new Transfer(
                id,
                held.debit,
                held.credit,
                held.amount,
                held.kind,
                Phase.VOID,
                held.id,
                held.reference);
    }
}

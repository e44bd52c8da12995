package io.paideia.ledger;

import io.paideia.money.Money;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An order to move one amount from one account (debit) to another (credit). Immutable.
 *
 * @param amount of a balancing order, at most so much
 * @param kind what it is for, one word: sale, refund, release, …
 * @param phase whether it moves at once, is held, or resolves a held one
 * @param resolves the pending transfer that a post, void or expiry resolves, or the one that a
 *     reversal undoes; else null
 * @param reference what it belongs to, an order's id for example
 * @param timeout how long a pending transfer is held, in whole microseconds; null for ever
 * @param balancing whether the amount shrinks to what is there
 */
public record Transfer(
        TransferId id,
        Account debit,
        Account credit,
        Money amount,
        String kind,
        Phase phase,
        @Nullable TransferId resolves,
        @Nullable String reference,
        @Nullable Duration timeout,
        Balancing balancing) {

    private static final Pattern KIND = Pattern.compile("[a-z_]{1,40}");
    static final Duration LONGEST = Duration.ofDays(366 * 10L);

    /** The two phases of a transfer, and how each can end. */
    public enum Phase {
        /** Moves at once. */
        SINGLE,
        /** Holds the amount on the debit side until it is posted, voided or expires. */
        PENDING,
        /** Moves what a pending transfer held, or a part of it, and frees the rest. */
        POST,
        /** Frees what a pending transfer held. */
        VOID,
        /** Frees what a pending transfer held for longer than it was meant to. */
        EXPIRE,
        /** Moves back what another transfer moved. */
        REVERSE;

        private final String word = name().toLowerCase(Locale.ROOT);

        String word() {
            return word;
        }

        static Phase ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        /** Whether it moves money, and not only holds or frees it. */
        boolean moves() {
            return this == SINGLE || this == POST || this == REVERSE;
        }

        /** Whether it ends a pending transfer. */
        boolean ends() {
            return this == POST || this == VOID || this == EXPIRE;
        }
    }

    /** Which side gives what it has, up to the amount. */
    public enum Balancing {
        /** The amount moves whole or not at all. */
        NONE,
        /** At most what the debit account has: its credits minus debits and holds. */
        DEBIT,
        /** At most what the credit account lacks: its debits minus credits and holds. */
        CREDIT
    }

    public Transfer {
        if (!isKind(kind)) {
            throw new IllegalArgumentException("Not a kind of transfer: " + kind);
        }
        if ((resolves != null) != (phase.ends() || phase == Phase.REVERSE)) {
            throw new IllegalArgumentException("A " + phase.word() + " that resolves " + resolves);
        }
        if (timeout != null && (phase != Phase.PENDING || !isTimeout(timeout))) {
            throw new IllegalArgumentException("A " + phase.word() + " held for " + timeout);
        }
        if (balancing != Balancing.NONE && resolves != null) {
            throw new IllegalArgumentException("A " + phase.word() + " cannot balance");
        }
    }

    static boolean isKind(String text) {
        return KIND.matcher(text).matches();
    }

    /** Whether a pending transfer can be held so long. */
    static boolean isTimeout(Duration timeout) {
        return timeout.isPositive()
                && timeout.compareTo(LONGEST) <= 0
                && timeout.equals(timeout.truncatedTo(ChronoUnit.MICROS));
    }

    public static Transfer single(
            TransferId id,
            Account debit,
            Account credit,
            Money amount,
            String kind,
            @Nullable String reference) {
        return new Transfer(
                id,
                debit,
                credit,
                amount,
                kind,
                Phase.SINGLE,
                null,
                reference,
                null,
                Balancing.NONE);
    }

    public static Transfer pending(
            TransferId id,
            Account debit,
            Account credit,
            Money amount,
            String kind,
            @Nullable String reference) {
        return new Transfer(
                id,
                debit,
                credit,
                amount,
                kind,
                Phase.PENDING,
                null,
                reference,
                null,
                Balancing.NONE);
    }

    /** Posts a pending transfer in this amount, at most the held one. */
    public static Transfer post(TransferId id, Transfer held, Money amount) {
        return held.resolved(id, amount, Phase.POST);
    }

    public static Transfer cancel(TransferId id, Transfer held) {
        return held.resolved(id, held.amount, Phase.VOID);
    }

    /** Frees what is held too long; only the ledger itself orders that. */
    static Transfer expiry(TransferId id, Transfer held) {
        return held.resolved(id, held.amount, Phase.EXPIRE);
    }

    /** Moves back the whole of what was moved, as a transfer of its own. */
    public static Transfer reversal(TransferId id, Transfer posted) {
        return new Transfer(
                id,
                /* debit= */ posted.credit,
                /* credit= */ posted.debit,
                posted.amount,
                posted.kind,
                Phase.REVERSE,
                posted.id,
                posted.reference,
                null,
                Balancing.NONE);
    }

    /** This pending transfer, held for so long at most; then it expires by itself. */
    public Transfer within(Duration longest) {
        return new Transfer(
                id, debit, credit, amount, kind, phase, resolves, reference, longest, balancing);
    }

    /** This transfer of as much as is there on one side, up to its amount. */
    public Transfer balancing(Balancing side) {
        return new Transfer(
                id, debit, credit, amount, kind, phase, resolves, reference, timeout, side);
    }

    /** At most how much a balancing order asks for, negative on the credit side; else null. */
    @Nullable Long asked() {
        return switch (balancing) {
            case NONE -> null;
            case DEBIT -> amount.minor();
            case CREDIT -> Math.negateExact(amount.minor());
        };
    }

    private Transfer resolved(TransferId by, Money part, Phase how) {
        return new Transfer(
                by, debit, credit, part, kind, how, id, reference, null, Balancing.NONE);
    }
}

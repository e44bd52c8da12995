package io.paideia.trials.torture;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One or more orders handed in together, all or nothing. Immutable; a replay is a call of its own
 * that repeats another.
 *
 * @param number counts calls in the order of handing in
 */
record Call(long number, Kind kind, List<Order> orders) {

    /** What a call is there to try, and so which answers are right. */
    enum Kind {
        /** From an account without limit. */
        FUND("created"),
        /** From an account that may have less. */
        SPEND("created", "insufficient_funds"),
        /** From an account that never has anything. */
        OVERDRAW("insufficient_funds"),
        HOLD("created", "insufficient_funds"),
        /** Posts or voids a held one that was acknowledged; another may have been quicker. */
        RESOLVE("created", "pending_already_resolved", "pending_expired"),
        /** For as much as is there. */
        BALANCE("created", "insufficient_funds"),
        /** Opens, freezes, thaws or closes an account of which that is not asked twice. */
        WISH("created"),
        /** What is closed stays closed. */
        REOPEN("closed"),
        /** From an account that is frozen for good. */
        FROZEN("account_frozen"),
        /** To an account that is closed. */
        CLOSED("account_closed"),
        /** From this book to the other. */
        MOVE("created", "insufficient_funds"),
        /** From the other book to this one, where its account is never too small. */
        BACK("created"),
        /** From the other book to an account that is closed in this one. */
        STRAY("account_closed"),
        /** Takes back what was acknowledged, if it is still there. */
        REVERSE("created", "already_reversed", "insufficient_funds"),
        GROUP("created"),
        /** A group whose last transfer must be refused. */
        REFUSED_GROUP("insufficient_funds", "group_refused"),
        /** The same as a call that was acknowledged as created. */
        REPEAT("exists"),
        /** The same as a call that may still be on its way; see {@link Judge}. */
        RACE("created", "exists", "insufficient_funds"),
        /** The id of an acknowledged transfer, with another amount. */
        REUSE("id_reused");

        /** Each between blanks. */
        private final String answers;

        Kind(String... answers) {
            this.answers = " " + String.join(" ", answers) + " ";
        }

        boolean allows(String outcome) {
            return answers.contains(" " + outcome + " ");
        }
    }

    String line() {
        return number + " " + orders.stream().map(Order::line).collect(Collectors.joining(";"));
    }
}

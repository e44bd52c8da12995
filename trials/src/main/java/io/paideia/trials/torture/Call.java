package io.paideia.trials.torture;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One or more transfers handed in together, all or nothing. Immutable; a replay is a call of its
 * own that repeats another.
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
        RESOLVE("created", "pending_already_resolved"),
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

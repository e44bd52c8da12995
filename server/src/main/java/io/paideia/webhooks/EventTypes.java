package io.paideia.webhooks;

import java.util.Set;
import java.util.TreeSet;

/** The events that platforms can be told of. Their names and the shape of their data are public. */
final class EventTypes {

    /** Stands for all of them, those of the future too. */
    static final String ALL = "*";

    static final Set<String> KNOWN =
            Set.of(
                    "order.paid",
                    "payment.succeeded",
                    "payment.failed",
                    "refund.succeeded",
                    "refund.failed",
                    "dispute.opened",
                    "dispute.won",
                    "dispute.lost",
                    "payout.succeeded",
                    "payout.failed",
                    "entitlement.granted",
                    "entitlement.revoked");

    private EventTypes() {}

    /** For people, in an order of its own. */
    static String listed() {
        return String.join(", ", new TreeSet<>(KNOWN)) + " or " + ALL;
    }

    static boolean selectable(String name) {
        return name.equals(ALL) || KNOWN.contains(name);
    }
}

package io.paideia.sandbox.engine;

import java.time.Instant;
import java.util.Map;

/**
 * A buyer's bank wants money back. Immutable.
 *
 * @param evidence what the merchant handed in, by the provider's names
 */
public record Dispute(
        String id,
        String reason,
        Amount amount,
        Status status,
        Instant openedAt,
        Map<String, String> evidence) {

    /** The life of a dispute. */
    public enum Status {
        OPEN,
        UNDER_REVIEW,
        WON,
        LOST
    }

    public Dispute {
        evidence = Map.copyOf(evidence);
    }

    public Dispute as(Status next) {
        return new Dispute(id, reason, amount, next, openedAt, evidence);
    }

    public Dispute with(Map<String, String> handedIn) {
        return new Dispute(id, reason, amount, Status.UNDER_REVIEW, openedAt, handedIn);
    }
}

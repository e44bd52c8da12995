package io.paideia.sandbox.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money given back, or on its way back. Immutable.
 *
 * @param requestNumber the merchant's, unique within the trade
 * @param number the provider's own, where it gives one
 * @param refundedAt when it was asked for
 * @param endedAt when it ended one way or the other, null while it is pending
 */
public record Refund(
        String requestNumber,
        String number,
        Amount amount,
        String reason,
        Status status,
        Instant refundedAt,
        @Nullable Instant endedAt) {

    /** Only what failed is the merchant's again; a success may still fail later. */
    public enum Status {
        PENDING,
        SUCCEEDED,
        FAILED
    }

    /** A refund that is carried out at once. */
    public static Refund done(String requestNumber, Amount amount, String reason, Instant at) {
        return new Refund(requestNumber, "", amount, reason, Status.SUCCEEDED, at, at);
    }

    /** A refund that the provider has taken and not yet carried out. */
    public static Refund pending(
            String requestNumber, String number, Amount amount, String reason, Instant at) {
        return new Refund(requestNumber, number, amount, reason, Status.PENDING, at, null);
    }

    public Refund ended(Status how, Instant at) {
        return new Refund(requestNumber, number, amount, reason, how, refundedAt, at);
    }
}

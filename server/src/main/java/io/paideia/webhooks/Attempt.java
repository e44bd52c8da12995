package io.paideia.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One finished attempt and what follows from it.
 *
 * @param at when it began
 * @param finishedAt on the clock that moves leases
 * @param durationMillis measured, not by that clock
 * @param nextAttemptAt stands exactly when the verdict is to retry
 * @param then what the sender does after it
 */
record Attempt(
        ClaimedDelivery delivery,
        Instant at,
        Instant finishedAt,
        long durationMillis,
        Answer answer,
        Verdict verdict,
        @Nullable Instant nextAttemptAt,
        Then then) {

    /** What becomes of the delivery. */
    enum Verdict {
        DELIVERED,
        RETRY,
        GIVEN_UP,
        /** The receiver wants nothing more at this address: the endpoint is disabled. */
        GONE;

        /** Whether those behind it may go. */
        boolean ends() {
            return this != RETRY;
        }

        String status() {
            return switch (this) {
                case DELIVERED -> "delivered";
                case RETRY -> "pending";
                case GIVEN_UP, GONE -> "failed";
            };
        }
    }

    /** Whether the sender takes the next delivery of the same subject at once. */
    enum Then {
        TAKE_NEXT,
        STOP
    }

    Attempt {
        if ((nextAttemptAt != null) != (verdict == Verdict.RETRY)) {
            throw new IllegalArgumentException(verdict + " with next attempt at " + nextAttemptAt);
        }
    }

    /** The HTTP status, 0 without an answer. */
    int status() {
        return switch (answer) {
            case Answer.Answered answered -> answered.status();
            case Answer.Unanswered unanswered -> 0;
        };
    }

    /** What went wrong on the way; null where the receiver answered. */
    @Nullable String error() {
        return switch (answer) {
            case Answer.Answered answered -> null;
            case Answer.Unanswered unanswered -> unanswered.error();
        };
    }

    @Nullable String excerpt() {
        return switch (answer) {
            case Answer.Answered answered -> answered.excerpt();
            case Answer.Unanswered unanswered -> null;
        };
    }
}

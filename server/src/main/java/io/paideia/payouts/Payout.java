package io.paideia.payouts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Transfers;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A payout as it stands. Immutable.
 *
 * @param platform who is told how it ended
 * @param handle the channel's own name of it, where it gave one
 * @param nextAction what the receiver does to get it
 * @param taken whether the channel said once that it has it
 * @param sentAt when the channel said that it is done; it may have come back later
 */
record Payout(
        PayoutId id,
        Party party,
        PlatformId platform,
        Status status,
        Money amount,
        Destination destination,
        @Nullable Failure failure,
        @Nullable String handle,
        @Nullable NextAction nextAction,
        boolean taken,
        Instant createdAt,
        @Nullable Instant sentAt,
        @Nullable Instant endedAt) {

    /** Where a payout stands. */
    enum Status {
        PENDING,
        SUCCEEDED,
        FAILED;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the word. */
        static Status of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** A payout as it is shown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            PayoutId id,
            Party party,
            Money amount,
            Destination.View destination,
            Status status,
            @Nullable Failure failure,
            @Nullable NextAction nextAction,
            Instant createdAt,
            @Nullable Instant endedAt) {}

    View view() {
        return new View(
                id,
                party,
                amount,
                destination.view(),
                status,
                failure,
                status == Status.PENDING ? nextAction : null,
                createdAt,
                endedAt);
    }

    /** What is asked for and not begun. */
    static Payout wanted(
            PayoutId id,
            Party party,
            PlatformId platform,
            Money amount,
            Destination destination,
            Instant at) {
        return new Payout(
                id,
                party,
                platform,
                Status.PENDING,
                amount,
                destination,
                null,
                null,
                null,
                false,
                at,
                null,
                null);
    }

    /** As the channel is asked for it. */
    Transfers.Transfer transfer() {
        return new Transfers.Transfer(
                id.reference(),
                amount,
                destination.payee(),
                destination.payeeName(),
                id.toString(),
                destination.details(),
                handle,
                createdAt);
    }

    Payout begun(Instant at) {
        return wanted(id, party, platform, amount, destination, at);
    }

    /** The channel has sent it, and calls it so. */
    Payout sent(@Nullable String by, Instant at) {
        return ended(Status.SUCCEEDED, null, by == null ? handle : by, at, at);
    }

    /** The channel did not send it, or it came back. */
    Payout failed(Failure why, Instant at) {
        return ended(Status.FAILED, why, handle, sentAt, at);
    }

    private Payout ended(
            Status how,
            @Nullable Failure why,
            @Nullable String by,
            @Nullable Instant sent,
            Instant at) {
        return new Payout(
                id,
                party,
                platform,
                how,
                amount,
                destination,
                why,
                by,
                nextAction,
                taken,
                createdAt,
                sent,
                at);
    }
}

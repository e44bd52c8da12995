package io.paideia.channels;

import io.paideia.money.Money;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A channel whose buyers' banks may demand money back, and where one can answer them. */
public interface Disputes extends Channel {

    /** Asks how a dispute stands. */
    Stand queryDispute(String dispute);

    /**
     * Hands in evidence; repeating with the same content is harmless.
     *
     * @param dispute the provider's id
     * @param evidence texts by the field's standard names: product_description, customer_name,
     *     service_date, access_activity_log, refund_policy, uncategorized_text
     */
    Stand submit(String dispute, Map<String, String> evidence);

    /** Gives in: the money is the buyer's. */
    Stand accept(String dispute);

    /**
     * A dispute as the provider tells of it.
     *
     * @param id the provider's
     * @param reference of the charge, ours; null if the provider names only its own number
     * @param trade the provider's number of the payment
     * @param reason the provider's word
     * @param dueBy until when evidence is taken, null if the provider does not say
     */
    record Dispute(
            String id,
            @Nullable String reference,
            String trade,
            Money amount,
            String reason,
            Status status,
            @Nullable Instant dueBy) {}

    /** Where a dispute stands. */
    enum Status {
        NEEDS_RESPONSE,
        UNDER_REVIEW,
        WON,
        LOST
    }

    /** What the provider said. */
    sealed interface Stand {

        record Known(Dispute dispute) implements Stand {}

        record NotThere() implements Stand {}

        /** Surely not taken. */
        record Refused(Failure failure) implements Stand {}

        record Unknown(String why) implements Stand {}
    }
}

package io.paideia.channels;

import io.paideia.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A channel that can give money back. */
public interface Refunds extends Channel {

    /** Asks for a refund. The refund's reference makes a repeat harmless. */
    Refunding refund(Return refund);

    /** Asks how a refund stands. */
    Refunding queryRefund(Return refund);

    /**
     * A refund of a charge, or of a part of it.
     *
     * @param charge what was paid, with the provider's handle
     * @param trade the provider's number of the payment, from {@link Standing.Paid}
     * @param reference ours, unique per refund: 26 letters and digits
     * @param paid what the charge collected
     * @param handle the provider's own name of the refund, once it has told; null before
     * @param startedAt when the refund began; some providers want it again in queries
     */
    record Return(
            Charge charge,
            String trade,
            String reference,
            Money paid,
            Money amount,
            String reason,
            @Nullable String handle,
            Instant startedAt) {}

    /** How a refund stands. */
    sealed interface Refunding {

        /**
         * The provider gave it back.
         *
         * @param handle the provider's own name of the refund, null where ours is enough
         */
        record Done(@Nullable String handle) implements Refunding {

            public Done() {
                this(null);
            }
        }

        /** The provider has taken it and will carry it out later, or fail: ask again. */
        record Accepted(@Nullable String handle) implements Refunding {}

        /** The provider has not received it. */
        record NotThere() implements Refunding {}

        /** Surely refused, or failed after it was accepted or even reported as done. */
        record Refused(Failure failure) implements Refunding {}

        /** In doubt or unanswered: ask again. */
        record Unknown(String why) implements Refunding {}
    }
}

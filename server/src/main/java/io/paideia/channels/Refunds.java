package io.paideia.channels;

import io.paideia.money.Money;

/** A channel that can give money back. */
public interface Refunds extends Channel {

    /** Asks for a refund. The refund's reference makes a repeat harmless. */
    Refunding refund(Return refund);

    /** Asks how a refund stands. */
    Refunding queryRefund(Return refund);

    /**
     * A refund of a charge, or of a part of it.
     *
     * @param charge the charge's reference
     * @param reference ours, unique per refund
     * @param paid what the charge collected
     */
    record Return(String charge, String reference, Money paid, Money amount, String reason) {}

    /** How a refund stands. */
    sealed interface Refunding {

        /** The provider gave it back. */
        record Done() implements Refunding {}

        /** The provider has not received it. */
        record NotThere() implements Refunding {}

        /** Surely refused. */
        record Refused(Failure failure) implements Refunding {}

        /** Accepted, in doubt or unanswered: ask again. */
        record Unknown(String why) implements Refunding {}
    }
}

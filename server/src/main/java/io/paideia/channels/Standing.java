package io.paideia.channels;

import io.paideia.money.Money;

/** How a charge stands at the provider. */
public sealed interface Standing {

    /**
     * The buyer paid.
     *
     * @param amount what the provider says it took
     * @param trade the provider's own number, which refunds may need
     */
    record Paid(Money amount, String trade) implements Standing {}

    /**
     * The buyer agreed and the money is held; {@link Captures#capture} takes it, {@link
     * Channel#close} lets it go.
     */
    record Authorized(Money amount, String trade) implements Standing {}

    /** The provider waits for the buyer. */
    record Waiting() implements Standing {}

    /** It can no longer be paid, and was not. */
    record Closed() implements Standing {}

    /**
     * The buyer's try was refused, by the bank for instance. The provider may still take another
     * try, so whoever gives up closes the charge.
     */
    record Declined(Failure failure) implements Standing {}

    /** The provider knows no such charge, at least not yet. */
    record NotThere() implements Standing {}

    /** No answer, or one that says nothing. */
    record Unknown(String why) implements Standing {}
}

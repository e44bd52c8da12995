package io.paideia.channels;

import io.paideia.money.Money;

/** How a charge stands at the provider. */
public sealed interface Standing {

    /**
     * The buyer paid.
     *
     * @param amount what the provider says it took
     * @param trade the provider's own number
     */
    record Paid(Money amount, String trade) implements Standing {}

    /** The provider waits for the buyer. */
    record Waiting() implements Standing {}

    /** It can no longer be paid, and was not. */
    record Closed() implements Standing {}

    /** The provider knows no such charge, at least not yet. */
    record NotThere() implements Standing {}

    /** No answer, or one that says nothing. */
    record Unknown(String why) implements Standing {}
}

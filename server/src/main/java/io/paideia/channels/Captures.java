package io.paideia.channels;

import io.paideia.money.Money;

/** A channel that can hold money first and take it later. */
public interface Captures extends Channel {

    /**
     * Takes what was authorized, or a part of it; the rest is the buyer's again. Repeating is
     * harmless.
     *
     * @param charge with the handle that the provider gave
     * @param trade what {@link Standing.Authorized} named
     */
    Capturing capture(Charge charge, String trade, Money amount);

    /** What came of it. */
    sealed interface Capturing {

        record Done(Standing.Paid paid) implements Capturing {}

        /** Surely nothing was taken. */
        record Refused(Failure failure) implements Capturing {}

        /** Nobody knows: query the charge. */
        record Unknown(String why) implements Capturing {}
    }
}

package io.paideia.channels;

/** What came of {@link Channel#start}. */
public sealed interface Started {

    /** The provider waits for the buyer. */
    record Waiting(NextAction action) implements Started {}

    /** The provider surely did not take it. */
    record Refused(Failure failure) implements Started {}

    /** Nobody knows whether the provider took it. */
    record Unknown(String why) implements Started {}
}

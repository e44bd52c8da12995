package io.paideia.channels;

/** What came of {@link Channel#close}. */
public sealed interface Closing {

    /** It cannot be paid any more. */
    record Done() implements Closing {}

    /**
     * The provider knows no such charge; a code already handed out may still be paid, so watch for
     * it.
     */
    record NotThere() implements Closing {}

    /** Too late: it is paid. */
    record AlreadyPaid() implements Closing {}

    /** No answer. */
    record Unknown(String why) implements Closing {}
}

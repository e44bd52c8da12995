package io.paideia.demo;

/** Something that the user can mend keeps the demo from starting; the message says it in full. */
final class CannotStart extends IllegalStateException {

    private static final long serialVersionUID = 1;

    CannotStart(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

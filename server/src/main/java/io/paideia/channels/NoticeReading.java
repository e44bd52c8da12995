package io.paideia.channels;

import org.jspecify.annotations.Nullable;

/** What a notice turned out to be. */
public sealed interface NoticeReading {

    /** Signed by the provider and addressed to us. */
    record Genuine(Told told) implements NoticeReading {

        public Genuine(String reference, Standing standing) {
            this(new Told.Charged(reference, standing));
        }

        public String reference() {
            return told.reference();
        }
    }

    /**
     * Not believed. Where it was signed by the provider but meant for another merchant or app, it
     * names the charge it speaks of, and somebody should look at it.
     *
     * @param reference of the charge, only where the signature is good
     */
    record Refused(String why, @Nullable String reference) implements NoticeReading {}

    /** Genuine, but about something we do not follow. */
    record Irrelevant(String why) implements NoticeReading {}
}

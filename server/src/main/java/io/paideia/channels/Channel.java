package io.paideia.channels;

import io.paideia.money.Currency;
import java.util.Set;

/**
 * One payment provider. Its methods call the network and are never used within a transaction.
 * Thread-safe. Expected trouble is an answer, not an exception: a time-out is {@code Unknown}. What
 * else a provider can do is said by further interfaces, such as {@link Refunds}; one that it lacks,
 * its class does not implement.
 */
public interface Channel {

    /** Its name in accounts and paths, one word. */
    String name();

    /** The payment methods it offers, by their names in the API. */
    Set<String> methods();

    /** Whether it takes this currency. */
    boolean takes(Currency currency);

    /** Begins to collect a charge. The charge's reference makes a repeat harmless. */
    Started start(Charge charge, Payer payer);

    /** Asks how a charge stands. */
    Standing query(Charge charge);

    /** Makes an unpaid charge unpayable, and lets go what was only held. */
    Closing close(Charge charge);

    /**
     * Reads what the provider sent to {@code /channels/<name>/notify}; checks its signature and
     * addressee. No network.
     */
    NoticeReading read(RawNotice notice);

    /**
     * What is stored of a notice: all of it, but for secrets that nobody needs again. A channel
     * that leaves something out reads what it left without checking the signature once more, see
     * {@link RawNotice#proved}.
     */
    default RawNotice kept(RawNotice notice) {
        return notice;
    }

    /**
     * Whether a genuine notice proves what it says. Where its signature covers less than its whole
     * text, it does not: then it only makes us ask.
     */
    default boolean noticesProve() {
        return true;
    }

    /** What the provider wants to hear. */
    Acknowledgement acknowledge(NoticeVerdict verdict);

    /** Whether a notice was taken. */
    enum NoticeVerdict {
        TAKEN,
        REFUSED
    }

    /**
     * An answer in the provider's own form.
     *
     * @param status HTTP status
     */
    record Acknowledgement(int status, String contentType, String body) {}
}

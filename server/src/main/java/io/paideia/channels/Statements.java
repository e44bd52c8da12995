package io.paideia.channels;

import io.paideia.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A channel that gives an account of a day, line by line: its bill. */
public interface Statements extends Channel {

    /**
     * Fetches the bill of one day of the provider's own calendar and hands over its lines one by
     * one, so that a large bill needs no large memory.
     */
    Fetched statement(LocalDate day, Consumer<Line> lines);

    /**
     * One line.
     *
     * @param kind what it is about
     * @param reference ours, of the charge, refund or transfer; null if the provider names none
     * @param trade the provider's number
     * @param amount what was paid or given back, positive either way
     * @param fee what the provider kept for it, negative if it gave some back; null if the bill
     *     does not say
     * @param at when, null if the bill does not say
     * @param raw the line as it was sent, for the person who looks into a difference
     */
    record Line(
            Kind kind,
            @Nullable String reference,
            String trade,
            Money amount,
            @Nullable Money fee,
            @Nullable Instant at,
            String raw) {

        /** What a line is about. */
        public enum Kind {
            PAYMENT,
            REFUND,
            TRANSFER,
            DISPUTE,
            OTHER
        }
    }

    /** What came of it. */
    sealed interface Fetched {

        /** All lines were handed over. */
        record Complete(long count) implements Fetched {}

        /** The provider has not made it yet: ask later. */
        record NotYet() implements Fetched {}

        /** The day has no bill and will have none, because nothing happened. */
        record Empty() implements Fetched {}

        /** No answer, or a bill that cannot be read; lines handed over so far count for nothing. */
        record Unknown(String why) implements Fetched {}
    }
}

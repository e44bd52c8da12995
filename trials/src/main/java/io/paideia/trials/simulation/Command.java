package io.paideia.trials.simulation;

import java.util.Locale;

/** What a caller wants. */
sealed interface Command {

    /** How its handler takes it. */
    enum Nature {
        SOUND,
        /** Throws an exception, each time. */
        BROKEN,
        /** Throws an SQL error, each time. */
        BROKEN_SQL,
        /** Throws an error such as a lack of memory, each time. */
        BROKEN_ERROR,
        /** Makes the handler forget an answer, each time. */
        FORGOTTEN,
        /** Throws the first time only. */
        ODD;

        /** Whether it can never be answered with a result. */
        boolean broken() {
            return this != SOUND && this != ODD;
        }

        @Override
        public String toString() {
            return this == SOUND ? "" : " " + name().toLowerCase(Locale.ROOT);
        }
    }

    Nature nature();

    /** Moves an amount once, however often it is repeated under its id. */
    record Move(long id, int debit, int credit, long amount, Nature nature) implements Command {

        boolean sameAs(Move other) {
            return debit == other.debit && credit == other.credit && amount == other.amount;
        }

        @Override
        public String toString() {
            return "move " + id + " (" + debit + ">" + credit + " " + amount + ")" + nature;
        }
    }

    /** Writes a line that nobody looks for first: each time it runs is seen. */
    record Note(long id, Nature nature) implements Command {

        @Override
        public String toString() {
            return "note " + id + nature;
        }
    }
}

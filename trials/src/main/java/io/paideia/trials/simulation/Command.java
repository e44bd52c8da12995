package io.paideia.trials.simulation;

import io.paideia.ledger.BookMove;
import io.paideia.ledger.MemoryLedger;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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

    /** The book whose lane takes it. */
    String book();

    /** Whether whoever did not hear its answer may hand it in again. */
    default boolean repeatable() {
        return true;
    }

    /** Posts transfers, all or none, and once, however often they are repeated. */
    record Move(String book, List<Transfer> group, Nature nature) implements Command {

        @Override
        public String toString() {
            return book
                    + group.stream().map(Move::told).collect(Collectors.joining(" + ", ": ", ""))
                    + nature;
        }

        private static String told(Transfer transfer) {
            return "%s%s %d (%s>%s %d%s)"
                    .formatted(
                            transfer.balancing() == Transfer.Balancing.NONE ? "" : "balancing ",
                            transfer.phase().name().toLowerCase(Locale.ROOT),
                            transfer.id().value().getLeastSignificantBits(),
                            transfer.debit().code(),
                            transfer.credit().code(),
                            transfer.amount().minor(),
                            transfer.timeout() == null ? "" : " for " + transfer.timeout());
        }
    }

    /** Writes a line that nobody looks for first: each time it runs is seen. */
    record Note(long id, Nature nature) implements Command {

        @Override
        public String book() {
            return Store.BOOK;
        }

        @Override
        public boolean repeatable() {
            return false;
        }

        @Override
        public String toString() {
            return "note " + id + nature;
        }
    }

    /** Opens an account, freezes, thaws or closes it. */
    record Change(String book, MemoryLedger.Wanted wanted, Nature nature) implements Command {

        @Override
        public String toString() {
            return book + ": " + wanted + nature;
        }
    }

    /** Expires what is due, at most so much. */
    record Sweep(String book, int most, Nature nature) implements Command {

        @Override
        public String toString() {
            return book + ": expire " + most + nature;
        }
    }

    /** The first step of a move, in the book that it comes from. */
    record Begin(BookMove move, Nature nature) implements Command {

        @Override
        public String book() {
            return move.from();
        }

        @Override
        public String toString() {
            return "begin move " + move + nature;
        }
    }

    /** The second step, in the book that it goes to. */
    record Arrive(BookMove move, Nature nature) implements Command {

        @Override
        public String book() {
            return move.to();
        }

        @Override
        public String toString() {
            return "arrival of move " + move + nature;
        }
    }

    /**
     * The third step, in the first book again.
     *
     * @param arrival what the second book answered
     */
    record End(BookMove move, Outcome arrival, Nature nature) implements Command {

        @Override
        public String book() {
            return move.from();
        }

        @Override
        public String toString() {
            return "end move " + move + " after " + arrival + nature;
        }
    }
}

package io.paideia.trials.simulation;

import io.paideia.ledger.MemoryRows;

/** Looks, when everything is over, whether two books tell the same of what went between them. */
final class Agreement {

    private final Store store;

    Agreement(Store store) {
        this.store = store;
    }

    /** What one book says it sent, the other says it got, and nothing is on its way. */
    void judge() {
        for (int from = 0; from < Store.BOOKS.size(); from++) {
            int to = 1 - from;
            String there = "clearing:" + Store.BOOKS.get(to);
            String here = "clearing:" + Store.BOOKS.get(from);
            long sent = 0;
            long got = 0;
            for (MemoryRows.Entry entry : store.ledger.entries()) {
                long book = entry.number() >> 48;
                if (book == from
                        && entry.phase().equals("post")
                        && entry.credit().account().code().equals(there)) {
                    sent += entry.amount();
                }
                if (book == to
                        && entry.phase().equals("single")
                        && entry.debit().account().code().equals(here)) {
                    got += entry.amount();
                }
            }
            Judge.require(sent == got, "Two books agree:", here, there, sent, got);
        }
        store.ledger
                .holdings()
                .forEach(
                        (name, holding) ->
                                Judge.require(
                                        !name.account().code().startsWith("clearing:")
                                                || holding.awaited() == 0,
                                        "Moves come to their end:",
                                        name,
                                        holding));
    }
}

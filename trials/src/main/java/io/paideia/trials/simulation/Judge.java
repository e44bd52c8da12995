package io.paideia.trials.simulation;

import io.paideia.ledger.MemoryRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole log when everything is over. Repeats its decisions in the order of commits with a
 * plain model, which knows nothing of batches, caches and faults.
 */
final class Judge {

    private final Store store;
    private final List<Submission> submissions;
    private final Model model = new Model();
    private final List<Long> notes = new ArrayList<>();

    Judge(Store store, List<Submission> submissions) {
        this.store = store;
        this.submissions = submissions;
    }

    void judge() {
        order();
        lanesKeepTheirOrder();
        for (Store.Committed transaction : store.log()) {
            for (Store.Decision decision : transaction.decisions()) {
                Answer expected =
                        switch (decision.submission().command()) {
                            case Command.Move move -> Answer.moved(model.post(move.group()));
                            case Command.Note note -> note(note);
                        };
                require(
                        expected.equals(decision.answer()),
                        "The model answers the same:",
                        expected,
                        decision.submission(),
                        decision.answer());
            }
        }
        require(
                model.entries().equals(store.ledger.entries()),
                "The model has the same entries:",
                model.entries(),
                store.ledger.entries());
        for (MemoryRows.Entry entry : store.ledger.entries()) {
            require(
                    entry.debit().account().equals(Orders.OUTSIDE) || entry.debit().balance() >= 0,
                    "No account goes below zero:",
                    entry);
        }
        require(
                model.holdings().equals(store.ledger.holdings()),
                "The model has the same balances:",
                model.holdings(),
                store.ledger.holdings());
        require(notes.equals(store.notes), "The model has the same notes:", notes, store.notes);
        submissions.forEach(this::standing);
    }

    private void order() {
        Set<String> ids = new HashSet<>();
        long head = 0;
        long at = -1;
        for (Store.Committed transaction : store.log()) {
            require(
                    ids.add(transaction.id()),
                    "A transaction has one place in the order:",
                    transaction.id());
            require(transaction.atNanos() > at, "Time follows the order:", transaction.id());
            long step = transaction.block() - head;
            require(step == 0 || step == 1, "The order has no gap:", transaction.id());
            at = transaction.atNanos();
            head = transaction.block();
        }
        require(
                head == store.ledger.blocks(Store.BOOK),
                "The newest block is the last one's:",
                head);
    }

    /** What one server accepted first, it decides first, among commands of one kind. */
    private void lanesKeepTheirOrder() {
        Map<String, Long> last = new HashMap<>();
        for (Store.Committed transaction : store.log()) {
            for (Store.Decision decision : transaction.decisions()) {
                Submission submission = decision.submission();
                String kind = submission.command().getClass().getSimpleName();
                Long before = last.put(submission.server + kind, submission.number);
                require(
                        before == null || before < submission.number,
                        "A lane keeps its order:",
                        submission,
                        before);
            }
        }
    }

    private void standing(Submission submission) {
        Answer committed = store.decided(submission);
        boolean right =
                switch (submission.standing) {
                    case ANSWERED -> committed != null && committed.equals(submission.answer);
                    case FAILED, REJECTED -> committed == null;
                    case UNAVAILABLE, LOST -> true;
                    case WAITING -> false;
                };
        require(
                right,
                "What callers were told is what is there:",
                submission,
                submission.standing,
                committed);
        require(
                committed == null || !submission.command().nature().broken(),
                "What breaks has no effect:",
                submission);
    }

    private Answer note(Command.Note note) {
        notes.add(note.id());
        return Answer.noted(notes.size());
    }

    private static void require(boolean holds, String property, @Nullable Object... facts) {
        if (!holds) {
            throw new Violation(property + " " + Arrays.toString(facts));
        }
    }
}

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
    private final ModelMoves moves = new ModelMoves(model);
    private final List<Long> notes = new ArrayList<>();

    Judge(Store store, List<Submission> submissions) {
        this.store = store;
        this.submissions = submissions;
    }

    void judge() {
        order();
        new Agreement(store).judge();
        lanesKeepTheirOrder();
        for (Store.Committed transaction : store.log()) {
            for (Store.Decision decision : transaction.decisions()) {
                Answer expected =
                        switch (decision.submission().command()) {
                            case Command.Move move ->
                                    Answer.moved(
                                            model.post(
                                                    move.book(),
                                                    move.group(),
                                                    transaction.atNanos()));
                            case Command.Note note -> note(note);
                            case Command.Change change ->
                                    Answer.changed(model.change(change.book(), change.wanted()));
                            case Command.Sweep sweep ->
                                    Answer.swept(
                                            model.expire(
                                                    sweep.book(),
                                                    sweep.most(),
                                                    transaction.atNanos()));
                            case Command.Begin begin ->
                                    Answer.standing(
                                            moves.begin(begin.move(), transaction.atNanos()));
                            case Command.Arrive arrival ->
                                    Answer.moved(
                                            model.post(
                                                    arrival.book(),
                                                    List.of(ModelMoves.arrival(arrival.move())),
                                                    transaction.atNanos()));
                            case Command.End end ->
                                    Answer.standing(
                                            moves.end(
                                                    end.move(),
                                                    end.arrival(),
                                                    transaction.atNanos()));
                        };
                require(
                        expected.equals(decision.answer()),
                        "The model answers the same:",
                        expected,
                        decision.submission(),
                        decision.answer());
            }
        }
        List<MemoryRows.Entry> entries = store.ledger.entries().stream().map(Judge::named).toList();
        require(
                model.entries().equals(entries),
                "The model has the same entries:",
                model.entries(),
                entries);
        for (MemoryRows.Entry entry : entries) {
            require(
                    !entry.debit().account().code().endsWith(":pending")
                            || entry.debit().balance() >= 0,
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
        Map<String, Store.Committed> last = new HashMap<>();
        for (Store.Committed transaction : store.log()) {
            require(
                    ids.add(transaction.id()),
                    "A transaction has one place in the order:",
                    transaction.id());
            Store.Committed before = last.put(transaction.book(), transaction);
            require(
                    before == null || transaction.atNanos() > before.atNanos(),
                    "Time follows the order:",
                    transaction.id());
            require(
                    before == null || transaction.block() >= before.block(),
                    "Blocks stay:",
                    transaction.id());
        }
        for (String book : Store.BOOKS) {
            List<Long> blocks = store.blocks(book);
            Store.Committed newest = last.get(book);
            require(
                    blocks.size() == (newest == null ? 0 : newest.block()),
                    "The newest block is the last one's:",
                    book);
            for (int i = 0; i < blocks.size(); i++) {
                require(blocks.get(i) == i + 1, "The order has no gap:", blocks);
            }
        }
    }

    /** An id that the ledger made up is like any other such. */
    private static MemoryRows.Entry named(MemoryRows.Entry entry) {
        return entry.id().getMostSignificantBits() == 0
                ? entry
                : new MemoryRows.Entry(
                        entry.number(),
                        Model.MADE_UP,
                        entry.phase(),
                        entry.amount(),
                        entry.debit(),
                        entry.credit());
    }

    /** What one server accepted first, it decides first, among commands of one kind. */
    private void lanesKeepTheirOrder() {
        Map<String, Long> last = new HashMap<>();
        for (Store.Committed transaction : store.log()) {
            for (Store.Decision decision : transaction.decisions()) {
                Submission submission = decision.submission();
                String kind = transaction.book() + submission.command().getClass().getSimpleName();
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

    static void require(boolean holds, String property, @Nullable Object... facts) {
        if (!holds) {
            throw new Violation(property + " " + Arrays.toString(facts));
        }
    }
}

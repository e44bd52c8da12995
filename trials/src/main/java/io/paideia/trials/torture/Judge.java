package io.paideia.trials.torture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was answered with what is there. Pure: it is given both, and has no other opinion
 * of the ledger than the promise itself. Acknowledged means present, once, as handed in; refused
 * means absent; and an answer must be one that its call can get.
 */
final class Judge {

    private Judge() {}

    /**
     * By id: what was answered over all time against all that is there of that id.
     *
     * @param refusals what the ledger remembers of those that it refused
     */
    static List<Fault> rows(
            Map<UUID, Docket.Trace> traces,
            Map<UUID, List<Order>> rows,
            Map<UUID, String> refusals) {
        List<Fault> faults = new ArrayList<>();
        traces.forEach(
                (id, trace) -> {
                    row(trace, rows.getOrDefault(id, List.of()), faults);
                    refusal(trace, refusals.get(id), faults);
                });
        rows.forEach(
                (id, found) -> {
                    if (!traces.containsKey(id)) {
                        faults.add(new Fault(Fault.Kind.INVENTED, "nobody handed in " + found));
                    }
                });
        return faults;
    }

    private static void row(Docket.Trace trace, List<Order> rows, List<Fault> faults) {
        Order order = trace.order();
        if (trace.created() > 1) {
            faults.add(new Fault(Fault.Kind.DOUBLED, "created twice by its answers: " + order));
        }
        if (rows.size() > 1) {
            faults.add(new Fault(Fault.Kind.DOUBLED, rows.size() + " rows of " + order));
        }
        if (trace.acknowledged() && rows.isEmpty()) {
            faults.add(new Fault(Fault.Kind.LOST, "acknowledged, not there: " + order));
        }
        if (trace.refusal() != null && !rows.isEmpty()) {
            faults.add(new Fault(Fault.Kind.REFUSED_WITH_EFFECT, "refused, but there: " + order));
        }
        if (trace.existed() > 0 && trace.created() == 0 && !trace.doubted()) {
            faults.add(
                    new Fault(Fault.Kind.ANSWER, "exists, though never in doubt before: " + order));
        }
        for (Order row : rows) {
            if (!row.equals(order)) {
                faults.add(new Fault(Fault.Kind.ALTERED, "handed in " + order + ", found " + row));
            }
        }
    }

    private static void refusal(
            Docket.Trace trace, @Nullable String remembered, List<Fault> faults) {
        if (trace.wavered()) {
            faults.add(new Fault(Fault.Kind.ANSWER, "refused in two ways: " + trace));
        }
        // A wish may be granted later; only refusals of transfers and moves are for ever.
        if (trace.refusal() != null
                && !trace.order().isWish()
                && !trace.refusal().equals(remembered)) {
            faults.add(
                    new Fault(Fault.Kind.FORGOTTEN, "remembered as " + remembered + ": " + trace));
        }
        if (trace.acknowledged() && remembered != null) {
            faults.add(
                    new Fault(Fault.Kind.ANSWER, "acknowledged and " + remembered + ": " + trace));
        }
    }

    /**
     * Each answer for itself: could this call get it?
     *
     * @param raced whether several calls with this id may have been on their way at once
     */
    static List<Fault> answers(List<Docket.Answer> answers, Predicate<UUID> raced) {
        List<Fault> faults = new ArrayList<>();
        for (Docket.Answer answer : answers) {
            List<String> outcomes = answer.outcomes();
            if (outcomes.size() != answer.call().orders().size()) {
                faults.add(new Fault(Fault.Kind.ANSWER, "not one answer each: " + answer));
                continue;
            }
            long posted = outcomes.stream().filter(Judge::posted).count();
            if (posted > 0 && posted < outcomes.size()) {
                faults.add(new Fault(Fault.Kind.TORN, "a part of a group: " + answer));
            }
            for (int i = 0; i < outcomes.size(); i++) {
                UUID id = answer.call().orders().get(i).id();
                if (!possible(answer, outcomes.get(i), raced.test(id))) {
                    faults.add(
                            new Fault(
                                    Fault.Kind.ANSWER,
                                    outcomes.get(i) + " is no possible answer: " + answer));
                }
            }
        }
        return faults;
    }

    /** A replay may find its first attempt there, and one of a race the other. */
    private static boolean possible(Docket.Answer answer, String outcome, boolean raced) {
        Call.Kind kind = answer.call().kind();
        boolean found =
                outcome.equals("exists") && kind.allows("created") && (answer.replay() || raced);
        return found || kind.allows(outcome);
    }

    /**
     * The answers to replays, in the order of handing in, against the ids that had rows before any
     * of them was handed in: what was there exists, what was not cannot have existed.
     */
    static List<Fault> replays(List<Docket.Answer> replays, Set<UUID> present) {
        List<Fault> faults = new ArrayList<>();
        Set<UUID> there = new HashSet<>(present);
        for (Docket.Answer answer : replays) {
            for (int i = 0; i < answer.outcomes().size(); i++) {
                UUID id = answer.call().orders().get(i).id();
                String outcome = answer.outcomes().get(i);
                boolean agrees =
                        switch (outcome) {
                            case "created" -> there.add(id);
                            case "exists", "id_reused" -> there.contains(id);
                            default -> !there.contains(id);
                        };
                if (!agrees) {
                    faults.add(
                            new Fault(
                                    Fault.Kind.ANSWER,
                                    "the replay does not agree with the rows: " + answer));
                }
            }
        }
        return faults;
    }

    private static boolean posted(String outcome) {
        return outcome.equals("created") || outcome.equals("exists");
    }
}

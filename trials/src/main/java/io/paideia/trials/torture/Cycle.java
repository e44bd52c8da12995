package io.paideia.trials.torture;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One cycle after the other on one site: load, injury, recovery, rest, replay of what is in doubt,
 * judgement. For one thread.
 */
final class Cycle {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** How many calls are handed in under load before the injury, and again after recovery. */
    private static final int CALLS = 400;

    private static final int REPLAYS = 3;

    private final Site site;
    private final Crew crew;
    private final Docket docket;
    private final Surgeon surgeon;
    private final Set<UUID> present = new HashSet<>();

    Cycle(Site site, Crew crew, Docket docket) {
        this.site = site;
        this.crew = crew;
        this.docket = docket;
        this.surgeon = new Surgeon(site, crew, docket);
    }

    /**
     * What a cycle gave.
     *
     * @param created transfers that were acknowledged as new
     * @param inDoubt transfers whose outcome nobody knew before their replay
     * @param inDoubtThere how many of these had taken effect, and nobody had been told
     * @param answers how often each kind of call got each answer
     */
    record Result(
            int workers,
            long created,
            long refused,
            int inDoubt,
            long inDoubtThere,
            long recoveryMillis,
            double seconds,
            Map<String, Long> answers,
            List<Fault> faults) {}

    Result run(Injury injury, int workers) throws IOException, SQLException, InterruptedException {
        long started = System.nanoTime();
        List<Fault> faults = new ArrayList<>();
        crew.load(workers);
        awaitCalls(CALLS, faults);
        Surgeon.Wound wound;
        try {
            wound = surgeon.inflict(injury);
        } catch (IllegalStateException e) {
            // Something that had to happen did not; nothing can be said of the rest.
            faults.add(new Fault(Fault.Kind.UNSETTLED, String.valueOf(e.getMessage())));
            return new Result(workers, 0, 0, 0, 0, 0, 0, Map.of(), List.copyOf(faults));
        }
        awaitAnswers(wound.mark(), faults);
        long recovered = System.nanoTime();
        awaitCalls(CALLS, faults);
        crew.rest();
        awaitRest(faults);
        awaitSettled(faults);

        List<Call> doubtful = docket.doubtful();
        Set<UUID> doubted = ids(doubtful);
        Set<UUID> there = present(doubted);
        long news = there.stream().filter(id -> !docket.trace(id).acknowledged()).count();
        replay(faults);
        awaitSettled(faults);

        Docket.Period period = docket.take();
        faults.addAll(judge(period, doubted, there));
        return new Result(
                workers,
                count(period, true),
                count(period, false),
                doubtful.stream().mapToInt(call -> call.orders().size()).sum(),
                news,
                (recovered - wound.nanos()) / 1_000_000,
                (System.nanoTime() - started) / 1e9,
                answers(period),
                List.copyOf(faults));
    }

    /** Everything that was ever handed in to this site, against everything that is there. */
    List<Fault> judgeAll() throws SQLException {
        Set<UUID> ids = docket.ids();
        try (Connection connection = site.connect()) {
            List<Fault> faults =
                    new ArrayList<>(
                            Judge.rows(
                                    docket.traces(ids),
                                    Rows.find(connection, ids),
                                    Rows.refusals(connection, ids)));
            faults.addAll(Books.check(connection));
            return faults;
        }
    }

    /** What the ledger did by itself on this site; see {@link Settled}. */
    Settled.Alone alone() throws SQLException {
        try (Connection connection = site.connect()) {
            return Settled.alone(connection);
        }
    }

    private List<Fault> judge(Docket.Period period, Set<UUID> doubted, Set<UUID> there)
            throws SQLException {
        List<Fault> faults = new ArrayList<>(period.faults());
        faults.addAll(Judge.answers(period.answers(), id -> docket.trace(id).raced()));
        faults.addAll(
                Judge.replays(
                        period.answers().stream().filter(Docket.Answer::replay).toList(), there));
        Set<UUID> touched = new HashSet<>(period.touched());
        touched.addAll(doubted);
        try (Connection connection = site.connect()) {
            Map<UUID, List<Order>> rows = Rows.find(connection, touched);
            faults.addAll(
                    Judge.rows(docket.traces(touched), rows, Rows.refusals(connection, touched)));
            present.addAll(rows.keySet());
            long count = Rows.count(connection);
            if (count != present.size()) {
                faults.add(
                        new Fault(
                                count < present.size() ? Fault.Kind.LOST : Fault.Kind.INVENTED,
                                count + " rows, but " + present.size() + " are known"));
            }
            faults.addAll(Books.check(connection));
        }
        return faults;
    }

    /** Until each worker on duty has answered for good a call that is so many calls later. */
    private void awaitCalls(int calls, List<Fault> faults) throws InterruptedException {
        awaitAnswers(docket.next() + calls, faults);
    }

    private void awaitAnswers(long mark, List<Fault> faults) throws InterruptedException {
        for (WorkerProcess worker : crew.onDuty()) {
            if (!docket.await(() -> docket.answeredSince(worker.name(), mark), PATIENCE)) {
                faults.add(new Fault(Fault.Kind.UNSETTLED, worker.name() + " does not go on"));
            }
        }
    }

    private void awaitRest(List<Fault> faults) throws InterruptedException {
        for (WorkerProcess worker : crew.all()) {
            if (!docket.await(() -> docket.openCalls(worker.name()) == 0, PATIENCE)) {
                faults.add(
                        new Fault(
                                Fault.Kind.UNSETTLED,
                                worker.name()
                                        + " never answers "
                                        + docket.openCalls(worker.name())
                                        + " calls"));
            }
        }
    }

    private void awaitSettled(List<Fault> faults) throws SQLException, InterruptedException {
        if (!Settled.await(site, PATIENCE)) {
            faults.add(
                    new Fault(Fault.Kind.UNSETTLED, "a move or a hold does not come to its end"));
        }
    }

    /** By a worker that did not hand them in, as far as there is one: ids are the book's. */
    private void replay(List<Fault> faults) throws InterruptedException {
        WorkerProcess worker = crew.other();
        for (int round = 0; round < REPLAYS && !docket.doubtful().isEmpty(); round++) {
            docket.doubtful().forEach(worker::replay);
            awaitRest(faults);
        }
        for (Call call : docket.doubtful()) {
            faults.add(new Fault(Fault.Kind.UNSETTLED, "in doubt for ever: " + call));
        }
    }

    private Set<UUID> present(Set<UUID> ids) throws SQLException {
        try (Connection connection = site.connect()) {
            return Rows.find(connection, ids).keySet();
        }
    }

    private static Set<UUID> ids(List<Call> calls) {
        Set<UUID> ids = new HashSet<>();
        calls.forEach(call -> call.orders().forEach(order -> ids.add(order.id())));
        return ids;
    }

    private static Map<String, Long> answers(Docket.Period period) {
        Map<String, Long> answers = new HashMap<>();
        for (Docket.Answer answer : period.answers()) {
            String kind = answer.call().kind().name().toLowerCase(Locale.ROOT);
            answer.outcomes().forEach(told -> answers.merge(kind + " " + told, 1L, Long::sum));
        }
        return answers;
    }

    private static long count(Docket.Period period, boolean created) {
        return period.answers().stream()
                .flatMap(answer -> answer.outcomes().stream())
                .filter(outcome -> !outcome.equals("exists"))
                .filter(outcome -> outcome.equals("created") == created)
                .count();
    }
}

package io.paideia.trials.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was handed in and everything that was answered, kept by the process that nobody
 * kills. Thread-safe; whoever waits is woken by each answer.
 */
final class Docket {

    private static final Pattern COMMA = Pattern.compile(",");

    /**
     * What is known of one transfer's id over all calls that named it.
     *
     * @param order as it was handed in first
     * @param created how often "created" was answered, which may be once
     * @param refusal why it was refused, when it was; a refusal is for ever
     * @param wavered whether it was refused in two ways
     * @param doubted whether a call with it was ever left without an answer
     * @param raced whether several calls with it may have been on their way at once
     */
    record Trace(
            Order order,
            int created,
            int existed,
            @Nullable String refusal,
            boolean wavered,
            boolean doubted,
            boolean raced) {

        static Trace of(Order order) {
            return new Trace(order, 0, 0, null, false, false, false);
        }

        Trace with(String outcome) {
            return switch (outcome) {
                case "created" ->
                        new Trace(order, created + 1, existed, refusal, wavered, doubted, raced);
                case "exists" ->
                        new Trace(order, created, existed + 1, refusal, wavered, doubted, raced);
                // Said of another content, this one stays what it is.
                case "id_reused" -> this;
                default ->
                        new Trace(
                                order,
                                created,
                                existed,
                                outcome,
                                wavered || (refusal != null && !refusal.equals(outcome)),
                                doubted,
                                raced);
            };
        }

        Trace inDoubt() {
            return new Trace(order, created, existed, refusal, wavered, true, raced);
        }

        Trace inRace() {
            return new Trace(order, created, existed, refusal, wavered, doubted, true);
        }

        boolean acknowledged() {
            return created + existed > 0;
        }
    }

    /** A call on its way, and whose it is. */
    private record Open(Call call, String worker, boolean replay) {}

    /** The answer to a call: one outcome per transfer. */
    record Answer(Call call, List<String> outcomes, boolean replay) {}

    private final Map<UUID, Trace> traces = new HashMap<>();
    private final Map<Long, Open> open = new LinkedHashMap<>();
    private final Map<Long, Call> doubtful = new TreeMap<>();
    private final Set<UUID> touched = new LinkedHashSet<>();
    private final List<Answer> answers = new ArrayList<>();
    private final Map<String, Long> latest = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private long calls;

    /** Notes a call; only then may it be sent. */
    synchronized Call handIn(String worker, Call.Kind kind, List<Order> orders) {
        Call call = new Call(calls++, kind, orders);
        for (Order order : orders) {
            touched.add(order.id());
            traces.putIfAbsent(order.id(), Trace.of(order));
            if (kind == Call.Kind.RACE) {
                traces.computeIfPresent(order.id(), (_, trace) -> trace.inRace());
            }
        }
        open.put(call.number(), new Open(call, worker, false));
        return call;
    }

    /** Notes that a call that was in doubt is handed in again, as it was. */
    synchronized void replay(String worker, Call call) {
        doubtful.remove(call.number());
        open.put(call.number(), new Open(call, worker, true));
    }

    /** Takes a line as a {@link Worker} prints it; says which call it answers for good. */
    synchronized @Nullable Answer answered(String line) {
        int blank = line.indexOf(' ');
        Open was = open.remove(Long.parseLong(line.substring(0, blank)));
        if (was == null) {
            faults.add(new Fault(Fault.Kind.ANSWER, "answered without having been asked: " + line));
            return null;
        }
        String told = line.substring(blank + 1);
        notifyAll();
        if (told.startsWith(Worker.IN_DOUBT)) {
            doubt(was.call());
            return null;
        }
        if (told.startsWith(Worker.FAILED)) {
            faults.add(new Fault(Fault.Kind.ANSWER, was.call().kind() + " failed: " + told));
            doubt(was.call());
            return null;
        }
        List<String> outcomes = List.of(COMMA.split(told));
        Answer answer = new Answer(was.call(), outcomes, was.replay());
        answers.add(answer);
        List<Order> orders = was.call().orders();
        for (int i = 0; i < orders.size() && i < outcomes.size(); i++) {
            String outcome = outcomes.get(i);
            traces.computeIfPresent(orders.get(i).id(), (_, trace) -> trace.with(outcome));
        }
        latest.merge(was.worker(), was.call().number(), Math::max);
        return answer;
    }

    /** Whatever this worker has not answered will not be answered: it is dead. */
    synchronized void died(String worker) {
        List<Open> left = open.values().stream().filter(o -> o.worker().equals(worker)).toList();
        for (Open one : left) {
            open.remove(one.call().number());
            doubt(one.call());
        }
        notifyAll();
    }

    private void doubt(Call call) {
        doubtful.put(call.number(), call);
        for (Order order : call.orders()) {
            traces.computeIfPresent(order.id(), (_, trace) -> trace.inDoubt());
        }
    }

    /** The number of the next call. */
    synchronized long next() {
        return calls;
    }

    synchronized long openCalls(String worker) {
        return open.values().stream().filter(o -> o.worker().equals(worker)).count();
    }

    /** Whether this worker has answered for good a call of this number or a later one. */
    synchronized boolean answeredSince(String worker, long number) {
        return latest.getOrDefault(worker, -1L) >= number;
    }

    /** Calls that were left without an answer and not settled since, in their order. */
    synchronized List<Call> doubtful() {
        return List.copyOf(doubtful.values());
    }

    /** What is known of these ids. */
    synchronized Map<UUID, Trace> traces(Set<UUID> ids) {
        Map<UUID, Trace> found = new LinkedHashMap<>();
        ids.forEach(id -> found.put(id, known(id)));
        return found;
    }

    synchronized Set<UUID> ids() {
        return Set.copyOf(traces.keySet());
    }

    /** What is known of this id. */
    synchronized Trace trace(UUID id) {
        return known(id);
    }

    private Trace known(UUID id) {
        Trace trace = traces.get(id);
        if (trace == null) {
            throw new IllegalArgumentException("Nobody handed in " + id);
        }
        return trace;
    }

    /** What happened since this was asked last, and begins anew. */
    synchronized Period take() {
        Period period = new Period(List.copyOf(answers), Set.copyOf(touched), List.copyOf(faults));
        answers.clear();
        touched.clear();
        faults.clear();
        return period;
    }

    /** The answers of some time, and the ids that were handed in. */
    record Period(List<Answer> answers, Set<UUID> touched, List<Fault> faults) {}

    /** Waits for something that an answer brings about; says whether it came. */
    synchronized boolean await(BooleanSupplier condition, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, 100_000_000));
        }
        return true;
    }
}

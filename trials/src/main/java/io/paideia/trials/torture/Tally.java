package io.paideia.trials.torture;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a campaign gave, for a person and, in its last line, for programs. For one thread. */
final class Tally {

    private final Map<Injury, List<Cycle.Result>> results = new EnumMap<>(Injury.class);
    private final List<Fault> faults = new ArrayList<>();
    private Settled.Alone alone = new Settled.Alone(0, 0, 0);
    private String postgres = "unknown";

    void add(Injury injury, Cycle.Result result) {
        results.computeIfAbsent(injury, _ -> new ArrayList<>()).add(result);
        faults.addAll(result.faults());
    }

    void add(Settled.Alone more) {
        alone = alone.plus(more);
    }

    void fail(List<Fault> more) {
        faults.addAll(more);
    }

    void postgres(String version) {
        postgres = version;
    }

    String postgres() {
        return postgres;
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** How often each was inflicted. */
    Map<Injury, Integer> cycles() {
        Map<Injury, Integer> cycles = new EnumMap<>(Injury.class);
        results.forEach((injury, of) -> cycles.put(injury, of.size()));
        return cycles;
    }

    private long of(Fault.Kind kind) {
        return faults.stream().filter(fault -> fault.kind() == kind).count();
    }

    private List<Cycle.Result> all() {
        return results.values().stream().flatMap(List::stream).toList();
    }

    /** By call and outcome, over all cycles. */
    private SortedMap<String, Long> answers() {
        SortedMap<String, Long> sum = new TreeMap<>();
        all().forEach(one -> one.answers().forEach((told, n) -> sum.merge(told, n, Long::sum)));
        return sum;
    }

    private static long median(List<Cycle.Result> results) {
        long[] sorted = results.stream().mapToLong(Cycle.Result::recoveryMillis).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static long longest(List<Cycle.Result> results) {
        return results.stream().mapToLong(Cycle.Result::recoveryMillis).max().orElse(0);
    }

    void print(PrintStream out, long seed) {
        List<Cycle.Result> all = all();
        out.printf(
                Locale.ROOT,
                "%n%-58s %6s %9s %8s %10s %10s%n",
                "injury",
                "cycles",
                "in doubt",
                "there",
                "median ms",
                "longest ms");
        results.forEach(
                (injury, of) ->
                        out.printf(
                                Locale.ROOT,
                                "%-58s %6d %9d %8d %10d %10d%n",
                                injury.told(),
                                of.size(),
                                of.stream().mapToInt(Cycle.Result::inDoubt).sum(),
                                of.stream().mapToLong(Cycle.Result::inDoubtThere).sum(),
                                median(of),
                                longest(of)));
        out.println("\ncalls and their answers");
        answers().forEach((told, n) -> out.printf(Locale.ROOT, "  %-45s %,10d%n", told, n));
        out.printf(
                Locale.ROOT,
                """

                cycles                  %,d, of them %,d with several processes on the book
                acknowledged            %,d orders, and %,d refused
                by itself               %,d expired, %,d moves ended, %,d of them carried on
                acknowledged and lost   %,d
                refused with an effect  %,d
                doubled                 %,d
                other faults            %,d
                in doubt, settled       %,d, of which %,d had taken effect
                recovery                median %,d ms, longest %,d ms
                seed                    %d
                """,
                all.size(),
                all.stream().filter(result -> result.workers() > 1).count(),
                all.stream().mapToLong(Cycle.Result::created).sum(),
                all.stream().mapToLong(Cycle.Result::refused).sum(),
                alone.expired(),
                alone.moves(),
                alone.carriedOn(),
                of(Fault.Kind.LOST),
                of(Fault.Kind.REFUSED_WITH_EFFECT),
                of(Fault.Kind.DOUBLED),
                others(),
                inDoubt(),
                all.stream().mapToLong(Cycle.Result::inDoubtThere).sum(),
                median(all),
                longest(all),
                seed);
        out.println(json(seed));
        out.flush();
    }

    private long others() {
        return faults.size()
                - of(Fault.Kind.LOST)
                - of(Fault.Kind.REFUSED_WITH_EFFECT)
                - of(Fault.Kind.DOUBLED);
    }

    private long inDoubt() {
        return all().stream().mapToInt(Cycle.Result::inDoubt).sum();
    }

    private String json(long seed) {
        List<Cycle.Result> all = all();
        return String.format(
                Locale.ROOT,
                "{\"trial\": \"torture\", \"seed\": %d, \"cycles\": %d, \"acknowledged\": %d,"
                        + " \"lost\": %d, \"refused_with_effect\": %d, \"doubled\": %d,"
                        + " \"faults\": %d, \"in_doubt\": %d, \"recovery_p50_ms\": %d,"
                        + " \"recovery_max_ms\": %d, \"expired\": %d, \"moves\": %d,"
                        + " \"carried_on\": %d, \"answers\": {%s}}",
                seed,
                all.size(),
                all.stream().mapToLong(Cycle.Result::created).sum(),
                of(Fault.Kind.LOST),
                of(Fault.Kind.REFUSED_WITH_EFFECT),
                of(Fault.Kind.DOUBLED),
                faults.size(),
                inDoubt(),
                median(all),
                longest(all),
                alone.expired(),
                alone.moves(),
                alone.carriedOn(),
                answers().entrySet().stream()
                        .map(told -> "\"" + told.getKey() + "\": " + told.getValue())
                        .collect(Collectors.joining(", ")));
    }
}

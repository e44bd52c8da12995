package io.paideia.trials.simulation;

import io.paideia.ledger.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How often each fault was met and each thing happened. Not thread-safe. */
final class Tally {

    private final Map<Enum<?>, Long> times = new HashMap<>();

    void count(Enum<?> what) {
        times.merge(what, 1L, Long::sum);
    }

    long of(Enum<?> what) {
        return times.getOrDefault(what, 0L);
    }

    void add(Tally other) {
        other.times.forEach((what, more) -> times.merge(what, more, Long::sum));
    }

    /** All numbers, a line each. */
    String lines() {
        return lines("faults", List.of(Fault.values()))
                + lines("what came of it", List.of(Happening.values()))
                + lines("transfers answered", met());
    }

    /** The same as members of a JSON object. */
    String json() {
        return members("faults", List.of(Fault.values()))
                + ", "
                + members("happenings", List.of(Happening.values()))
                + ", "
                + members("outcomes", met());
    }

    /** Those of the ledger's outcomes that the simulation's transfers can have, and had. */
    private List<Outcome> met() {
        return List.of(Outcome.values()).stream().filter(outcome -> of(outcome) > 0).toList();
    }

    private String lines(String title, List<? extends Enum<?>> rows) {
        return title
                + "\n"
                + rows.stream()
                        .map(
                                row ->
                                        String.format(
                                                Locale.ROOT, "  %-24s %,14d%n", word(row), of(row)))
                        .collect(Collectors.joining());
    }

    private String members(String title, List<? extends Enum<?>> rows) {
        return rows.stream()
                .map(row -> "\"" + word(row) + "\": " + of(row))
                .collect(Collectors.joining(", ", "\"" + title + "\": {", "}"));
    }

    private static String word(Enum<?> what) {
        return what.name().toLowerCase(Locale.ROOT);
    }
}

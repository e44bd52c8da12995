package io.paideia.trials.simulation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How often each fault was met and each thing happened. Not thread-safe. */
final class Tally {

    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final Map<Happening, Long> happenings = new EnumMap<>(Happening.class);

    void count(Fault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    void count(Happening happening) {
        happenings.merge(happening, 1L, Long::sum);
    }

    long of(Fault fault) {
        return faults.getOrDefault(fault, 0L);
    }

    long of(Happening happening) {
        return happenings.getOrDefault(happening, 0L);
    }

    void add(Tally other) {
        other.faults.forEach((fault, times) -> faults.merge(fault, times, Long::sum));
        other.happenings.forEach(
                (happening, times) -> happenings.merge(happening, times, Long::sum));
    }

    /** All numbers, a line each. */
    String lines() {
        return "faults\n"
                + Arrays.stream(Fault.values())
                        .map(fault -> line(fault, of(fault)))
                        .collect(Collectors.joining())
                + "outcomes\n"
                + Arrays.stream(Happening.values())
                        .map(happening -> line(happening, of(happening)))
                        .collect(Collectors.joining());
    }

    /** The same as JSON. */
    String json() {
        return "\"faults\": {%s}, \"outcomes\": {%s}"
                .formatted(
                        Arrays.stream(Fault.values())
                                .map(fault -> member(fault, of(fault)))
                                .collect(Collectors.joining(", ")),
                        Arrays.stream(Happening.values())
                                .map(happening -> member(happening, of(happening)))
                                .collect(Collectors.joining(", ")));
    }

    private static String line(Enum<?> what, long times) {
        return String.format(Locale.ROOT, "  %-24s %,12d%n", word(what), times);
    }

    private static String member(Enum<?> what, long times) {
        return "\"" + word(what) + "\": " + times;
    }

    private static String word(Enum<?> what) {
        return what.name().toLowerCase(Locale.ROOT);
    }
}

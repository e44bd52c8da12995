package io.paideia.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The processes that work for a measurement, each with its children, and the CPU time they took, as
 * /proc tells it (proc_pid_stat(5)). Where there is no /proc, nothing is known. Immutable.
 */
final class Processes {

    private static final Path PROC = Path.of("/proc");

    /** Linux shows times in hundredths of a second, whatever its own clock does. */
    private static final long MICROS_PER_TICK = 10_000;

    private final Map<String, Long> roots;

    private Processes(Map<String, Long> roots) {
        this.roots = roots;
    }

    /** None yet. */
    static Processes none() {
        return new Processes(Map.of());
    }

    /** With one more. */
    Processes with(String name, long pid) {
        Map<String, Long> more = new LinkedHashMap<>(roots);
        more.put(name, pid);
        return new Processes(more);
    }

    /** One process: its parent and its own time, with that of its children that have ended. */
    private record Stat(long pid, long parent, long ticks) {}

    /**
     * User and system time since each started, by name. A process below another one that is also
     * named counts for itself alone.
     */
    Map<String, Long> cpuMicros() {
        if (!Files.isReadable(PROC.resolve("self/stat"))) {
            return Map.of();
        }
        Map<Long, Stat> all = new HashMap<>();
        Map<Long, List<Long>> children = new HashMap<>();
        for (Stat stat : stats()) {
            all.put(stat.pid(), stat);
            children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>()).add(stat.pid());
        }
        Set<Long> named = new HashSet<>(roots.values());
        Map<String, Long> times = new TreeMap<>();
        roots.forEach(
                (name, pid) -> times.put(name, MICROS_PER_TICK * ticks(pid, all, children, named)));
        return times;
    }

    /** What each took between two readings. */
    static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> taken = new TreeMap<>();
        after.forEach((name, time) -> taken.put(name, time - before.getOrDefault(name, 0L)));
        return taken;
    }

    private static long ticks(
            long pid, Map<Long, Stat> all, Map<Long, List<Long>> children, Set<Long> named) {
        Stat stat = all.get(pid);
        long sum = stat == null ? 0 : stat.ticks();
        for (long child : children.getOrDefault(pid, List.of())) {
            if (!named.contains(child)) {
                sum += ticks(child, all, children, named);
            }
        }
        return sum;
    }

    private static List<Stat> stats() {
        List<Stat> stats = new ArrayList<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.chars().allMatch(Character::isDigit)) {
                    read(entry, Long.parseLong(name), stats);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return stats;
    }

    private static void read(Path entry, long pid, List<Stat> stats) {
        try {
            String line = Files.readString(entry.resolve("stat"));
            // The name in parentheses may hold anything; what follows is separated by blanks.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int field = 11; field <= 14; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            stats.add(new Stat(pid, Long.parseLong(fields[1]), ticks));
        } catch (IOException endedMeanwhile) {
            // Its parent has its time now.
            return;
        }
    }
}

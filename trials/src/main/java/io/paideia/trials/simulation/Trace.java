package io.paideia.trials.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last steps of a run. */
final class Trace {

    private final int most;
    private final Deque<String> steps = new ArrayDeque<>();
    private long count;

    Trace(int most) {
        this.most = most;
    }

    void add(String step) {
        count++;
        steps.add("%6d  %s".formatted(count, step));
        if (steps.size() > most) {
            steps.remove();
        }
    }

    List<String> steps() {
        return List.copyOf(steps);
    }
}

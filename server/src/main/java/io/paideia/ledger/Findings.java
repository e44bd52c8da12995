package io.paideia.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * What a verification found broken, the first in order of the books. What is found within a block
 * waits until the block's root is known: if rows can be told that somebody wrote later than the
 * others, they come first, because the rest follows from them. Thread-safe.
 */
final class Findings {

    private static final int SHOWN = 20;

    private final int most;
    private final List<Broken> shown = new ArrayList<>();
    private final List<Broken> waiting = new ArrayList<>();
    private long count;

    /**
     * @param most after so many it is enough
     */
    Findings(int most) {
        this.most = most;
    }

    /** There are so many that going on would tell nothing new. */
    static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        Enough() {
            super("Enough is broken", null, false, false);
        }
    }

    synchronized void add(Broken broken) {
        waiting.add(broken);
        if (count + waiting.size() >= most) {
            settle(List.of());
            throw new Enough();
        }
    }

    void add(String table, String key, Object expected, Object found) {
        add(new Broken(table, key, String.valueOf(expected), String.valueOf(found)));
    }

    /** Whether something was found since the last time that it was settled. */
    synchronized boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Counts what waits, after these culprits. */
    synchronized void settle(List<Broken> culprits) {
        culprits.forEach(this::count);
        waiting.stream()
                .filter(broken -> culprits.stream().noneMatch(broken::isOfSameRow))
                .forEach(this::count);
        waiting.clear();
    }

    private void count(Broken broken) {
        count++;
        if (shown.size() < SHOWN) {
            shown.add(broken);
        }
    }

    synchronized long count() {
        return count;
    }

    synchronized List<Broken> shown() {
        return List.copyOf(shown);
    }
}

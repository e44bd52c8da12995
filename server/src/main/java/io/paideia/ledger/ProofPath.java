package io.paideia.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the steps from one leaf of a {@link Merkle} tree to its root while the leaves pass by, and
 * keeps a few nodes per level, however many leaves there are. At each level the neighbour is the
 * root of those leaves whose place differs from the proved one first at that binary digit. Confined
 * to one thread.
 */
final class ProofPath {

    private final long proved;
    private final List<Roots> neighbours = new ArrayList<>();
    private final Roots all = new Roots();
    private long place;

    /**
     * @param proved the place of the leaf, from 0
     */
    ProofPath(long proved) {
        this.proved = proved;
    }

    /** The next leaf's hash. */
    void add(byte[] leaf) {
        all.add(leaf, 0);
        if (place != proved) {
            int level = Long.SIZE - 1 - Long.numberOfLeadingZeros(place ^ proved);
            while (neighbours.size() <= level) {
                neighbours.add(new Roots());
            }
            neighbours.get(level).add(leaf, 0);
        }
        place++;
    }

    List<Merkle.Step> steps() {
        List<Merkle.Step> steps = new ArrayList<>();
        for (int level = 0; level < neighbours.size(); level++) {
            Roots neighbour = neighbours.get(level);
            if (!neighbour.isEmpty()) {
                steps.add(new Merkle.Step(neighbour.root(), (proved >> level & 1) == 1));
            }
        }
        return steps;
    }

    /** The root of all leaves. */
    Hash root() {
        return all.root();
    }
}

package io.paideia.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree over a block's leaves: an inner node is SHA-256(0x01 || left || right), a node
 * without a neighbour rises as it is. That is the tree of RFC 6962, section 2.1. Stateless.
 */
final class Merkle {

    private static final byte NODE = 1;

    private Merkle() {}

    /** One step from a leaf to the root: the neighbour, and on which side it stands. */
    record Step(Hash neighbour, boolean left) {}

    /** The root; of no leaves, the hash of nothing. */
    static Hash root(List<Hash> leaves) {
        MessageDigest digest = Hash.digest();
        if (leaves.isEmpty()) {
            return Hash.of(digest.digest());
        }
        List<Hash> level = leaves;
        while (level.size() > 1) {
            level = above(level, digest);
        }
        return level.getFirst();
    }

    /** What proves, together with the leaf at this place, that it is in the tree. */
    static List<Step> proof(List<Hash> leaves, int place) {
        MessageDigest digest = Hash.digest();
        List<Step> steps = new ArrayList<>();
        List<Hash> level = leaves;
        int at = place;
        while (level.size() > 1) {
            int neighbour = at ^ 1;
            if (neighbour < level.size()) {
                steps.add(new Step(level.get(neighbour), neighbour < at));
            }
            level = above(level, digest);
            at >>= 1;
        }
        return steps;
    }

    /** The root to which a leaf's proof leads. */
    static Hash climb(Hash leaf, List<Step> proof) {
        MessageDigest digest = Hash.digest();
        Hash node = leaf;
        for (Step step : proof) {
            node =
                    step.left()
                            ? node(step.neighbour(), node, digest)
                            : node(node, step.neighbour(), digest);
        }
        return node;
    }

    private static List<Hash> above(List<Hash> level, MessageDigest digest) {
        List<Hash> above = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i + 1 < level.size(); i += 2) {
            above.add(node(level.get(i), level.get(i + 1), digest));
        }
        if (level.size() % 2 == 1) {
            above.add(level.getLast());
        }
        return above;
    }

    private static Hash node(Hash left, Hash right, MessageDigest digest) {
        digest.update(NODE);
        left.into(digest);
        right.into(digest);
        return Hash.of(digest.digest());
    }
}

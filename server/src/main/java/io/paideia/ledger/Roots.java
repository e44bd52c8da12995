package io.paideia.ledger;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * The root of a {@link Merkle} tree whose leaves come one after the other; it keeps one node per
 * level, however many leaves there are. Confined to one thread.
 */
final class Roots {

    private static final byte NODE = 1;
    private static final int LEVELS = 63;

    private final MessageDigest digest = Hash.digest();

    /** Byte 0 tells a node; then two children of which the left one is the level's open node. */
    private final byte[][] open = new byte[LEVELS][1 + 2 * Hash.LENGTH];

    private long count;

    Roots() {
        for (byte[] level : open) {
            level[0] = NODE;
        }
    }

    void clear() {
        count = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Adds the leaf whose hash begins there. */
    void add(byte[] leaves, int at) {
        int level = 0;
        byte[] from = leaves;
        int offset = at;
        long full = count;
        while ((full & 1) == 1) {
            byte[] node = open[level];
            System.arraycopy(from, offset, node, 1 + Hash.LENGTH, Hash.LENGTH);
            level++;
            // The new node goes straight to where the level above keeps its open one, unless that
            // is taken: then it passes through its right place.
            full >>= 1;
            int to = (full & 1) == 1 ? 1 + Hash.LENGTH : 1;
            digest(node, open[level], to);
            from = open[level];
            offset = to;
        }
        if (level == 0) {
            System.arraycopy(from, offset, open[0], 1, Hash.LENGTH);
        }
        count++;
    }

    /** The root of all leaves since it was cleared. */
    Hash root() {
        if (count == 0) {
            return Hash.of(digest.digest());
        }
        byte[] right = new byte[1 + 2 * Hash.LENGTH];
        right[0] = NODE;
        boolean begun = false;
        for (int level = 0; level < LEVELS; level++) {
            if ((count >> level & 1) == 1) {
                byte[] left = open[level];
                if (begun) {
                    System.arraycopy(right, 1, right, 1 + Hash.LENGTH, Hash.LENGTH);
                    System.arraycopy(left, 1, right, 1, Hash.LENGTH);
                    digest(right, right, 1);
                } else {
                    System.arraycopy(left, 1, right, 1, Hash.LENGTH);
                    begun = true;
                }
            }
        }
        byte[] root = new byte[Hash.LENGTH];
        System.arraycopy(right, 1, root, 0, Hash.LENGTH);
        return Hash.of(root);
    }

    private void digest(byte[] node, byte[] into, int at) {
        digest.update(node);
        try {
            digest.digest(into, at, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
    }
}

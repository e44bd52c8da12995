package io.paideia.ledger;

import java.util.Random;

/**
 * Compares two sets of marks without keeping them: the sum of a keyed mixture of each, 128 bits
 * wide, does not depend on their order. The key is drawn anew each time, so nobody can choose rows
 * whose sums meet. Confined to one thread.
 */
final class MarkSum {

    private final long firstKey;
    private final long secondKey;
    private long first;
    private long second;
    private long count;

    MarkSum(Random random) {
        this(random.nextLong(), random.nextLong());
    }

    private MarkSum(long firstKey, long secondKey) {
        this.firstKey = firstKey;
        this.secondKey = secondKey;
    }

    /** Another one, empty, which can be compared with this one. */
    MarkSum sibling() {
        return new MarkSum(firstKey, secondKey);
    }

    void add(long account, long at, long sequence, long transfer, long debits) {
        first += mix(mix(mix(mix(mix(account ^ firstKey) ^ at) ^ sequence) ^ transfer) ^ debits);
        second += mix(mix(mix(mix(mix(debits ^ secondKey) ^ transfer) ^ sequence) ^ at) ^ account);
        count++;
    }

    boolean sameAs(MarkSum other) {
        return first == other.first && second == other.second && count == other.count;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014), a bijection. */
    private static long mix(long value) {
        long z = value + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}

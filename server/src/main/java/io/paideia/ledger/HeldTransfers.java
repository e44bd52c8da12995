package io.paideia.ledger;

/**
 * Pending transfers that nobody resolved yet, by id: an open hash table without objects, because
 * millions may be open. Confined to one thread.
 */
final class HeldTransfers {

    static final int NUMBER = 2;
    static final int DEBIT = 3;
    static final int CREDIT = 4;
    static final int AMOUNT = 5;
    static final int EXPIRES_AT = 6;

    private static final int WIDTH = 7;

    private long[] table = new long[1024 * WIDTH];
    private int capacity = 1024;
    private int size;

    /** What one entry is copied into. */
    static long[] entry() {
        return new long[WIDTH];
    }

    void add(
            long high,
            long low,
            long number,
            long debit,
            long credit,
            long amount,
            long expiresAt) {
        if (size * 2 >= capacity) {
            grow();
        }
        int at = place(high, low);
        if (table[at + NUMBER] == 0) {
            size++;
        }
        table[at] = high;
        table[at + 1] = low;
        table[at + NUMBER] = number;
        table[at + DEBIT] = debit;
        table[at + CREDIT] = credit;
        table[at + AMOUNT] = amount;
        table[at + EXPIRES_AT] = expiresAt;
    }

    /** Takes it out into the array; false if there is none. */
    boolean take(long high, long low, long[] into) {
        int at = place(high, low);
        if (table[at + NUMBER] == 0) {
            return false;
        }
        System.arraycopy(table, at, into, 0, WIDTH);
        close(at);
        size--;
        return true;
    }

    /** One by one, in no order. */
    interface Visitor {
        void visit(long high, long low, long number, long expiresAt);
    }

    void forEach(Visitor visitor) {
        for (int at = 0; at < table.length; at += WIDTH) {
            if (table[at + NUMBER] != 0) {
                visitor.visit(table[at], table[at + 1], table[at + NUMBER], table[at + EXPIRES_AT]);
            }
        }
    }

    private int place(long high, long low) {
        int at = home(high, low);
        while (table[at + NUMBER] != 0 && (table[at] != high || table[at + 1] != low)) {
            at = next(at);
        }
        return at;
    }

    /** Moves up what would not be found behind the gap any more. */
    private void close(int emptied) {
        int gap = emptied;
        for (int at = next(gap); table[at + NUMBER] != 0; at = next(at)) {
            int home = home(table[at], table[at + 1]);
            boolean between = gap < at ? gap < home && home <= at : gap < home || home <= at;
            if (!between) {
                System.arraycopy(table, at, table, gap, WIDTH);
                gap = at;
            }
        }
        table[gap + NUMBER] = 0;
    }

    private int home(long high, long low) {
        long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E37_79B9_7F4A_7C15L;
        return (int) ((mixed >>> 32) & (capacity - 1)) * WIDTH;
    }

    private int next(int at) {
        int next = at + WIDTH;
        return next == table.length ? 0 : next;
    }

    private void grow() {
        long[] old = table;
        capacity *= 2;
        table = new long[Math.multiplyExact(capacity, WIDTH)];
        size = 0;
        for (int at = 0; at < old.length; at += WIDTH) {
            if (old[at + NUMBER] != 0) {
                add(
                        old[at],
                        old[at + 1],
                        old[at + NUMBER],
                        old[at + DEBIT],
                        old[at + CREDIT],
                        old[at + AMOUNT],
                        old[at + EXPIRES_AT]);
            }
        }
    }
}

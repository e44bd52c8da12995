package io.paideia.ledger;

import io.paideia.database.BinaryRow;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Makes the canonical bytes of a sealed row straight out of its binary form, whose columns come in
 * the canonical order, and hashes them. Written apart from {@link Leaves}, which the ledger writes
 * with: a mistake there would be found here. Confined to one thread.
 */
final class RowLeaf {

    /** What is sealed of a transfer, in order; other columns may follow. */
    static final String TRANSFER =
            "number, debit, credit, amount, debit_sequence, credit_sequence, debit_previous,"
                    + " credit_previous, debit_balance, credit_balance, at, id, resolves,"
                    + " expires_at, asked, phase, kind, reference";

    static final String ACCOUNT =
            "number, id, opened_at, debits_limited, credits_limited, currency, code";
    static final String CHANGE = "account, frozen, closed";
    static final String REFUSAL = "id, content, outcome";

    private static final byte LEAF = 0;
    private static final int LONGEST_FIXED = 20;

    private final byte tag;
    private final String types;
    private final MessageDigest digest = Hash.digest();
    private final BinaryRow row = new BinaryRow();
    private byte[] bytes = new byte[512];

    /**
     * @param types of the columns: n a number, t a time, u a uuid, f a flag, s a text, b bytes
     */
    private RowLeaf(char tag, String types) {
        this.tag = (byte) tag;
        this.types = types;
    }

    static RowLeaf transfer() {
        return new RowLeaf('t', "nnnnnnnnnntuutnsss");
    }

    static RowLeaf account() {
        return new RowLeaf('a', "nutffss");
    }

    static RowLeaf change() {
        return new RowLeaf('f', "nff");
    }

    static RowLeaf refusal() {
        return new RowLeaf('r', "ubs");
    }

    /** The hash of the row's leaf, into the array. */
    void hash(byte[] of, byte[] into, int at) {
        int length = fill(of);
        digest.update(bytes, 0, length);
        try {
            digest.digest(into, at, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
    }

    /** The canonical bytes themselves. */
    byte[] canonical(byte[] of) {
        int length = fill(of);
        return Arrays.copyOf(bytes, length);
    }

    private int fill(byte[] of) {
        if (bytes.length < of.length + types.length() * LONGEST_FIXED) {
            bytes = new byte[of.length * 2 + types.length() * LONGEST_FIXED];
        }
        row.on(of);
        bytes[0] = LEAF;
        bytes[1] = tag;
        int to = 2;
        for (int i = 0; i < types.length(); i++) {
            to =
                    switch (types.charAt(i)) {
                        case 't' -> number(row.time(), to);
                        case 'u' -> fixed(16, to);
                        case 'f' -> fixed(1, to);
                        case 's', 'b' -> sized(to);
                        default -> fixed(8, to);
                    };
        }
        return to;
    }

    /** A missing one is zeros. */
    private int fixed(int width, int to) {
        if (row.length() < 0) {
            Arrays.fill(bytes, to, to + width, (byte) 0);
        } else {
            System.arraycopy(row.bytes(), row.position(), bytes, to, width);
            row.advance(width);
        }
        return to + width;
    }

    private int number(long value, int to) {
        BinaryRow.put(bytes, to, value == BinaryRow.ABSENT ? 0 : value);
        return to + Long.BYTES;
    }

    /** With its length in front, -1 if it is missing, as in the binary form. */
    private int sized(int to) {
        int from = row.position();
        int length = Math.max(0, row.length());
        System.arraycopy(row.bytes(), from, bytes, to, Integer.BYTES + length);
        row.advance(length);
        return to + Integer.BYTES + length;
    }
}

package io.paideia.database;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the columns of one row in the binary format, one after the other, without making objects of
 * them. One reader is used for many rows. Confined to one thread.
 */
public final class BinaryRow {

    /** What {@link #number} and {@link #time} give for NULL. */
    public static final long ABSENT = Long.MIN_VALUE;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = {};
    private int at;

    /** Goes to the first column of this row. */
    public BinaryRow on(byte[] row) {
        bytes = row;
        at = 2;
        return this;
    }

    /** The bytes of the row. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the next column begins, with the length of its value. */
    public int position() {
        return at;
    }

    /** A smallint, integer or bigint. */
    public long number() {
        int length = length();
        int from = at;
        at += Math.max(0, length);
        return switch (length) {
            case 8 -> (long) LONGS.get(bytes, from);
            case 4 -> (int) INTS.get(bytes, from);
            case 2 -> (short) SHORTS.get(bytes, from);
            case -1 -> ABSENT;
            default -> throw new IllegalStateException("A number of " + length + " bytes");
        };
    }

    /** Microseconds since 1970, UTC. */
    public long time() {
        long time = number();
        return time == ABSENT ? ABSENT : time + BinaryCopy.EPOCH;
    }

    /** A boolean; NULL is false. */
    public boolean flag() {
        int length = length();
        int from = at;
        at += Math.max(0, length);
        return length == 1 && bytes[from] != 0;
    }

    public @Nullable UUID uuid() {
        int length = length();
        if (length < 0) {
            return null;
        }
        UUID value = new UUID((long) LONGS.get(bytes, at), (long) LONGS.get(bytes, at + 8));
        at += length;
        return value;
    }

    /** The uuid's halves into the array; both are 0 for NULL, and then the answer is false. */
    public boolean uuid(long[] halves) {
        int length = length();
        if (length < 0) {
            halves[0] = 0;
            halves[1] = 0;
            return false;
        }
        halves[0] = (long) LONGS.get(bytes, at);
        halves[1] = (long) LONGS.get(bytes, at + 8);
        at += length;
        return true;
    }

    public @Nullable String text() {
        int length = length();
        if (length < 0) {
            return null;
        }
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return value;
    }

    public byte @Nullable [] binary() {
        int length = length();
        if (length < 0) {
            return null;
        }
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    /** Which of these words the text is, or -1. */
    public int oneOf(byte[]... words) {
        int from = at + 4;
        int length = Math.max(0, length());
        at += length;
        for (int i = 0; i < words.length; i++) {
            if (Arrays.equals(words[i], 0, words[i].length, bytes, from, from + length)) {
                return i;
            }
        }
        return -1;
    }

    /** Goes on by so many bytes, after {@link #length} told how many a value has. */
    public void advance(int length) {
        at += length;
    }

    /** Writes a number big-endian, as it stands in rows. */
    public static void put(byte[] into, int at, long value) {
        LONGS.set(into, at, value);
    }

    public BinaryRow skip() {
        // In two steps: reading the length moves on too.
        int length = length();
        at += Math.max(0, length);
        return this;
    }

    /** The length of the next column's value, whose bytes begin at {@link #position} then. */
    public int length() {
        int length = (int) INTS.get(bytes, at);
        at += 4;
        return length;
    }
}

package io.paideia.channels;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads on until there is more than there may be, which is an error: what was unpacked has no
 * length that could be believed. For one thread.
 */
public final class Bounded extends FilterInputStream {

    /** A day of a few million payments; bills are far smaller. */
    private static final long MOST_BYTES = 1L << 30;

    /** No line of a bill comes near this. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final long longestLine;
    private long left;
    private long line;

    private Bounded(InputStream in, long mostBytes, long longestLine) {
        super(in);
        this.left = mostBytes;
        this.longestLine = longestLine;
    }

    /** A bill that is not text yet. */
    public static InputStream bill(InputStream in) {
        return new Bounded(in, MOST_BYTES, Long.MAX_VALUE);
    }

    /** A bill's text, in which a line feed ends each line and is no part of another character. */
    public static InputStream lines(InputStream in) {
        return new Bounded(in, MOST_BYTES, LONGEST_LINE);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        left -= Math.max(count, 0);
        if (left < 0) {
            throw new IOException("The bill is larger than any");
        }
        for (int i = offset; i < offset + count; i++) {
            line = bytes[i] == '\n' ? 0 : line + 1;
            if (line > longestLine) {
                throw new IOException("A line of the bill is longer than any");
            }
        }
        return count;
    }

    /** Counts what is skipped, too. */
    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(count, 8192)];
        return Math.max(read(skipped, 0, skipped.length), 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

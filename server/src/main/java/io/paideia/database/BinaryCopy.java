package io.paideia.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for one table by COPY in the binary format, the cheapest way in: no array is unpacked, and
 * the server writes many rows per page at once. Rows are gathered in memory until {@link #send};
 * each has the same number of columns, given in order. Confined to one thread.
 *
 * <p>Source: PostgreSQL manual, COPY, "Binary Format".
 */
public final class BinaryCopy {

    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** Microseconds from 1970 to 2000, where PostgreSQL's time begins. */
    static final long EPOCH = 946_684_800_000_000L;

    static final int SIGNATURE_LENGTH = SIGNATURE.length;

    private static final int NULL = -1;
    private static final short END = -1;

    private final Connection connection;
    private final String statement;
    private final short columns;
    private ByteBuffer bytes;

    /**
     * Rows for these columns of the table.
     *
     * @param target as COPY wants it: {@code schema.table (column, …)}
     * @param expected how many rows will come, about
     */
    public BinaryCopy(Connection connection, String target, int columns, int expected) {
        this.connection = connection;
        this.statement = "COPY " + target + " FROM STDIN (FORMAT binary)";
        this.columns = (short) columns;
        this.bytes = ByteBuffer.allocate(64 + expected * (columns * 12 + 48));
        bytes.put(SIGNATURE);
    }

    /** Begins a row. */
    public BinaryCopy row() {
        room(2).putShort(columns);
        return this;
    }

    public BinaryCopy number(long value) {
        room(12).putInt(8).putLong(value);
        return this;
    }

    public BinaryCopy numberOrNull(@Nullable Long value) {
        return value == null ? none() : number(value);
    }

    /** To the microsecond. */
    public BinaryCopy time(@Nullable Instant value) {
        return value == null ? none() : number(Times.micros(value) - EPOCH);
    }

    public BinaryCopy uuid(@Nullable UUID value) {
        if (value == null) {
            return none();
        }
        room(20).putInt(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits());
        return this;
    }

    public BinaryCopy text(@Nullable String value) {
        if (value == null) {
            return none();
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        room(4 + text.length).putInt(text.length).put(text);
        return this;
    }

    /**
     * Sends the rows and waits until the server has them.
     *
     * @return how many rows it took
     */
    public long send() throws SQLException {
        room(2).putShort(END);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        try {
            copy.writeToCopy(bytes.array(), 0, bytes.position());
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** Whether the bytes begin as a file of this format without extensions does. */
    static boolean isSignature(byte[] bytes) {
        return Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    private BinaryCopy none() {
        room(4).putInt(NULL);
        return this;
    }

    private ByteBuffer room(int wanted) {
        if (bytes.remaining() < wanted) {
            int position = bytes.position();
            bytes =
                    ByteBuffer.wrap(
                                    Arrays.copyOf(
                                            bytes.array(),
                                            Math.max(position + wanted, position * 2)))
                            .position(position);
        }
        return bytes;
    }
}

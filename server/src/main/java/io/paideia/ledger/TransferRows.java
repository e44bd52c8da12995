package io.paideia.ledger;

import io.paideia.database.BinaryRow;
import io.paideia.database.BinaryRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The transfers in order of their numbers, with the hashes of their leaves. One thread reads them,
 * others hash them, the caller takes them; between them stand at most {@link #AHEAD} pieces. The
 * caller's side is confined to one thread; the connection belongs to this until it is closed.
 */
final class TransferRows implements AutoCloseable {

    /** What {@link #number} gives after the last row. */
    static final long END = Long.MAX_VALUE;

    private static final int PIECE = 2_048;
    private static final int AHEAD = 16;

    private final Connection connection;
    private final BlockingQueue<Future<Piece>> ahead = new ArrayBlockingQueue<>(AHEAD);
    private final ExecutorService hashers;
    private final ThreadLocal<RowLeaf> leaf = ThreadLocal.withInitial(RowLeaf::transfer);
    private final Thread reader;
    private final BinaryRow row = new BinaryRow();
    private Piece piece = new Piece();
    private int place;

    private static final class Piece {
        private final byte[][] rows = new byte[PIECE][];
        private byte[] leaves = {};
        private int size;
    }

    TransferRows(Connection connection, String where) throws SQLException {
        this.connection = connection;
        BinaryRows rows =
                BinaryRows.of(
                        connection,
                        "SELECT "
                                + RowLeaf.TRANSFER
                                + " FROM ledger.transfer "
                                + where
                                + " ORDER BY number");
        hashers =
                Executors.newFixedThreadPool(
                        Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
                        Thread.ofPlatform().daemon().name("verify-hash-", 1).factory());
        reader = Thread.ofPlatform().daemon().name("verify-read").start(() -> read(rows));
        advance();
    }

    /** The number of the row at hand. */
    long number() {
        return piece.size == 0 ? END : row.on(piece.rows[place]).number();
    }

    /** The row at hand, at its first column. */
    BinaryRow row() {
        return row.on(piece.rows[place]);
    }

    /** Where the hash of its leaf begins in {@link #leaves}. */
    int leaf() {
        return place * Hash.LENGTH;
    }

    byte[] leaves() {
        return piece.leaves;
    }

    /** Goes to the next row. */
    void advance() throws SQLException {
        if (++place < piece.size) {
            return;
        }
        try {
            piece = ahead.take().get();
            place = 0;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException broken) {
                throw broken;
            }
            throw new IllegalStateException("Cannot read the transfers", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading the transfers", e);
        }
    }

    /** Ends at once, also in the middle. */
    @Override
    public void close() throws SQLException {
        reader.interrupt();
        hashers.shutdownNow();
        connection.abort(Runnable::run);
    }

    /** The last piece is empty. */
    private void read(BinaryRows rows) {
        try {
            Piece next;
            do {
                next = new Piece();
                byte[] bytes;
                while (next.size < PIECE && (bytes = rows.next()) != null) {
                    next.rows[next.size++] = bytes;
                }
                Piece full = next;
                ahead.put(hashers.submit(() -> hash(full)));
                if (full.size > 0 && full.size < PIECE) {
                    ahead.put(CompletableFuture.completedFuture(new Piece()));
                    return;
                }
            } while (next.size > 0);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Exception cause) {
        try {
            ahead.put(CompletableFuture.failedFuture(cause));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Piece hash(Piece of) {
        RowLeaf own = leaf.get();
        of.leaves = new byte[of.size * Hash.LENGTH];
        for (int i = 0; i < of.size; i++) {
            own.hash(of.rows[i], of.leaves, i * Hash.LENGTH);
        }
        return of;
    }
}

package io.paideia.lane;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes a lane's batches.
 *
 * <p>A lost connection or a conflict means: the same batch again, on a new connection if need be,
 * until patience ends. Any other error means that some command breaks: once more on fresh reads,
 * then in halves, until it stands alone.
 */
final class LaneWriter {

    private static final Logger log = LoggerFactory.getLogger(LaneWriter.class);

    private final Book book;
    private final LaneSettings settings;
    private final LaneMeters meters;
    private final WriterConnection connection;

    LaneWriter(Book book, LaneSettings settings, LaneMeters meters) {
        this.book = book;
        this.connection = new WriterConnection(book);
        this.settings = settings;
        this.meters = meters;
    }

    void run(BlockingQueue<Ticket<?, ?>> queue) {
        List<Ticket<?, ?>> batch = new ArrayList<>(settings.batch());
        boolean open = true;
        while (open) {
            batch.clear();
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                // Only close() ends a lane, after all accepted commands; an interrupt from
                // elsewhere must not.
                continue;
            }
            queue.drainTo(batch, settings.batch() - 1);
            if (batch.getLast().isEnd()) {
                batch.removeLast();
                open = false;
            }
            if (!batch.isEmpty()) {
                answerAll(batch);
            }
        }
        connection.close();
    }

    /** Answers every ticket, whatever happens; the thread must outlive even a lack of memory. */
    private void answerAll(List<Ticket<?, ?>> batch) {
        try {
            answer(batch);
        } catch (RuntimeException | Error e) {
            batch.forEach(
                    ticket ->
                            ticket.answer()
                                    .completeExceptionally(new LaneException.Unavailable(e)));
            log.error("Lane {} could not answer a batch", book.name(), e);
        }
    }

    private void answer(List<Ticket<?, ?>> batch) {
        @Nullable Object[] results;
        try {
            results = write(batch);
        } catch (SQLException e) {
            LaneException unavailable = new LaneException.Unavailable(e);
            batch.forEach(ticket -> ticket.answer().completeExceptionally(unavailable));
            return;
        } catch (RuntimeException | Error e) {
            halve(batch, e instanceof BrokenBatch broken ? broken.sql : e);
            return;
        }
        for (int i = 0; i < results.length; i++) {
            complete(batch.get(i), results[i]);
        }
    }

    private void halve(List<Ticket<?, ?>> batch, Throwable cause) {
        if (batch.size() == 1) {
            log.error(
                    "A command breaks its batch: {}",
                    batch.getFirst().handler().getClass().getName(),
                    cause);
            batch.getFirst().answer().completeExceptionally(new LaneException.Failed(cause));
            return;
        }
        int middle = batch.size() / 2;
        answer(batch.subList(0, middle));
        answer(batch.subList(middle, batch.size()));
    }

    /**
     * Writes the batch, patiently; throws SQLException when patience ends, anything else when it
     * breaks twice. Once it returns, nothing may run the batch again.
     */
    private @Nullable Object[] write(List<Ticket<?, ?>> batch) throws SQLException {
        long deadline = System.nanoTime() + settings.patience().toNanos();
        @Nullable Object[] results = new @Nullable Object[batch.size()];
        Book.@Nullable CommitInDoubt doubt = null;
        boolean again = false;
        while (true) {
            try {
                if (doubt == null || !book.tookEffect(connection.open(), doubt)) {
                    doubt = null;
                    commit(batch, results);
                }
                return results;
            } catch (SQLException e) {
                if (e instanceof Book.CommitInDoubt unknown) {
                    doubt = unknown;
                }
                Trouble trouble = Trouble.of(e);
                if (trouble == Trouble.BROKEN_COMMAND) {
                    if (again) {
                        throw new BrokenBatch(e);
                    }
                    again = true;
                } else {
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                    pause(trouble, e);
                }
            } catch (RuntimeException e) {
                if (again) {
                    throw e;
                }
                again = true;
            }
        }
    }

    private void commit(List<Ticket<?, ?>> batch, @Nullable Object[] results) throws SQLException {
        long started = System.nanoTime();
        book.transact(
                connection.open(),
                transaction -> {
                    handle(batch, transaction, results);
                    return results;
                });
        meters.committed(batch, started);
    }

    /**
     * Hands each handler its commands as one list, the handlers in the order of their first
     * command.
     */
    private static void handle(
            List<Ticket<?, ?>> batch, Batch transaction, @Nullable Object[] results)
            throws SQLException {
        Map<Handler<?, ?>, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            groups.computeIfAbsent(batch.get(i).handler(), handler -> new ArrayList<>()).add(i);
        }
        for (Map.Entry<Handler<?, ?>, List<Integer>> group : groups.entrySet()) {
            List<Integer> places = group.getValue();
            List<?> answers =
                    invoke(
                            group.getKey(),
                            places.stream().map(place -> batch.get(place).command()).toList(),
                            transaction);
            for (int i = 0; i < places.size(); i++) {
                results[places.get(i)] = answers.get(i);
            }
        }
    }

    @SuppressWarnings(
            "unchecked") // a ticket's handler and command were typed together when it was made
    private static List<?> invoke(Handler<?, ?> handler, List<?> commands, Batch transaction)
            throws SQLException {
        List<?> answers =
                ((Handler<Object, ?>) handler).handle((List<Object>) commands, transaction);
        if (answers.size() != commands.size()) {
            throw new IllegalStateException(
                    handler.getClass().getName()
                            + " answered "
                            + answers.size()
                            + " of "
                            + commands.size()
                            + " commands");
        }
        return answers;
    }

    @SuppressWarnings("unchecked") // as above, for the result
    private static void complete(Ticket<?, ?> ticket, @Nullable Object result) {
        ((Ticket<?, @Nullable Object>) ticket).answer().complete(result);
    }

    private void pause(Trouble trouble, SQLException e) {
        // A stray interrupt would make every pause end at once.
        if (Thread.interrupted()) {
            log.debug("Lane {} ignores an interrupt", book.name());
        }
        if (trouble == Trouble.LOST_CONNECTION) {
            log.warn("Lane {} lost its connection, trying again: {}", book.name(), e.getMessage());
            connection.close();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        } else {
            log.info("Lane {} met a conflict, trying again: {}", book.name(), e.getMessage());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** An SQL error that came twice: some command of the batch causes it. */
    private static final class BrokenBatch extends RuntimeException {

        private final SQLException sql;

        BrokenBatch(SQLException cause) {
            super(cause);
            this.sql = cause;
        }
    }
}

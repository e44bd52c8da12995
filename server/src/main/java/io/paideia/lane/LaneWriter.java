package io.paideia.lane;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a lane's batches. Confined to the lane's thread, or to whoever drives it.
 *
 * <p>A lost connection or a conflict means: the same batch again, on a new connection if need be,
 * until patience ends. Any other error means that some command breaks: once more on fresh reads,
 * then in halves, until it stands alone. While it is in doubt whether a commit took effect, nothing
 * is run again, whatever goes wrong.
 */
final class LaneWriter {

    private static final Logger log = LoggerFactory.getLogger(LaneWriter.class);

    private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CONFLICT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Transactions book;
    private final Intake intake;
    private final LaneSettings settings;
    private final LaneMeters meters;
    private final LongSupplier nanos;

    /** The batch at work. The list is kept, so that taking one needs no memory. */
    private final List<Ticket<?, ?>> taken;

    /** What is left to write of it, in order. */
    private final Deque<Part> parts = new ArrayDeque<>();

    LaneWriter(
            Transactions book,
            Intake intake,
            LaneSettings settings,
            LaneMeters meters,
            LongSupplier nanos) {
        this.book = book;
        this.intake = intake;
        this.settings = settings;
        this.taken = new ArrayList<>(settings.batch());
        this.meters = meters;
        this.nanos = nanos;
    }

    /** Writes until the lane is closed and everything is answered. */
    void run() {
        while (!ended()) {
            if (parts.isEmpty()) {
                // Only close() ends a lane, after all accepted commands.
                intake.await();
            }
            pause(step());
        }
        book.close();
    }

    boolean ended() {
        return parts.isEmpty() && intake.ended();
    }

    boolean busy() {
        return !parts.isEmpty() || !intake.isEmpty();
    }

    /**
     * One try at what is to be written first, which is taken from the queue if nothing is at work.
     * Outlives whatever happens, even a lack of memory. Returns how long to pause.
     */
    long step() {
        long pauseNanos = 0;
        try {
            if (parts.isEmpty()) {
                take();
            }
            if (!parts.isEmpty()) {
                pauseNanos = write(parts.getFirst());
            }
        } catch (RuntimeException | Error e) {
            LaneException unavailable = new LaneException.Unavailable(e);
            taken.forEach(ticket -> ticket.answer().completeExceptionally(unavailable));
            parts.clear();
            log.error("Lane {} could not answer a batch", book.name(), e);
        }
        if (parts.isEmpty()) {
            taken.clear();
        }
        return pauseNanos;
    }

    private void take() {
        intake.take(taken, settings.batch());
        if (!taken.isEmpty()) {
            parts.add(new Part(taken));
        }
    }

    private long write(Part part) {
        part.begin(nanos.getAsLong(), settings.patience().toNanos());
        long started = nanos.getAsLong();
        book.lockWithin(part.patienceLeft(started));
        try {
            if (!tookEffect(part)) {
                commit(part);
            }
        } catch (SQLException e) {
            return afterTrouble(part, e);
        } catch (RuntimeException | Error e) {
            afterBug(part, e);
            return 0;
        }
        // Nothing may run the part again from here on.
        parts.removeFirst();
        meters.committed(part.tickets(), started, nanos.getAsLong());
        part.complete();
        return 0;
    }

    /** Whether an earlier try of this part took effect; leaves it without a doubt. */
    private boolean tookEffect(Part part) throws SQLException {
        CommitInDoubt doubt = part.doubt;
        if (doubt == null) {
            return false;
        }
        boolean effect = book.tookEffect(doubt);
        part.doubt = null;
        return effect;
    }

    private void commit(Part part) throws SQLException {
        try {
            book.transact(
                    transaction -> {
                        part.handle(transaction);
                        return part;
                    });
        } catch (CommitInDoubt doubt) {
            part.doubt = doubt;
            throw doubt;
        }
    }

    /** Returns how long to pause before the next try, if there is to be one. */
    private long afterTrouble(Part part, SQLException e) {
        Trouble trouble = Trouble.of(e);
        if (trouble == Trouble.BROKEN_COMMAND && part.doubt == null) {
            afterBreak(part, e);
            return 0;
        }
        if (part.outOfPatience(nanos.getAsLong())) {
            giveUp(part, e);
            return 0;
        }
        if (trouble == Trouble.CONFLICT) {
            log.info("Lane {} met a conflict, trying again: {}", book.name(), e.getMessage());
            return CONFLICT_NANOS;
        }
        log.warn("Lane {} lost its connection, trying again: {}", book.name(), e.getMessage());
        book.close();
        return RECONNECT_NANOS;
    }

    private void afterBug(Part part, Throwable e) {
        if (part.doubt != null) {
            giveUp(part, e);
        } else if (e instanceof Error) {
            halve(part, e);
        } else {
            afterBreak(part, e);
        }
    }

    /** Some command breaks the part, or what it was decided on was odd just once. */
    private void afterBreak(Part part, Throwable e) {
        if (part.again) {
            halve(part, e);
        }
        part.again = true;
    }

    private void halve(Part part, Throwable cause) {
        parts.removeFirst();
        if (part.tickets().size() > 1) {
            part.halves().reversed().forEach(parts::addFirst);
            return;
        }
        log.error(
                "A command breaks its batch: {}",
                part.tickets().getFirst().handler().getClass().getName(),
                cause);
        part.refuse(new LaneException.Failed(cause));
    }

    private void giveUp(Part part, Throwable cause) {
        parts.removeFirst();
        part.refuse(new LaneException.Unavailable(cause));
    }

    private void pause(long pauseNanos) {
        if (pauseNanos > 0) {
            // A stray interrupt would make every pause end at once.
            if (Thread.interrupted()) {
                log.debug("Lane {} ignores an interrupt", book.name());
            }
            LockSupport.parkNanos(pauseNanos);
        }
    }
}

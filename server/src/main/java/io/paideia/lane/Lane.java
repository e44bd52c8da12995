package io.paideia.lane;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * A queue with one writer. While one batch commits, the next gathers; there is no timer, so a
 * single caller waits for nothing and a crowd shares one commit. Thread-safe: any thread may
 * submit; handlers run on the writer's thread.
 *
 * <p>What was accepted is answered: with its result, with {@link LaneException.Failed} if the
 * command itself breaks, or with {@link LaneException.Unavailable} if the database stays away
 * longer than the lane's patience. In that last case the command may have taken effect; repeating
 * it under its id is safe and tells.
 */
public final class Lane implements AutoCloseable {

    private final String name;
    private final LongSupplier nanos;
    private final Intake intake;
    private final LaneWriter writer;
    private final Thread thread;

    Lane(Transactions book, LaneSettings settings, LongSupplier nanos, MeterRegistry meters) {
        this.name = book.name();
        this.nanos = nanos;
        this.intake = new Intake(name, settings.queued());
        this.writer =
                new LaneWriter(book, intake, settings, new LaneMeters(name, intake, meters), nanos);
        this.thread = Thread.ofPlatform().name("lane-" + name).unstarted(writer::run);
    }

    /** Starts a lane on this book. */
    public static Lane start(Book book, LaneSettings settings, MeterRegistry meters) {
        Lane lane = new Lane(new WriterConnection(book), settings, System::nanoTime, meters);
        lane.thread.start();
        return lane;
    }

    /**
     * Hands in one command.
     *
     * @return completes after the commit, on the writer's thread; so continue elsewhere with what
     *     takes time
     * @throws LaneException.Full if too many commands wait already
     * @throws LaneException.Closed if the lane is shutting down
     */
    public <C, R> CompletableFuture<R> submit(Handler<C, R> handler, C command) {
        Ticket<C, R> ticket = new Ticket<>(handler, command, nanos.getAsLong());
        intake.add(List.of(ticket));
        return ticket.answer();
    }

    /**
     * Hands in a list, all or none of it accepted, and waits for its results in order. An interrupt
     * does not end the wait: what was accepted will happen, and only its answer tells what did.
     *
     * @throws IllegalArgumentException if the list is longer than the whole queue
     */
    public <C, R> List<R> call(Handler<C, R> handler, List<C> commands) {
        if (commands.size() > intake.most()) {
            throw new IllegalArgumentException(
                    commands.size() + " commands will never fit into a queue of " + intake.most());
        }
        refuseWriter();
        List<Ticket<C, R>> tickets = new ArrayList<>(commands.size());
        for (C command : commands) {
            tickets.add(new Ticket<>(handler, command, nanos.getAsLong()));
        }
        intake.add(tickets);
        return tickets.stream().map(ticket -> await(ticket.answer())).toList();
    }

    /** Hands in one command and waits for its result. */
    public <C, R> R call(Handler<C, R> handler, C command) {
        refuseWriter();
        return await(submit(handler, command));
    }

    /** Refuses new commands, answers all that were accepted, then ends the writer. */
    @Override
    public void close() {
        if (!intake.close()) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    int waiting() {
        return intake.size();
    }

    LaneWriter writer() {
        return writer;
    }

    /** A handler that waited for its own lane would wait for ever. */
    private void refuseWriter() {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("Lane " + name + " cannot wait for itself");
        }
    }

    private static <R> R await(CompletableFuture<R> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LaneException ours) {
                throw ours;
            }
            throw e;
        }
    }
}

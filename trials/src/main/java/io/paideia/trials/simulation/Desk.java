package io.paideia.trials.simulation;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.paideia.lane.DrivenLane;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.MemoryLedger;
import java.util.concurrent.CompletableFuture;

/** Where a server takes orders for one book: the real lane, a connection, handlers. */
final class Desk {

    private static final CompositeMeterRegistry NO_METERS = new CompositeMeterRegistry();

    private final World world;
    private final String book;
    private final Session session;
    private final DrivenLane lane;
    private final Witness<Command.Move> moves;
    private final Witness<Command.Note> notes;
    private final Witness<Command.Change> changes;
    private final Witness<Command.Sweep> sweeps;
    private final Witness<Command.Begin> begins;
    private final Witness<Command.Arrive> arrivals;
    private final Witness<Command.End> ends;
    private boolean stepping;
    private long wakeAt;

    Desk(World world, Server server, String book, LaneSettings settings, MemoryLedger ledger) {
        this.world = world;
        this.book = book;
        this.session = new Session(world, server, book);
        this.lane = new DrivenLane(world.flaw.in(session), settings, world::now, NO_METERS);
        Transfers transfers = new Transfers(ledger);
        this.moves = new Witness<>(world, session, Command.Move.class, transfers::move);
        this.notes = new Witness<>(world, session, Command.Note.class, new Notes(session));
        this.changes = new Witness<>(world, session, Command.Change.class, transfers::change);
        this.sweeps = new Witness<>(world, session, Command.Sweep.class, transfers::expire);
        this.begins = new Witness<>(world, session, Command.Begin.class, transfers::begin);
        this.arrivals = new Witness<>(world, session, Command.Arrive.class, transfers::arrive);
        this.ends = new Witness<>(world, session, Command.End.class, transfers::end);
    }

    CompletableFuture<Answer> submit(Submission submission) {
        return lane.lane().submit(witness(submission.command()), submission);
    }

    private Witness<?> witness(Command command) {
        return switch (command) {
            case Command.Move _ -> moves;
            case Command.Note _ -> notes;
            case Command.Change _ -> changes;
            case Command.Sweep _ -> sweeps;
            case Command.Begin _ -> begins;
            case Command.Arrive _ -> arrivals;
            case Command.End _ -> ends;
        };
    }

    String book() {
        return book;
    }

    Session session() {
        return session;
    }

    int waiting() {
        return lane.waiting();
    }

    boolean busy() {
        return lane.busy();
    }

    boolean ended() {
        return lane.ended();
    }

    boolean ready() {
        return !stepping && lane.busy() && wakeAt <= world.now();
    }

    /** When it will have something to do, or never. */
    long wakes() {
        return !stepping && lane.busy() ? wakeAt : Long.MAX_VALUE;
    }

    void step() {
        stepping = true;
        long pauseNanos = lane.step();
        stepping = false;
        wakeAt = world.now() + pauseNanos;
    }

    void close() {
        lane.lane().close();
    }
}

package io.paideia.trials.simulation;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.paideia.lane.DrivenLane;
import io.paideia.lane.LaneException;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.MemoryLedger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One life of a server: the real lane, a connection, handlers, and all that dies with it. */
final class Server {

    private static final CompositeMeterRegistry NO_METERS = new CompositeMeterRegistry();

    private final String name;
    private final World world;
    private final DrivenLane lane;
    private final int mayWait;
    private final Session session;
    private final Witness<Command.Move> moves;
    private final Witness<Command.Note> notes;
    private final Witness<Command.Change> changes;
    private final Witness<Command.Sweep> sweeps;
    private final Map<Long, Submission> waiting = new LinkedHashMap<>();
    private boolean alive = true;
    private boolean closing;
    private boolean stepping;
    private long wakeAt;

    Server(World world, String name, LaneSettings settings) {
        this.world = world;
        this.name = name;
        this.mayWait = settings.queued();
        this.session = new Session(world, this);
        MemoryLedger ledger = new MemoryLedger(batch -> session.open(batch).ledger());
        Transfers transfers = new Transfers(ledger);
        this.moves = new Witness<>(world, session, Command.Move.class, transfers::move);
        this.changes = new Witness<>(world, session, Command.Change.class, transfers::change);
        this.sweeps = new Witness<>(world, session, Command.Sweep.class, transfers::expire);
        this.notes = new Witness<>(world, session, Command.Note.class, new Notes(session));
        this.lane = new DrivenLane(world.flaw.in(session), settings, world::now, NO_METERS);
    }

    /** Hands a command in; what it throws refused the command. */
    void submit(Submission submission, Crowd crowd) throws LaneException {
        CompletableFuture<Answer> future =
                lane.lane().submit(witness(submission.command()), submission);
        if (closing) {
            world.violated("Let in after it was closed: " + submission);
        }
        if (lane.waiting() > mayWait) {
            world.violated("Lets " + lane.waiting() + " wait of " + mayWait + ": " + submission);
        }
        waiting.put(submission.number, submission);
        CompletableFuture<Answer> heard =
                future.whenComplete(
                        (answer, failure) -> {
                            // What a dead process still says is heard by nobody.
                            if (alive) {
                                waiting.remove(submission.number);
                                crowd.hears(submission, answer, failure);
                            }
                        });
        if (heard.isDone() && alive) {
            world.violated("Answered before a step was taken: " + submission);
        }
    }

    private Witness<?> witness(Command command) {
        return switch (command) {
            case Command.Move _ -> moves;
            case Command.Note _ -> notes;
            case Command.Change _ -> changes;
            case Command.Sweep _ -> sweeps;
        };
    }

    /** The database was killed; the server will notice. */
    void loseConnection() {
        session.lose();
    }

    boolean ready() {
        return alive && !stepping && lane.busy() && wakeAt <= world.now();
    }

    /** When it will have something to do, or never. */
    long wakes() {
        return alive && !stepping && lane.busy() ? wakeAt : Long.MAX_VALUE;
    }

    void step() {
        stepping = true;
        long pauseNanos = lane.step();
        stepping = false;
        wakeAt = world.now() + pauseNanos;
        end();
    }

    /** Notices that the lane has nothing left to answer and lets nothing in. */
    private void end() {
        if (alive && lane.ended()) {
            alive = false;
            world.trace(this, "has ended");
            if (!waiting.isEmpty()) {
                world.violated("Ended without an answer: " + waiting.values());
            }
        }
    }

    void stall(long nanos) {
        wakeAt = world.now() + nanos;
    }

    void close() {
        closing = true;
        lane.lane().close();
        end();
    }

    boolean closing() {
        return closing;
    }

    /** All that is in memory is lost; tells what. */
    List<Submission> die() {
        alive = false;
        List<Submission> lost = new ArrayList<>(waiting.values());
        waiting.clear();
        return lost;
    }

    boolean alive() {
        return alive;
    }

    boolean idle() {
        return !alive || !lane.busy();
    }

    @Override
    public String toString() {
        return name;
    }
}

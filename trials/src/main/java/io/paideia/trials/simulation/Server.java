package io.paideia.trials.simulation;

import io.paideia.lane.LaneException;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.MemoryLedger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One life of a server: the real lanes, one for each book, a ledger, and all that dies with it. */
final class Server {

    private final String name;
    private final World world;
    private final int mayWait;
    private final List<Desk> desks = new ArrayList<>();
    private final Map<Long, Submission> waiting = new LinkedHashMap<>();
    private boolean alive = true;
    private boolean closing;

    Server(World world, String name, LaneSettings settings) {
        this.world = world;
        this.name = name;
        this.mayWait = settings.queued();
        MemoryLedger ledger =
                new MemoryLedger(batch -> desk(batch.book()).session().open(batch).ledger());
        for (String book : Store.BOOKS) {
            desks.add(new Desk(world, this, book, settings, ledger));
        }
    }

    private Desk desk(String book) {
        return desks.get(Store.BOOKS.indexOf(book));
    }

    /** Hands a command in; what it throws refused the command. */
    void submit(Submission submission, Crowd crowd) throws LaneException {
        Desk desk = desk(submission.command().book());
        CompletableFuture<Answer> future = desk.submit(submission);
        if (closing) {
            world.violated("Let in after it was closed: " + submission);
        }
        if (desk.waiting() > mayWait) {
            world.violated("Lets " + desk.waiting() + " wait of " + mayWait + ": " + submission);
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

    List<Desk> desks() {
        return desks;
    }

    /** When it will have something to do, or never. */
    long wakes() {
        return alive
                ? desks.stream().mapToLong(Desk::wakes).min().orElse(Long.MAX_VALUE)
                : Long.MAX_VALUE;
    }

    void step(Desk desk) {
        desk.step();
        end();
    }

    /** Notices that the lanes have nothing left to answer and let nothing in. */
    private void end() {
        if (alive && desks.stream().allMatch(Desk::ended)) {
            alive = false;
            world.trace(this, "has ended");
            if (!waiting.isEmpty()) {
                world.violated("Ended without an answer: " + waiting.values());
            }
        }
    }

    void close() {
        closing = true;
        desks.forEach(Desk::close);
        end();
    }

    boolean closing() {
        return closing;
    }

    /** The database was killed; the server will notice. */
    void loseConnections() {
        desks.forEach(desk -> desk.session().lose());
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
        return !alive || desks.stream().noneMatch(Desk::busy);
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.paideia.trials.torture;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Inflicts an injury at the moment that makes it one, and brings back up what it brought down. Each
 * waits for what it needs to see; none waits for time. For one thread.
 */
final class Surgeon {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Site site;
    private final Crew crew;
    private final Docket docket;

    Surgeon(Site site, Crew crew, Docket docket) {
        this.site = site;
        this.crew = crew;
        this.docket = docket;
    }

    /**
     * From when recovery is counted.
     *
     * @param mark calls from this number on were handed in after it
     */
    record Wound(long mark, long nanos) {}

    Wound inflict(Injury injury) throws IOException, SQLException, InterruptedException {
        return switch (injury) {
            case KILL_WORKER -> killWorker();
            case KILL_WORKER_AT_COMMIT -> killWorker(Proxy.Moment.COMMIT_SENT);
            case KILL_WORKER_AFTER_COMMIT -> killWorker(Proxy.Moment.COMMIT_DONE);
            case KILL_BACKEND -> killBackend();
            case KILL_POSTMASTER -> killPostmaster();
            case KILL_POSTMASTER_AT_COMMIT -> killPostmasterAtCommit();
            case OUTAGE -> outage();
            case KILL_ALL -> killAll();
            case CUT_BEFORE_COMMIT -> cut(Proxy.Moment.COMMIT_SENT, Proxy.Fate.CUT);
            case CUT_AT_COMMIT -> cut(Proxy.Moment.COMMIT_SENT, Proxy.Fate.PASS_THEN_CUT);
            case CUT_AFTER_COMMIT -> cut(Proxy.Moment.COMMIT_DONE, Proxy.Fate.CUT);
            case LATE_COMMIT -> lateCommit();
            case STOP_WORKER -> stopWorker();
            case STOP_AND_CANCEL -> stopAndCancel();
            case STOP_AND_TERMINATE -> stopAndTerminate();
            case STOP_FOR_LONG -> stopForLong();
        };
    }

    private Wound now() {
        return new Wound(docket.next(), System.nanoTime());
    }

    private Wound killWorker() throws IOException, InterruptedException {
        Wound wound = now();
        crew.victim().kill();
        crew.replaceVictim();
        return wound;
    }

    private Wound killWorker(Proxy.Moment moment) throws IOException, InterruptedException {
        WorkerProcess victim = crew.victim();
        Wound wound =
                spring(
                        victim,
                        moment,
                        _ -> {
                            victim.kill();
                            return Proxy.Fate.CUT;
                        });
        crew.replaceVictim();
        return wound;
    }

    private Wound cut(Proxy.Moment moment, Proxy.Fate fate) throws InterruptedException {
        return spring(crew.victim(), moment, _ -> fate);
    }

    /**
     * The worker is cut off, its COMMIT is held back; it arrives only once the worker is back and
     * asks, under the book's lock, what became of it.
     */
    private Wound lateCommit() throws InterruptedException {
        WorkerProcess victim = crew.victim();
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        Wound wound =
                spring(
                        victim,
                        Proxy.Moment.COMMIT_SENT,
                        link -> {
                            link.dropClient();
                            try {
                                awaitWaiting(victim);
                            } catch (IllegalStateException | InterruptedException e) {
                                failure.set(e.toString());
                            }
                            return Proxy.Fate.PASS;
                        });
        if (failure.get() != null) {
            throw new IllegalStateException("Nobody asked about the late COMMIT: " + failure);
        }
        return wound;
    }

    /** Sets a trap and waits until somebody is in it. */
    private Wound spring(
            WorkerProcess victim, Proxy.Moment moment, Function<Link, Proxy.Fate> action)
            throws InterruptedException {
        AtomicReference<@Nullable Wound> wound = new AtomicReference<>();
        Proxy.Trap trap =
                victim.proxy()
                        .set(
                                moment,
                                link -> {
                                    wound.set(now());
                                    return action.apply(link);
                                });
        Wound made = trap.await(PATIENCE.toSeconds()) ? wound.get() : null;
        if (made == null) {
            throw new IllegalStateException("No " + moment + " of " + victim.name() + " was seen");
        }
        return made;
    }

    private Wound killBackend() throws InterruptedException {
        int pid = holder(crew.victim()).pid();
        Wound wound = now();
        Signal.KILL.to(pid);
        return wound;
    }

    private Wound killPostmaster() throws InterruptedException {
        holder(crew.victim());
        Wound wound = now();
        site.killPostmaster();
        // Its children have not noticed yet: the launcher has to cope with that.
        site.restart();
        crew.findServer();
        return wound;
    }

    /** The victim must ask what became of its transaction after another one had its number. */
    private Wound killPostmasterAtCommit() throws InterruptedException {
        List<ProcessHandle> children = Collections.synchronizedList(new ArrayList<>());
        Wound wound =
                spring(
                        crew.victim(),
                        Proxy.Moment.COMMIT_SENT,
                        _ -> {
                            children.addAll(site.killPostmaster());
                            return Proxy.Fate.CUT;
                        });
        Site.awaitEnd(List.copyOf(children));
        site.restart();
        long mark = docket.next();
        crew.other().proxy().lead(site.cluster().port());
        awaitAnswer(crew.other(), mark);
        crew.findServer();
        return wound;
    }

    private Wound outage() throws InterruptedException {
        holder(crew.victim());
        Wound wound = now();
        Site.awaitEnd(site.killPostmaster());
        if (!docket.await(() -> !docket.doubtful().isEmpty(), PATIENCE)) {
            throw new IllegalStateException("No worker says that the database is unavailable");
        }
        site.restart();
        crew.findServer();
        return wound;
    }

    private Wound killAll() throws IOException, InterruptedException {
        holder(crew.victim());
        Wound wound = now();
        List<ProcessHandle> children = site.killPostmaster();
        crew.victim().kill();
        Site.awaitEnd(children);
        site.restart();
        crew.findServer();
        crew.replaceVictim();
        return wound;
    }

    private Wound stopWorker() throws InterruptedException {
        stopInMidBatch(crew.victim());
        awaitWaiting(crew.other());
        return resume();
    }

    private Wound stopAndCancel() throws SQLException, InterruptedException {
        stopInMidBatch(crew.victim());
        Sessions.Session waiting = awaitWaiting(crew.other());
        try (Connection connection = site.connect()) {
            Sessions.cancel(connection, waiting.pid());
        }
        site.await(
                Sessions.Question.of(crew.other().proxy()),
                found -> found.stream().anyMatch(session -> waitsAnew(session, waiting)),
                "Nobody waits again after a wait that was timed out");
        return resume();
    }

    /** The other one goes on with the book, and the stopped one wakes up without knowing. */
    private Wound stopAndTerminate() throws SQLException, InterruptedException {
        int stopped = stopInMidBatch(crew.victim()).pid();
        awaitWaiting(crew.other());
        long mark = docket.next();
        try (Connection connection = site.connect()) {
            Sessions.terminate(connection, stopped);
        }
        awaitAnswer(crew.other(), mark);
        return resume();
    }

    private Wound stopForLong() throws InterruptedException {
        stopInMidBatch(crew.victim());
        awaitWaiting(crew.other());
        if (!docket.await(() -> !docket.doubtful().isEmpty(), PATIENCE)) {
            throw new IllegalStateException("The other one waits beyond its patience");
        }
        return resume();
    }

    private Wound resume() {
        Wound wound = now();
        crew.victim().resume();
        return wound;
    }

    /** Stops it again and again until it is found to hold the book while it does nothing. */
    private Sessions.Session stopInMidBatch(WorkerProcess victim) throws InterruptedException {
        Sessions.Question question = Sessions.Question.of(victim.proxy());
        for (int attempt = 0; attempt < 1_000; attempt++) {
            victim.stop();
            List<Sessions.Session> left =
                    site.await(
                            question,
                            // What the server still does for a stopped client comes to an end.
                            found ->
                                    found.stream()
                                            .allMatch(
                                                    session ->
                                                            session.holds()
                                                                    && session.waitsForClient()),
                            "The statement of a stopped worker does not end");
            if (!left.isEmpty()) {
                return left.getFirst();
            }
            victim.resume();
            // Another moment of its round: the two would go in step.
            LockSupport.parkNanos(attempt * 300_000L);
        }
        throw new IllegalStateException("Never stopped " + victim.name() + " in mid-batch");
    }

    private static boolean waitsAnew(Sessions.Session now, Sessions.Session before) {
        return !now.holds() && !now.since().equals(before.since());
    }

    private Sessions.Session holder(WorkerProcess worker) throws InterruptedException {
        return site
                .await(
                        Sessions.Question.of(worker.proxy()),
                        found -> found.stream().anyMatch(Sessions.Session::holds),
                        worker.name() + " does not take the book")
                .stream()
                .filter(Sessions.Session::holds)
                .findFirst()
                .orElseThrow();
    }

    private Sessions.Session awaitWaiting(WorkerProcess worker) throws InterruptedException {
        return site
                .await(
                        Sessions.Question.of(worker.proxy()),
                        found -> found.stream().anyMatch(session -> !session.holds()),
                        worker.name() + " does not wait for the book")
                .stream()
                .filter(session -> !session.holds())
                .findFirst()
                .orElseThrow();
    }

    private void awaitAnswer(WorkerProcess worker, long mark) throws InterruptedException {
        if (!docket.await(() -> docket.answeredSince(worker.name(), mark), PATIENCE)) {
            throw new IllegalStateException(worker.name() + " does not go on");
        }
    }
}

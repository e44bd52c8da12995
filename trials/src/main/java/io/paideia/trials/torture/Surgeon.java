package io.paideia.trials.torture;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Inflicts an injury at the moment that makes it one, and brings back up what it brought down. Each
 * waits for what it needs to see; none waits for time. What is done to PostgreSQL and what is done
 * by stopping stands elsewhere, here what is done to a worker and its connection. For one thread.
 */
final class Surgeon {

    private final Crew crew;
    private final Lookout lookout;
    private final DatabaseInjuries database;
    private final Stops stops;

    Surgeon(Site site, Crew crew, Docket docket) {
        this.crew = crew;
        this.lookout = new Lookout(site, docket);
        this.database = new DatabaseInjuries(site, crew, docket, lookout);
        this.stops = new Stops(site, crew, docket, lookout);
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
            case KILL_BACKEND -> database.killBackend();
            case KILL_POSTMASTER -> database.killPostmaster();
            case KILL_POSTMASTER_AT_COMMIT -> database.killPostmasterAtCommit();
            case OUTAGE -> database.outage();
            case KILL_ALL -> database.killAll();
            case CUT_BEFORE_COMMIT -> cut(Proxy.Moment.COMMIT_SENT, Proxy.Fate.CUT);
            case CUT_AT_COMMIT -> cut(Proxy.Moment.COMMIT_SENT, Proxy.Fate.PASS_THEN_CUT);
            case CUT_AFTER_COMMIT -> cut(Proxy.Moment.COMMIT_DONE, Proxy.Fate.CUT);
            case LATE_COMMIT -> lateCommit();
            case STOP_WORKER -> stops.stopWorker();
            case STOP_AND_CANCEL -> stops.stopAndCancel();
            case STOP_AND_TERMINATE -> stops.stopAndTerminate();
            case STOP_FOR_LONG -> stops.stopForLong();
        };
    }

    private Wound killWorker() throws IOException, InterruptedException {
        Wound wound = lookout.now();
        crew.victim().kill();
        crew.replaceVictim();
        return wound;
    }

    private Wound killWorker(Proxy.Moment moment) throws IOException, InterruptedException {
        WorkerProcess victim = crew.victim();
        Wound wound =
                lookout.spring(
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
        return lookout.spring(crew.victim(), moment, _ -> fate);
    }

    /**
     * The worker is cut off, its COMMIT is held back; it arrives only once the worker is back and
     * asks, under the book's lock, what became of it.
     */
    private Wound lateCommit() throws InterruptedException {
        WorkerProcess victim = crew.victim();
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        Wound wound =
                lookout.spring(
                        victim,
                        Proxy.Moment.COMMIT_SENT,
                        link -> {
                            link.dropClient();
                            try {
                                lookout.awaitWaiting(victim);
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
}

package io.paideia.trials.torture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Stops a worker while it holds the book, and resumes it later. For one thread. */
final class Stops {

    private final Site site;
    private final Crew crew;
    private final Docket docket;
    private final Lookout lookout;

    Stops(Site site, Crew crew, Docket docket, Lookout lookout) {
        this.site = site;
        this.crew = crew;
        this.docket = docket;
        this.lookout = lookout;
    }

    Surgeon.Wound stopWorker() throws InterruptedException {
        stopInMidBatch(crew.victim());
        lookout.awaitWaiting(crew.other());
        return resume();
    }

    Surgeon.Wound stopAndCancel() throws SQLException, InterruptedException {
        stopInMidBatch(crew.victim());
        Sessions.Session waiting = lookout.awaitWaiting(crew.other());
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
    Surgeon.Wound stopAndTerminate() throws SQLException, InterruptedException {
        int stopped = stopInMidBatch(crew.victim()).pid();
        lookout.awaitWaiting(crew.other());
        long mark = docket.next();
        try (Connection connection = site.connect()) {
            Sessions.terminate(connection, stopped);
        }
        lookout.awaitAnswer(crew.other(), mark);
        return resume();
    }

    Surgeon.Wound stopForLong() throws InterruptedException {
        stopInMidBatch(crew.victim());
        lookout.awaitWaiting(crew.other());
        lookout.awaitDoubt("The other one waits beyond its patience");
        return resume();
    }

    private Surgeon.Wound resume() {
        Surgeon.Wound wound = lookout.now();
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
}

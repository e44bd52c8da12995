package io.paideia.trials.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The workers of a site, all on one book. Those on duty are fed; who is killed is replaced by a new
 * process. For one thread.
 */
final class Crew implements AutoCloseable {

    private static final long MEANWHILE = 2_000;

    private final Site site;
    private final Docket docket;
    private final Mix mix;
    private final WorkerProcess.Terms terms;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private int onDuty;
    private int started;

    private Crew(Site site, Docket docket, Mix mix, WorkerProcess.Terms terms) {
        this.site = site;
        this.docket = docket;
        this.mix = mix;
        this.terms = terms;
    }

    static Crew start(int size, Site site, Docket docket, Mix mix, WorkerProcess.Terms terms)
            throws IOException {
        Crew crew = new Crew(site, docket, mix, terms);
        try {
            for (int i = 0; i < size; i++) {
                crew.workers.add(crew.next());
            }
            return crew;
        } catch (IOException | RuntimeException e) {
            crew.close();
            throw e;
        }
    }

    private WorkerProcess next() throws IOException {
        String name = "worker-" + ++started;
        WorkerProcess.Terms now =
                new WorkerProcess.Terms(
                        site.cluster(), terms.folder(), terms.patience(), terms.options());
        return WorkerProcess.start(name, now, docket, mix);
    }

    /** Feeds as many as this. */
    void load(int workersOnDuty) {
        onDuty = Math.min(workersOnDuty, workers.size());
        onDuty().forEach(WorkerProcess::load);
    }

    void rest() {
        workers.forEach(WorkerProcess::rest);
    }

    List<WorkerProcess> onDuty() {
        return List.copyOf(workers.subList(0, onDuty));
    }

    List<WorkerProcess> all() {
        return List.copyOf(workers);
    }

    /** To whom it is done. */
    WorkerProcess victim() {
        return workers.getFirst();
    }

    /** Who goes on meanwhile. */
    WorkerProcess other() {
        return workers.get(1);
    }

    /**
     * Puts a new process in a dead one's place, once nothing is left of it: what it sent last may
     * still be committed by its session.
     */
    void replaceVictim() throws IOException, InterruptedException {
        WorkerProcess dead = victim();
        // The others go on, but not without limit while a JVM starts: what they write is judged.
        onDuty().forEach(worker -> worker.load(MEANWHILE));
        dead.awaitEnd();
        dead.close();
        site.await(
                Sessions.Question.open(dead.proxy()),
                List::isEmpty,
                "Sessions of a dead worker stay");
        WorkerProcess replacement = next();
        workers.set(0, replacement);
        onDuty().forEach(WorkerProcess::load);
    }

    /** Where PostgreSQL is after its restart. */
    void findServer() {
        workers.forEach(worker -> worker.proxy().lead(site.cluster().port()));
    }

    @Override
    public void close() {
        for (WorkerProcess worker : workers) {
            try {
                worker.close();
            } catch (IOException e) {
                System.err.println("Could not close " + worker.name() + ": " + e);
            }
        }
        workers.clear();
    }
}

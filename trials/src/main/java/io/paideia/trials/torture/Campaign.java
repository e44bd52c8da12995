package io.paideia.trials.torture;

import io.paideia.bench.AtEnd;
import io.paideia.bench.Folder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Many cycles, one injury each. Every thirty cycles begin with a new cluster, so that the checks,
 * which read all rows, stay short. Ends at the first fault and leaves the folder as it is then.
 */
final class Campaign {

    private static final int CYCLES_PER_CLUSTER = 30;

    /**
     * What to run.
     *
     * @param workers in the cycles that have several
     * @param patience how long a lane tries again while PostgreSQL is away
     * @param options more options for each worker
     */
    record Plan(
            List<Injury> injuries,
            long seed,
            int workers,
            Path folder,
            Duration patience,
            List<String> options) {}

    private final Plan plan;
    private final PrintStream progress;
    private final SplittableRandom random;
    private final Tally tally = new Tally();

    Campaign(Plan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
        this.random = new SplittableRandom(plan.seed());
    }

    /** Runs all of it, or up to the first cycle with a fault. */
    Tally run() throws IOException, SQLException, InterruptedException {
        int done = 0;
        while (done < plan.injuries().size() && tally.faults().isEmpty()) {
            int end = Math.min(plan.injuries().size(), done + CYCLES_PER_CLUSTER);
            Path folder = Files.createDirectories(plan.folder().resolve("cluster-" + done));
            cluster(folder, done, end);
            if (tally.faults().isEmpty()) {
                new Folder(folder).close();
            }
            done = end;
        }
        return tally;
    }

    private void cluster(Path folder, int from, int to)
            throws IOException, SQLException, InterruptedException {
        Docket docket = new Docket();
        Mix mix = new Mix(random.nextLong(), docket);
        Site site = Site.start(folder);
        try (AtEnd atEnd = AtEnd.close(site)) {
            tally.postgres(site.cluster().version());
            WorkerProcess.Terms terms =
                    new WorkerProcess.Terms(
                            site.cluster(), folder, plan.patience(), plan.options());
            Crew crew =
                    atEnd.first(Crew.start(Math.max(2, plan.workers()), site, docket, mix, terms));
            Cycle cycle = new Cycle(site, crew, docket);
            for (int n = from; n < to && tally.faults().isEmpty(); n++) {
                run(cycle, n);
            }
            if (tally.faults().isEmpty()) {
                tally.fail(cycle.judgeAll());
                tally.add(cycle.alone());
            }
        }
    }

    private void run(Cycle cycle, int n) throws IOException, SQLException, InterruptedException {
        Injury injury = plan.injuries().get(n);
        int workers = injury.needsTwo() || random.nextBoolean() ? plan.workers() : 1;
        Cycle.Result result = cycle.run(injury, injury.needsTwo() ? Math.max(2, workers) : workers);
        tally.add(injury, result);
        progress.printf(
                "cycle %d/%d  %-55s %d workers, %,d created, %,d refused, %d in doubt (%d there),"
                        + " recovery %,d ms, %.1f s%n",
                n + 1,
                plan.injuries().size(),
                injury.told(),
                result.workers(),
                result.created(),
                result.refused(),
                result.inDoubt(),
                result.inDoubtThere(),
                result.recoveryMillis(),
                result.seconds());
        result.faults().stream().limit(20).forEach(fault -> progress.println("  " + fault));
    }
}

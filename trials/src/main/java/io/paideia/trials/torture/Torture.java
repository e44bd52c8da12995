package io.paideia.trials.torture;

import io.paideia.bench.AtEnd;
import io.paideia.bench.Folder;
import io.paideia.bench.Logging;
import io.paideia.bench.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./paideia torture}: processes that post transfers into a throw-away PostgreSQL, both
 * killed, stopped and cut off under load, and a judge of what is there afterwards. The seed chooses
 * injuries and load; it cannot choose how processes interleave, so a run is not repeated exactly.
 */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        description = "Kills servers and databases under load, then looks for what is lost.")
public final class Torture implements Callable<Integer> {

    @Option(names = "--cycles", defaultValue = "20", description = "How many (${DEFAULT-VALUE}).")
    private int cycles;

    @Option(names = "--seed", description = "Chooses injuries and load.")
    private @Nullable Long seed;

    @Option(
            names = "--workers",
            defaultValue = "2",
            description = "Processes on the book in cycles with several (${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--folder", description = "Where the cluster is made, and left after a fault.")
    private @Nullable Path folder;

    @Option(names = "--only", hidden = true, split = ",", description = "These, one by one.")
    private List<Injury> only = List.of();

    @Option(names = "--patience-ms", hidden = true, defaultValue = "6000")
    private long patienceMillis;

    @Option(names = "--lies", hidden = true, description = "Workers lie: it must be found out.")
    private boolean lies;

    private volatile boolean wrong;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (cycles < 1 || workers < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--cycles and --workers are at least 1");
        }
        Logging.quiet();
        long chosen = seed == null ? System.nanoTime() : seed;
        Folder made = Folder.temporary(folder);
        AtEnd atEnd = AtEnd.close(() -> removeUnlessSomethingIsWrong(made));
        try {
            System.err.printf("torture: seed %d, %d cycles, in %s%n", chosen, cycles, made.path());
            Tally tally = new Campaign(plan(chosen, made.path()), System.err).run();
            System.out.print(Machine.describe(tally.postgres(), made.path()));
            tally.print(System.out, chosen);
            wrong = !tally.faults().isEmpty();
            return wrong ? 1 : 0;
        } catch (IOException | SQLException | RuntimeException e) {
            wrong = true;
            throw e;
        } finally {
            atEnd.close();
        }
    }

    private void removeUnlessSomethingIsWrong(Folder made) {
        if (wrong) {
            System.err.println("torture: everything is left in " + made.path());
        } else {
            made.close();
        }
    }

    private Campaign.Plan plan(long chosen, Path path) {
        SplittableRandom random = new SplittableRandom(~chosen);
        List<Injury> injuries =
                only.isEmpty()
                        ? Injury.sequence(cycles, random)
                        : IntStream.range(0, cycles)
                                .mapToObj(n -> only.get(n % only.size()))
                                .toList();
        return new Campaign.Plan(
                injuries,
                chosen,
                workers,
                path,
                Duration.ofMillis(patienceMillis),
                lies ? List.of("--lies") : List.of());
    }
}

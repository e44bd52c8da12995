package io.paideia.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.DatabaseSettings;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Verification;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast the whole ledger is verified, beside a plain scan of the same rows. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Loads a ledger and verifies it from its raw rows.",
            "The baseline is SELECT count(*), sum(amount) over the same rows, the best of three."
        })
final class VerifyBench implements Callable<Integer> {

    private static final String SCAN = "SELECT count(*) + sum(amount) * 0 FROM ledger.transfer";

    @Option(
            names = "--transfers",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "How many transfers to load (${DEFAULT-VALUE}).")
    private long transfers;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Over how many accounts (${DEFAULT-VALUE}).")
    private int accounts;

    @Option(names = "--folder", paramLabel = "PATH", description = "For the temporary data.")
    private @Nullable Path folder;

    @Override
    public Integer call() throws SQLException {
        Logging.quiet();
        Folder data = Folder.temporary(folder);
        try (AtEnd atEnd = AtEnd.close(data)) {
            Database database =
                    atEnd.first(Database.open(new DatabaseSettings(null, data.path(), 0, 4)));
            Cluster cluster = Cluster.in(data.path());
            System.out.print(Machine.describe(cluster.version(), data.path()));
            System.out.println("loaded      " + load(database).told());
            return measure(cluster);
        }
    }

    private Loading load(Database database) {
        Account[] all = LedgerBench.accounts(accounts);
        Ledger ledger = new Ledger();
        try (Lane lane =
                Lane.start(
                        new Book("bench", database),
                        LaneSettings.DEFAULT,
                        new SimpleMeterRegistry())) {
            return Loading.through(
                    lane,
                    ledger,
                    transfers,
                    () -> {
                        int debit = ThreadLocalRandom.current().nextInt(all.length);
                        int others = ThreadLocalRandom.current().nextInt(1, all.length);
                        return LedgerBench.order(all[debit], all[(debit + others) % all.length]);
                    });
        }
    }

    private int measure(Cluster cluster) throws SQLException {
        Processes processes =
                Processes.none()
                        .with("JVM", ProcessHandle.current().pid())
                        .with("PostgreSQL", cluster.pid());
        double scan = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long started = System.nanoTime();
            cluster.number(SCAN);
            scan = Math.min(scan, (System.nanoTime() - started) / 1e9);
        }
        System.err.println("verify: verifying");
        Verification verification =
                new Verification(new Verification.Options(null, List.of(), _ -> {}));
        Map<String, Long> before = processes.cpuMicros();
        long started = System.nanoTime();
        Verification.Result result = verification.run(cluster::connect);
        double seconds = (System.nanoTime() - started) / 1e9;
        Map<String, Long> cpu = Processes.difference(before, processes.cpuMicros());
        long faults = result.found() + (result.transfers() == transfers ? 0 : 1);
        print(result, seconds, scan, cpu, faults);
        return faults == 0 ? 0 : 1;
    }

    private void print(
            Verification.Result result,
            double seconds,
            double scan,
            Map<String, Long> cpu,
            long faults) {
        double rate = result.transfers() / seconds;
        System.out.printf(
                Locale.ROOT,
                """
                verified    %,d transfers, %,d accounts, %,d blocks in %.2f s
                rate        %,.0f transfers/s
                """,
                result.transfers(),
                result.accounts(),
                result.blocks(),
                seconds,
                rate);
        cpu.forEach(
                (name, micros) ->
                        System.out.printf(
                                Locale.ROOT,
                                "  %-13s %.2f µs CPU per transfer, %.2f cores%n",
                                name,
                                micros / (double) result.transfers(),
                                micros / 1e6 / seconds));
        System.out.printf(
                Locale.ROOT,
                """
                baseline    a plain scan in %.2f s, %,.0f rows/s
                ratio       %.2f of a plain scan's speed
                """,
                scan,
                result.transfers() / scan,
                scan / seconds);
        result.broken().forEach(broken -> System.out.println("fault       " + broken));
        Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
        numbers.put("transfers", (double) result.transfers());
        numbers.put("seconds", seconds);
        numbers.put("rate", rate);
        cpu.forEach(
                (name, micros) ->
                        numbers.put(
                                name.toLowerCase(Locale.ROOT) + "_cpu_us_per_op",
                                micros / (double) result.transfers()));
        numbers.put("baseline_rate", result.transfers() / scan);
        numbers.put("ratio", scan / seconds);
        System.out.println(Report.line("verify", numbers, faults));
    }
}

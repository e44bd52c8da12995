package io.paideia.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.DatabaseSettings;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.StatementReads;
import io.paideia.ledger.Transfer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads the statement of one account with millions of entries, as the HTTP endpoint does. */
@Command(
        name = "statement",
        mixinStandardHelpOptions = true,
        description = {
            "Loads one account with very many entries among those of others, through the ledger,",
            "then reads its newest page, pages at random dates, and balances at random times:",
            "first each right after a restart of PostgreSQL, on a new connection (cold; the",
            "system's file cache stays), then again and again (warm). As a request does, each read",
            "looks up the account first."
        })
final class StatementBench implements Callable<Integer> {

    private static final long LONGEST_MICROS = 60_000_000;

    /** One in so many transfers touches others only. */
    private static final int OTHERS = 10;

    @Option(
            names = "--entries",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "How many entries the account has (${DEFAULT-VALUE}).")
    private long entries;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many others there are (${DEFAULT-VALUE}).")
    private int accounts;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "200",
            description = "Entries per page (${DEFAULT-VALUE}, the API's most).")
    private int limit;

    @Option(
            names = "--restarts",
            paramLabel = "N",
            defaultValue = "5",
            description = "Of PostgreSQL, for each kind of cold read (${DEFAULT-VALUE}).")
    private int restarts;

    @Option(
            names = "--reads",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How often each is read warm (${DEFAULT-VALUE}).")
    private int reads;

    @Option(names = "--folder", paramLabel = "PATH", description = "For the temporary data.")
    private @Nullable Path folder;

    private final Map<String, Histogram> times = new LinkedHashMap<>();
    private long faults;

    @Override
    public Integer call() throws SQLException {
        Logging.quiet();
        Folder data = Folder.temporary(folder);
        try (AtEnd atEnd = AtEnd.close(data)) {
            StatementReads account = load(data.path());
            for (StatementReads.Kind kind : StatementReads.Kind.values()) {
                System.err.printf("statement: %s after %d restarts%n", kind.told(), restarts);
                for (int i = 0; i < restarts; i++) {
                    try (Database database = open(data.path())) {
                        read(account.through(database.pool()), kind, "cold", 1);
                    }
                }
            }
            // Closed by the end of the process too, should it come earlier.
            Database database = atEnd.first(open(data.path()));
            StatementReads warm = account.through(database.pool());
            for (StatementReads.Kind kind : StatementReads.Kind.values()) {
                System.err.printf("statement: %s, warm%n", kind.told());
                read(warm, kind, "warm-up", Math.max(1, reads / 4));
                read(warm, kind, "warm", reads);
            }
            times.keySet().removeIf(name -> name.startsWith("warm-up"));
            print();
        }
        return faults == 0 ? 0 : 1;
    }

    private static Database open(Path data) {
        return Database.open(new DatabaseSettings(null, data, 0, 4));
    }

    private static Account hot() {
        return LedgerBench.accounts(2)[0];
    }

    private StatementReads load(Path data) throws SQLException {
        try (Database database = open(data)) {
            System.out.print(Machine.describe(Cluster.in(data).version(), data));
            Account[] all = LedgerBench.accounts(accounts);
            Ledger ledger = new Ledger();
            try (Lane lane =
                    Lane.start(
                            new Book("bench", database),
                            LaneSettings.DEFAULT,
                            new SimpleMeterRegistry())) {
                long count = entries + (entries - 1) / (OTHERS - 1);
                AtomicLong next = new AtomicLong();
                Loading loading =
                        Loading.through(
                                lane,
                                ledger,
                                count,
                                () -> order(all, next.getAndIncrement() % OTHERS != OTHERS - 1));
                System.out.println("loaded      " + loading.told());
            }
            StatementReads written = new StatementReads(database.pool(), "bench", hot());
            if (written.entries() != entries) {
                faults++;
                System.out.println("fault       the account has " + written.entries() + " entries");
            }
            return written;
        }
    }

    /** The account is credited four times for each debit. */
    private static Transfer order(Account[] all, boolean withHot) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int one = random.nextInt(1, all.length);
        if (withHot) {
            return random.nextInt(5) == 0
                    ? LedgerBench.order(all[0], all[one])
                    : LedgerBench.order(all[one], all[0]);
        }
        int other = one == all.length - 1 ? 1 : one + 1;
        return LedgerBench.order(all[one], all[other]);
    }

    private void read(
            StatementReads statement, StatementReads.Kind kind, String how, int repetitions) {
        Histogram histogram =
                times.computeIfAbsent(
                        how + ", " + kind.told(), _ -> new Histogram(LONGEST_MICROS, 3));
        for (int i = 0; i < repetitions; i++) {
            // Anywhere in the middle: neither the first nor the last tenth.
            double place = ThreadLocalRandom.current().nextDouble(0.1, 0.9);
            long started = System.nanoTime();
            int read = statement.read(kind, place, limit);
            histogram.recordValue(Math.max(1, (System.nanoTime() - started) / 1000));
            if (read != kind.expected(limit, entries)) {
                faults++;
            }
        }
    }

    private void print() {
        Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
        numbers.put("entries", (double) entries);
        System.out.printf(Locale.ROOT, "account     %,d entries, %d a page%n", entries, limit);
        times.forEach(
                (name, histogram) -> {
                    System.out.printf(
                            Locale.ROOT,
                            "%-36s p50 %7.2f ms, p99 %7.2f ms, longest %7.2f ms (%d)%n",
                            name,
                            histogram.getValueAtPercentile(50) / 1000.0,
                            histogram.getValueAtPercentile(99) / 1000.0,
                            histogram.getMaxValue() / 1000.0,
                            histogram.getTotalCount());
                    String key = name.replaceAll("[^a-z]+", "_");
                    numbers.put(key + "_p50_ms", histogram.getValueAtPercentile(50) / 1000.0);
                    numbers.put(key + "_p99_ms", histogram.getValueAtPercentile(99) / 1000.0);
                    numbers.put(key + "_max_ms", histogram.getMaxValue() / 1000.0);
                });
        System.out.println(Report.line("statement", numbers, faults));
    }
}

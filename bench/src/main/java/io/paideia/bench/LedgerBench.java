package io.paideia.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.DatabaseSettings;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Transfers alone: the lane and the ledger on a throw-away PostgreSQL, without Spring or HTTP. Each
 * caller posts one transfer between two random accounts and waits until it is committed.
 */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = {
            "Transfers alone: each caller posts one transfer at a time and waits for its commit.",
            "Without options: 500 callers, 15 s after 5 s of warm-up, 100,000 accounts, none hot."
        })
final class LedgerBench implements Callable<Integer> {

    @Mixin private final LoadOptions options = new LoadOptions();

    @Option(
            names = "--loaded",
            paramLabel = "N",
            description = "How many transfers are there before the measurement begins; none.")
    private long loaded;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    private final Ledger ledger = new Ledger();

    @Override
    public Integer call() throws SQLException, InterruptedException {
        options.check(spec);
        Logging.quiet();
        Folder folder = Folder.temporary(options.folder());
        try (AtEnd atEnd = AtEnd.close(folder)) {
            Database database =
                    atEnd.first(Database.open(new DatabaseSettings(null, folder.path(), 0, 4)));
            Report report = measure(database, folder.path());
            report.print(System.out);
            return report.errors() == 0 ? 0 : 1;
        }
    }

    private Report measure(Database database, Path folder)
            throws SQLException, InterruptedException {
        Cluster cluster = Cluster.in(folder);
        Processes processes =
                Processes.none()
                        .with("JVM", ProcessHandle.current().pid())
                        .with("PostgreSQL", cluster.pid());
        System.out.print(Machine.describe(cluster.version(), folder));
        Load.Span span = options.span(5, 15);
        Baseline baseline = Baseline.before(cluster, options.scale(), span, processes);
        Lane lane =
                Lane.start(
                        new Book("bench", database),
                        LaneSettings.DEFAULT,
                        new SimpleMeterRegistry());
        Load.Result result;
        Loading history;
        List<String> faults;
        try (lane) {
            Account[] accounts = accounts(options.accounts(100_000));
            long prepared = Loading.open(lane, ledger, accounts).rows();
            history = Loading.through(lane, ledger, loaded, () -> order(accounts));
            System.out.println("loaded      " + history.told());
            result =
                    new Load("ledger", processes)
                            .run(options.callers(500), span, () -> transfer(lane, accounts));
            faults = verify(cluster, prepared + history.rows() + result.succeeded());
        }
        baseline.after();
        return new Report(
                "ledger",
                "transfer",
                result,
                baseline.rate(),
                baseline.told(),
                baseline.pgbench(options),
                faults,
                Map.of("loaded", (double) history.rows(), "loaded_rate", history.rate()));
    }

    static Account[] accounts(int count) {
        Currency currency = Currency.of("CNY");
        return IntStream.range(0, Math.max(2, count))
                .mapToObj(n -> new Account("bench:" + n, currency))
                .toArray(Account[]::new);
    }

    private void transfer(Lane lane, Account[] accounts) {
        Outcome outcome = lane.call(ledger, List.of(order(accounts))).getFirst();
        if (outcome != Outcome.CREATED) {
            throw new IllegalStateException(outcome.code());
        }
    }

    private Transfer order(Account[] accounts) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int credit = random.nextDouble() < options.hot() ? 0 : random.nextInt(accounts.length);
        int debit = random.nextInt(accounts.length - 1);
        if (debit >= credit) {
            debit++;
        }
        return order(accounts[debit], accounts[credit]);
    }

    static Transfer order(Account debit, Account credit) {
        return Transfer.single(
                TransferId.next(), debit, credit, new Money(debit.currency(), 100), "bench", null);
    }

    /** What was acknowledged is there, and nothing else; the books balance. */
    private static List<String> verify(Cluster cluster, long acknowledged) throws SQLException {
        List<String> faults = new ArrayList<>();
        long rows = cluster.number("SELECT count(*) FROM ledger.transfer");
        if (rows != acknowledged) {
            faults.add(acknowledged + " transfers were acknowledged, " + rows + " are there");
        }
        long difference =
                cluster.number(
                        "SELECT sum(credits_posted) - sum(debits_posted) FROM ledger.account");
        long unposted =
                cluster.number(
                        """
                        SELECT (SELECT sum(amount) FROM ledger.transfer)
                             - (SELECT sum(credits_posted) FROM ledger.account)
                        """);
        if (difference != 0 || unposted != 0) {
            faults.add("the books are off by " + difference + " and " + unposted);
        }
        System.out.printf("verified    %,d transfers, trial balance %d%n", rows, difference);
        return faults;
    }
}

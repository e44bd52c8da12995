package io.paideia.bench;

import io.paideia.demo.DemoClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * A purchase as a buyer sees it, over HTTP: an order on one platform for another one's product, a
 * QR payment, paid at the sandbox as the buyer's phone would, until the other platform opens the
 * content.
 */
@Command(
        name = "journey",
        mixinStandardHelpOptions = true,
        description = {
            "From an order to the opened content, over HTTP, with the sandbox as the provider.",
            "Without options: 64 callers, 20 s after 15 s of warm-up, 1,000 buyers. --accounts are"
                    + " buyers; --hot is the share of products that are one creator's."
        })
final class JourneyBench implements Callable<Integer> {

    @Mixin private final LoadOptions options = new LoadOptions();

    @Option(names = "--url", description = "A demo that runs already; needs --sandbox-url.")
    private @Nullable URI url;

    @Option(names = "--sandbox-url", description = "Its sandbox.")
    private @Nullable URI sandboxUrl;

    @Option(
            names = "--data",
            description = "Its data folder, if it is on this machine: for the baseline.")
    private @Nullable Path data;

    @Option(
            names = "--java-option",
            defaultValue = "-Xmx1g",
            description = "For the server's JVM; may be repeated (${DEFAULT-VALUE}).")
    private List<String> javaOptions = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.check(spec);
        Logging.quiet();
        URI server = url;
        URI sandbox = sandboxUrl;
        if (server != null && sandbox != null) {
            return measure(server, sandbox, Processes.none(), data);
        }
        if (server != null || sandbox != null || data != null) {
            throw new ParameterException(
                    spec.commandLine(), "--url and --sandbox-url are given together");
        }
        Folder folder = Folder.temporary(options.folder());
        try (AtEnd atEnd = AtEnd.close(folder)) {
            System.err.println("journey: starting the server and the sandbox");
            Stack stack = atEnd.first(Stack.start(folder.path(), javaOptions));
            return measure(
                    stack.server(),
                    stack.sandbox(),
                    Processes.none().with("server+sandbox", stack.pid()),
                    folder.path());
        }
    }

    private int measure(URI server, URI sandbox, Processes theirs, @Nullable Path folder)
            throws IOException, SQLException, InterruptedException {
        Cluster cluster = folder == null ? null : Cluster.in(folder.resolve("postgres"));
        Processes processes = theirs.with("client", ProcessHandle.current().pid());
        if (cluster != null) {
            processes = processes.with("PostgreSQL", cluster.pid());
        }
        System.out.print(
                Machine.describe(
                        cluster == null ? "n/a" : cluster.version(),
                        folder == null ? Path.of(".") : folder));
        Load.Span span = options.span(15, 20);
        Baseline baseline =
                cluster == null ? null : Baseline.before(cluster, options.scale(), span, processes);
        Buying buying = Buying.prepare(server, sandbox, options);
        long before = entitlements(cluster);
        Load load = new Load("journey", processes);
        Load.Result result = load.run(options.callers(64), span, () -> buying.journey(load));
        List<String> faults = verify(server, cluster, result.succeeded() + before);
        Pgbench.Result pgbench = null;
        if (baseline != null) {
            baseline.after();
            pgbench = baseline.pgbench(options);
        }
        Report report =
                new Report(
                        "journey",
                        "journey",
                        result,
                        baseline == null ? null : (Double) baseline.rate(),
                        baseline == null ? "n/a" : baseline.told(),
                        pgbench,
                        faults,
                        Map.of());
        report.print(System.out);
        return report.errors() == 0 ? 0 : 1;
    }

    /** The books balance, and every journey left an entitlement. */
    private static List<String> verify(URI server, @Nullable Cluster cluster, long expected)
            throws IOException, SQLException {
        List<String> faults = new ArrayList<>();
        Client operator =
                Client.signIn(server, DemoClient.OPERATOR.id(), DemoClient.OPERATOR.secret());
        JsonNode balance = operator.get("/v1/ledger/trial-balance", "");
        for (JsonNode currency : balance.path("currencies")) {
            if (!currency.path("balanced").asBoolean()) {
                faults.add("the books do not balance: " + currency);
            }
        }
        if (balance.path("currencies").isEmpty()) {
            faults.add("the books are empty");
        }
        if (cluster != null) {
            long there = entitlements(cluster);
            if (there != expected) {
                faults.add(expected + " entitlements were seen, " + there + " are there");
            }
            System.out.printf("verified    %,d entitlements, books balanced%n", there);
        }
        return faults;
    }

    private static long entitlements(@Nullable Cluster cluster) throws SQLException {
        return cluster == null
                ? 0
                : cluster.number("SELECT count(*) FROM entitlements.entitlement");
    }
}

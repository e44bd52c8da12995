package io.paideia.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * What {@code ./paideia bench} starts. Progress goes to stderr; the last line on stdout is the
 * result as JSON. The exit code is 0 only if nothing went wrong.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures, and prints machine, commit and the ratio to a baseline.",
        subcommands = {
            JourneyBench.class,
            LedgerBench.class,
            StatementBench.class,
            VerifyBench.class,
            JmhBench.class,
            AdapterBench.class,
            RoutingBench.class,
            Stack.Child.class,
            Providers.Child.class
        })
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new Bench()).execute(arguments);
    }
}

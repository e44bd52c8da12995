package io.paideia.trials;

import io.paideia.trials.simulation.Simulate;
import io.paideia.trials.torture.Torture;
import io.paideia.trials.torture.Worker;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * What {@code ./paideia torture} and {@code ./paideia simulate} start. Progress goes to stderr; the
 * last line on stdout is the result as JSON. The exit code is 0 only if nothing was violated.
 */
@Command(
        name = "trials",
        mixinStandardHelpOptions = true,
        description = "Shows what Paideia survives.",
        subcommands = {Torture.class, Worker.class, Simulate.class})
public final class Trials {

    private Trials() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs one trial in this process; gives the exit code. */
    public static int run(String... arguments) {
        return new CommandLine(new Trials()).execute(arguments);
    }
}

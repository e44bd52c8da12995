package io.paideia.trials.simulation;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./paideia simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs lane and ledger in one thread against a fake store, from seeds.")
public final class Simulate implements Callable<Integer> {

    @Override
    public Integer call() {
        System.err.println("There is no simulation yet.");
        return 1;
    }
}

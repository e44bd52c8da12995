package io.paideia.trials.torture;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./paideia torture}. */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        description = "Kills servers and databases under load, then looks for what is lost.")
public final class Torture implements Callable<Integer> {

    @Override
    public Integer call() {
        System.err.println("There is no torture yet.");
        return 1;
    }
}

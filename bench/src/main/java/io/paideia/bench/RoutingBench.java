package io.paideia.bench;

import io.paideia.routing.RoutingSimulation;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What routing loses in a world that changes, beside round-robin and the best fixed choice. */
@Command(
        name = "routing",
        mixinStandardHelpOptions = true,
        description = {
            "Plays the same payments through channels whose success rates wander and break down,",
            "once for each way of choosing, and tells each way's regret: what the best choice of",
            "each minute would have brought more. A simulation: no channel is called, and the",
            "result depends on the seed alone, not on the machine."
        })
final class RoutingBench implements Callable<Integer> {

    @Option(
            names = "--payments",
            paramLabel = "N",
            defaultValue = "300000",
            description = "How many payments (${DEFAULT-VALUE}).")
    private int payments;

    @Option(
            names = "--per-minute",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of them in a minute (${DEFAULT-VALUE}).")
    private int perMinute;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The world to play in (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        Map<String, RoutingSimulation.Outcome> outcomes =
                new RoutingSimulation(payments, perMinute, seed)
                        .run(percent -> System.err.printf("routing: %d %%%n", percent));
        String fixed = best(outcomes);
        System.out.printf(
                Locale.ROOT, "payments    %,d, %d a minute, seed %d%n", payments, perMinute, seed);
        System.out.printf("%-32s %9s %9s %9s %9s%n", "", "regret", "of best", "success", "fee");
        outcomes.forEach(
                (name, outcome) ->
                        System.out.printf(
                                Locale.ROOT,
                                "%-32s %,9.0f %8.2f%% %8.2f%% %6.1f bp%s%n",
                                name,
                                outcome.regretMinor() / 100,
                                share(outcome) * 100,
                                outcome.success() * 100,
                                outcome.feeBasisPoints(),
                                name.equals(fixed) ? "   the best fixed choice" : ""));
        double routed = regret(outcomes, "expected_value");
        Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
        numbers.put("regret", routed / 100);
        numbers.put("round_robin_ratio", regret(outcomes, "round-robin") / routed);
        numbers.put("best_fixed_ratio", regret(outcomes, fixed) / routed);
        System.out.printf(
                Locale.ROOT,
                "ratio       round-robin loses %.2f ×, the best fixed choice %.2f × what"
                        + " expected_value loses%n",
                regret(outcomes, "round-robin") / routed,
                regret(outcomes, fixed) / routed);
        System.out.println(Report.line("routing", numbers, 0));
        return 0;
    }

    /** Known only afterwards; nobody could have chosen it. */
    private static String best(Map<String, RoutingSimulation.Outcome> outcomes) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("always"))
                .min(
                        (a, b) ->
                                Double.compare(
                                        a.getValue().regretMinor(), b.getValue().regretMinor()))
                .orElseThrow()
                .getKey();
    }

    private static double share(RoutingSimulation.Outcome outcome) {
        return outcome.regretMinor() / (outcome.valueMinor() + outcome.regretMinor());
    }

    private static double regret(Map<String, RoutingSimulation.Outcome> outcomes, String name) {
        RoutingSimulation.Outcome outcome = outcomes.get(name);
        if (outcome == null) {
            throw new IllegalStateException("Nobody chose by " + name);
        }
        return outcome.regretMinor();
    }
}

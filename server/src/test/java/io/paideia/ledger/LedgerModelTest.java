package io.paideia.ledger;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsCoverage;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * Thousands of commands of every kind, in two books and between them, against plain models. A
 * failure tells its seed and the shortest list of commands that was found to fail; the next run
 * begins with it, and {@code @Property(seed = "…")} repeats it.
 *
 * <p>The commands are a list and no action chain of jqwik's, because a try costs a tenth of a
 * second and more: in the same ten seconds a chain became shorter once, a list 33 times.
 */
final class LedgerModelTest {

    /** Only a request over HTTP can name an account that is none. */
    private static final Set<Outcome> GIVEN =
            EnumSet.complementOf(EnumSet.of(Outcome.ACCOUNT_NOT_FOUND));

    @Provide
    Arbitrary<List<Command>> commands() {
        return Drawing.commands(120);
    }

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.FULL)
    @StatisticsReport(StatisticsReportMode.OFF) // jqwik's fails where a label was never heard of
    void answersAsPlainModelsDoAndEveryBalanceIsTheirsToo(
            @ForAll("commands") List<Command> commands) {
        try (Twins twins = new Twins((what, answer) -> Statistics.label(what).collect(answer))) {
            for (Command command : commands) {
                command.run(twins);
                twins.compareBalances();
            }
            twins.compareClearing();
        }
        Statistics.label("transfers")
                .coverage(
                        answers ->
                                GIVEN.forEach(
                                        outcome ->
                                                answers.check(outcome)
                                                        .percentage(given -> given >= 1)));
        Statistics.label("accounts")
                .coverage(
                        answers ->
                                Stream.of(AccountOrders.Answer.values())
                                        .forEach(answer -> given(answers, answer)));
        Statistics.label("moves")
                .coverage(answers -> Twins.MOVES.forEach(answer -> given(answers, answer)));
    }

    private static void given(StatisticsCoverage answers, Object answer) {
        answers.check(answer).count(times -> times > 0);
    }
}

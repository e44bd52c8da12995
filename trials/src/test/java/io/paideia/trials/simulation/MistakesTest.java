package io.paideia.trials.simulation;

import static io.paideia.trials.simulation.Edits.call;
import static io.paideia.trials.simulation.Edits.code;
import static io.paideia.trials.simulation.Edits.field;
import static io.paideia.trials.simulation.Edits.replacing;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.lane.Transactions;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulation that never fails proves nothing: each of these mistakes must be found. */
final class MistakesTest {

    private static final int SEEDS = 2_000;
    private static final String WRITER = "io.paideia.lane.LaneWriter";
    private static final ClassDesc LIST = ClassDesc.of("java.util.List");

    private final Silence silence = new Silence();

    @AfterEach
    void speak() {
        silence.close();
    }

    @ParameterizedTest
    @MethodSource({
        "mistakenStores",
        "mistakenLanes",
        "io.paideia.trials.simulation.LedgerMistakes#all",
        "io.paideia.trials.simulation.MoveMistakes#all"
    })
    void isFound(LongFunction<String> simulation, TestReporter reporter) {
        String violated = "";
        long seed = 0;
        while (violated.isEmpty() && seed < SEEDS) {
            violated = simulation.apply(++seed);
        }
        reporter.publishEntry("found after seeds", seed + ": " + violated);
        assertThat(violated).isNotEmpty();
    }

    static Stream<Named<LongFunction<String>>> mistakenStores() {
        return Stream.of(
                store("answers before the commit", Mistaken.AnswersBeforeCommit::new),
                store("takes doubt for success", Mistaken.TakesDoubtForSuccess::new),
                store("takes doubt for failure", Mistaken.TakesDoubtForFailure::new),
                store("asks what became of the question", Mistaken.AsksAboutTheQuestion::new),
                store("asks without the lock", Mistaken.AsksWithoutLock::new),
                store("asks for the number, not the receipt", Mistaken.AsksByNumber::new));
    }

    static Stream<Named<LongFunction<String>>> mistakenLanes() {
        return Stream.of(
                code(
                        "runs again without asking",
                        WRITER,
                        "tookEffect",
                        replacing(field("doubt"), Edits::nothing)),
                code(
                        "runs again when the question breaks",
                        WRITER,
                        "afterTrouble",
                        replacing(field("doubt"), Edits::nothing)),
                code(
                        "drops half of what is bisected",
                        "io.paideia.lane.Part",
                        "halves",
                        replacing(
                                call("of"),
                                at ->
                                        at.pop()
                                                .invokestatic(
                                                        LIST,
                                                        "of",
                                                        MethodTypeDesc.of(
                                                                LIST, ConstantDescs.CD_Object),
                                                        true))),
                code(
                        "takes the second half first",
                        WRITER,
                        "halve",
                        replacing(call("reversed"), at -> {})),
                code(
                        "lets what breaks once fail",
                        WRITER,
                        "afterBreak",
                        replacing(field("again"), at -> at.pop().iconst_1())),
                code(
                        "gives up at the first trouble",
                        "io.paideia.lane.Part",
                        "outOfPatience",
                        replacing(Edits::returns, at -> at.pop().iconst_1().ireturn())),
                code(
                        "lets its queue overflow",
                        "io.paideia.lane.Intake",
                        "add",
                        replacing(field("most"), at -> at.pop().loadConstant(1_000_000))),
                code(
                        "keeps a lost connection",
                        WRITER,
                        "afterTrouble",
                        replacing(call("close"), CodeBuilder::pop)),
                code(
                        "takes commands after closing",
                        "io.paideia.lane.Intake",
                        "close",
                        replacing(call("getAndUpdate"), at -> at.pop2().lconst_0())));
    }

    private static Named<LongFunction<String>> store(
            String name, Function<Session, Transactions> store) {
        return Named.of(name, new OneSeed(store::apply));
    }
}

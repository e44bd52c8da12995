package io.paideia.trials.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.lane.Transactions;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
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
    @MethodSource({"mistakenStores", "mistakenLanes", "mistakenLedgers"})
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
                store("asks without the lock", Mistaken.AsksWithoutLock::new));
    }

    static Stream<Named<LongFunction<String>>> mistakenLanes() {
        return Stream.of(
                code(
                        "runs again without asking",
                        WRITER,
                        "tookEffect",
                        replacing(field("doubt"), MistakesTest::nothing)),
                code(
                        "runs again when the question breaks",
                        WRITER,
                        "afterTrouble",
                        replacing(field("doubt"), MistakesTest::nothing)),
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
                        replacing(MistakesTest::returns, at -> at.pop().iconst_1().ireturn())),
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

    static Stream<Named<LongFunction<String>>> mistakenLedgers() {
        return Stream.of(
                code(
                        "trusts its memory whoever wrote meanwhile",
                        "io.paideia.ledger.BalanceCache",
                        "isOf",
                        replacing(MistakesTest::returns, at -> at.pop().iconst_1().ireturn())),
                code(
                        "takes older memories for new ones",
                        "io.paideia.ledger.BalanceCache",
                        "take",
                        replacing(setting("epoch"), at -> at.pop2().pop())),
                code(
                        "remembers before the commit",
                        "io.paideia.ledger.Session",
                        "write",
                        replacing(
                                MistakesTest::returns,
                                at ->
                                        at.aload(0)
                                                .invokevirtual(
                                                        ClassDesc.of("io.paideia.ledger.Session"),
                                                        "committed",
                                                        MethodTypeDesc.of(ConstantDescs.CD_void))
                                                .return_())),
                code(
                        "does not look for the id",
                        "io.paideia.ledger.Posting",
                        "repeated",
                        replacing(MistakesTest::returns, at -> at.pop().aconst_null().areturn())));
    }

    private static Named<LongFunction<String>> store(
            String name, Function<Session, Transactions> store) {
        return Named.of(name, new OneSeed(store::apply));
    }

    private static Named<LongFunction<String>> code(
            String name, String type, String method, CodeTransform mistake) {
        return Named.of(name, Mutant.of(type, method, mistake));
    }

    private static CodeTransform replacing(
            Predicate<CodeElement> place, Consumer<CodeBuilder> instead) {
        return (code, element) -> {
            if (place.test(element)) {
                instead.accept(code);
            } else {
                code.with(element);
            }
        };
    }

    private static Predicate<CodeElement> call(String method) {
        return element ->
                element instanceof InvokeInstruction call && call.name().equalsString(method);
    }

    private static Predicate<CodeElement> field(String field) {
        return element ->
                element instanceof FieldInstruction access
                        && access.opcode() == Opcode.GETFIELD
                        && access.name().equalsString(field);
    }

    private static Predicate<CodeElement> setting(String field) {
        return element ->
                element instanceof FieldInstruction access
                        && access.opcode() == Opcode.PUTFIELD
                        && access.name().equalsString(field);
    }

    private static boolean returns(CodeElement element) {
        return element instanceof ReturnInstruction;
    }

    private static void nothing(CodeBuilder at) {
        at.pop().aconst_null();
    }
}

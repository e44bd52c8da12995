package io.paideia.trials.simulation;

import static io.paideia.trials.simulation.Edits.call;
import static io.paideia.trials.simulation.Edits.code;
import static io.paideia.trials.simulation.Edits.replacing;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Moves between books that are wrong in one place each. */
final class MoveMistakes {

    private static final String ORDER = "io.paideia.ledger.MoveOrder";
    private static final ClassDesc ID = ClassDesc.of("io.paideia.ledger.TransferId");

    private MoveMistakes() {}

    static Stream<Named<LongFunction<String>>> all() {
        return Stream.of(
                code(
                        "posts the second half under a new id each time",
                        ORDER,
                        "arrival",
                        replacing(
                                call("arrivalOf"),
                                at -> at.pop().invokestatic(ID, "next", MethodTypeDesc.of(ID)))),
                code(
                        "posts what is held though the other book refused",
                        ORDER,
                        "end",
                        replacing(call("posted"), at -> at.pop().iconst_1())),
                code(
                        "frees what is held though the other book has it",
                        ORDER,
                        "end",
                        replacing(call("posted"), at -> at.pop().iconst_0())),
                code(
                        "begins a move that it knows",
                        "io.paideia.ledger.BeginMove",
                        "handle",
                        replacing(call("containsKey"), at -> at.pop2().iconst_0())),
                code(
                        "does not write down how a move ended",
                        "io.paideia.ledger.EndMove",
                        "handle",
                        replacing(call("MoveStore", "end"), at -> at.pop2())),
                code(
                        "lets a freeze keep what the other book has",
                        "io.paideia.ledger.Posting",
                        "refuseAccounts",
                        replacing(call("clearing"), at -> at.pop().iconst_0())));
    }
}

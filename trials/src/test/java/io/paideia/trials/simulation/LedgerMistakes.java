package io.paideia.trials.simulation;

import static io.paideia.trials.simulation.Edits.call;
import static io.paideia.trials.simulation.Edits.code;
import static io.paideia.trials.simulation.Edits.constant;
import static io.paideia.trials.simulation.Edits.field;
import static io.paideia.trials.simulation.Edits.replacing;
import static io.paideia.trials.simulation.Edits.setting;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Ledgers that are wrong in one place each. */
final class LedgerMistakes {

    private static final String POSTING = "io.paideia.ledger.Posting";

    private LedgerMistakes() {}

    static Stream<Named<LongFunction<String>>> all() {
        return Stream.of(
                code(
                        "trusts its memory whoever wrote meanwhile",
                        "io.paideia.ledger.BalanceCache",
                        "isOf",
                        replacing(Edits::returns, at -> at.pop().iconst_1().ireturn())),
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
                                Edits::returns,
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
                        replacing(Edits::returns, at -> at.pop().aconst_null().areturn())),
                code(
                        "posts what is over, and expires nothing",
                        POSTING,
                        "refuseEnd",
                        replacing(call("isBefore"), at -> at.pop2().iconst_1())),
                code(
                        "lets what is resolved stand to be expired",
                        POSTING,
                        "record",
                        replacing(call("released"), LedgerMistakes::somewhereElse)),
                code(
                        "gives up when an expiry's id is taken",
                        "io.paideia.ledger.ExpireDue",
                        "expire",
                        replacing(constant("ID_REUSED"), CodeBuilder::aconst_null)),
                code(
                        "balances with what is held",
                        "io.paideia.ledger.Balance",
                        "free",
                        replacing(call("subtractExact"), CodeBuilder::pop2)),
                code(
                        "balances with what is awaited",
                        "io.paideia.ledger.Balance",
                        "lacking",
                        replacing(call("subtractExact"), CodeBuilder::pop2)),
                code(
                        "takes a balancing order for one of what it moved",
                        "io.paideia.ledger.Transfer",
                        "asked",
                        replacing(Edits::returns, at -> at.pop().aconst_null().areturn())),
                code(
                        "reverses twice",
                        POSTING,
                        "refuseReversal",
                        replacing(call("resolvedBy"), at -> at.pop().aconst_null())),
                code(
                        "lets frozen accounts give",
                        POSTING,
                        "refuseAccounts",
                        replacing(field("frozen"), at -> at.pop().iconst_0())),
                code(
                        "remembers no flags",
                        "io.paideia.ledger.BalanceCache",
                        "remember",
                        replacing(setting("frozen"), CodeBuilder::pop2)),
                code(
                        "closes accounts that hold money",
                        "io.paideia.ledger.Balance",
                        "empty",
                        replacing(field("debitsPending"), at -> at.pop().lconst_0())),
                code(
                        "forgets an account that it opened",
                        "io.paideia.ledger.AccountOrders",
                        "open",
                        replacing(call("replace"), CodeBuilder::pop2)));
    }

    /** What is noted there is seen by nobody. */
    private static void somewhereElse(CodeBuilder at) {
        ClassDesc set = ClassDesc.of("java.util.HashSet");
        at.pop().new_(set).dup();
        at.invokespecial(set, ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void));
    }
}

package io.paideia.guards;

import static io.paideia.guards.Edit.*;

import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.util.List;

/** The guards of the lane, and of the database that it opens. */
final class LaneGuards {

    private LaneGuards() {}

    private static Guard guard(
            String name,
            String protects,
            String type,
            String method,
            CodeTransform change,
            String test) {
        return new Guard(name, protects, type, new Guard.Code(edit(type, method, change)), test);
    }

    private static Edit edit(String type, String method, CodeTransform change) {
        return new Edit("io.paideia.lane." + type, method, change);
    }

    static final List<Guard> ALL =
            List.of(
                    guard(
                            "book's lock",
                            "two servers would decide on the same balances",
                            "Book",
                            "transact",
                            sql("pg_advisory_xact_lock(?)", "?::bigint"),
                            "LaneGuardTest#whoWritesABookWaitsForWhoWritesIt"),
                    guard(
                            "wait for the lock ends with patience",
                            "callers would hear long after the patience that nothing was done",
                            "Book",
                            "transact",
                            sql("set_config('lock_timeout', ?, true)", "?::text"),
                            "LanePatienceTest#eachTryWaitsForTheLockWithWhatIsLeftOfThePatience"),
                    guard(
                            "lane tells its patience",
                            "the same",
                            "LaneWriter",
                            "write",
                            replacing(call("lockWithin"), at -> at.pop().pop()),
                            "LanePatienceTest#theWaitForTheBooksLockEndsWithPatience"),
                    guard(
                            "question under the lock",
                            "a commit still worked on would pass for one that failed, and be run"
                                    + " again",
                            "Book",
                            "tookEffect",
                            (code, element) -> {
                                if (element instanceof InvokeInstruction call
                                        && call.name().equalsString("transact")) {
                                    // It knows no patience.
                                    code.swap()
                                            .pop()
                                            .invokevirtual(
                                                    call.owner().asSymbol(),
                                                    "follow",
                                                    call.typeSymbol().dropParameterTypes(1, 2));
                                } else {
                                    code.with(element);
                                }
                            },
                            "LaneGuardTest#aQuestionWaitsForTheTransactionItAsksAbout"),
                    guard(
                            "receipt is this batch's",
                            "an earlier batch's receipt would acknowledge one that was lost",
                            "Book",
                            "hasReceipt",
                            sql("AND batch = ?", "AND ?::uuid IS NOT NULL"),
                            "ReceiptTest#whatWasRolledBackHasNone"),
                    guard(
                            "lost COMMIT is a doubt",
                            "what may be there already would be run again",
                            "Book",
                            "commit",
                            replacing(
                                    call("Trouble", "of"),
                                    at ->
                                            at.pop()
                                                    .getstatic(
                                                            ClassDesc.of("io.paideia.lane.Trouble"),
                                                            "BROKEN_COMMAND",
                                                            ClassDesc.of(
                                                                    "io.paideia.lane.Trouble"))),
                            "LaneFaultTest#aCommitWithoutAnswerTakesEffectExactlyOnce"),
                    guard(
                            "error during COMMIT is a doubt",
                            "a lack of memory after COMMIT was sent would pass for a failure",
                            "Book",
                            "commit",
                            withoutCatch("Error"),
                            "LaneFaultTest#anErrorDuringCommitIsADoubt"),
                    guard(
                            "commit in doubt is asked about",
                            "a batch that took effect would be run again",
                            "LaneWriter",
                            "tookEffect",
                            replacing(field("doubt"), at -> at.pop().aconst_null()),
                            "LaneFaultTest#aCommitWithoutAnswerTakesEffectExactlyOnce"),
                    guard(
                            "doubt outlasts a broken question",
                            "a question that fails would make the batch run again",
                            "LaneWriter",
                            "afterTrouble",
                            replacing(field("doubt"), at -> at.pop().aconst_null()),
                            "DrivenLaneTest#runsNothingAgainWhileItIsInDoubtHoweverTheQuestionFails"),
                    guard(
                            "doubt outlasts a bug",
                            "a bug in the question would make the batch run again",
                            "LaneWriter",
                            "afterBug",
                            replacing(field("doubt"), at -> at.pop().aconst_null()),
                            "DrivenLaneTest#leavesTheOutcomeOpenWhenABugMeetsADoubt"),
                    guard(
                            "swallowed SQL error is refused",
                            "callers would be told of effects that were rolled back",
                            "Book",
                            "refuseFailed",
                            body(at -> at.return_()),
                            "LaneFaultTest#whateverAHandlerThrowsTheLaneLivesOn"),
                    guard(
                            "bug after the commit is told to the log alone",
                            "a committed batch would be run again",
                            "Batch",
                            "committed",
                            withoutCatch("RuntimeException"),
                            "LaneFaultTest#whatThrowsAfterTheCommitDoesNotRunTheBatchAgain"),
                    guard(
                            "one answer for each command",
                            "a handler that answers too often would give callers others' answers",
                            "Part",
                            "invoke",
                            replacing(call("size"), at -> at.pop().iconst_0()),
                            "LaneGuardTest#aHandlerThatAnswersTooOftenIsABug"),
                    guard(
                            "broken batch is tried once more",
                            "what was odd just once would be halved or fail",
                            "LaneWriter",
                            "afterBreak",
                            replacing(field("again"), at -> at.pop().iconst_1()),
                            "LaneFaultTest#anUnexpectedErrorThatDoesNotComeAgainIsRetriedOnce"),
                    guard(
                            "broken batch is halved",
                            "one broken command would fail all its neighbours",
                            "LaneWriter",
                            "halve",
                            replacing(call("size"), at -> at.pop().iconst_1()),
                            "LaneFaultTest#aBrokenCommandFailsAloneAndHasNoEffect"),
                    guard(
                            "halves keep their order",
                            "a later command would be decided before an earlier one",
                            "LaneWriter",
                            "halve",
                            replacing(call("reversed"), at -> {}),
                            "LaneFaultTest#aBrokenCommandFailsAloneAndHasNoEffect"),
                    guard(
                            "lost connection is given up",
                            "the lane would try for ever on a dead connection",
                            "LaneWriter",
                            "afterTrouble",
                            replacing(call("Transactions", "close"), at -> at.pop()),
                            "DrivenLaneTest#saysHowLongItWouldPause"),
                    guard(
                            "patience",
                            "callers would never hear that the database stays away",
                            "Part",
                            "outOfPatience",
                            body(at -> at.iconst_0().ireturn()),
                            "DrivenLaneTest#losesPatienceByItsOwnClock"),
                    guard(
                            "admission limit",
                            "the queue would grow until memory ends",
                            "Intake",
                            "add",
                            replacing(field("most"), at -> at.pop().loadConstant(1_000_000)),
                            "DrivenLaneTest#letsInNoMoreThanItsQueueHolds"),
                    guard(
                            "list that never fits",
                            "a caller would be told to try again later, for ever",
                            "Lane",
                            "call",
                            replacing(
                                    call("Intake", "most"), at -> at.pop().loadConstant(1_000_000)),
                            "DrivenLaneTest#refusesAListThatWillNeverFit"),
                    guard(
                            "closed lane refuses",
                            "a command would wait for a writer that has gone",
                            "Intake",
                            "add",
                            replacingFirst(
                                    element ->
                                            element instanceof OperatorInstruction compare
                                                    && compare.opcode() == Opcode.LCMP,
                                    at -> at.pop2().pop2().iconst_1()),
                            "DrivenLaneTest#endsAfterAllThatWasAccepted"),
                    new Guard(
                            "lane does not wait for itself",
                            "a handler that calls its own lane would stop it for ever",
                            "Lane",
                            new Guard.CodeThatHangs(
                                    edit("Lane", "refuseWriter", body(at -> at.return_()))),
                            "LaneTest#cannotWaitForItself"),
                    new Guard(
                            "PostgreSQL that may lose what it acknowledged is refused",
                            "a power cut would take acknowledged money",
                            "Durability",
                            new Guard.Code(
                                    new Edit(
                                            "io.paideia.database.Durability",
                                            "require",
                                            body(at -> at.return_()))),
                            "DurabilityTest#refusesALoginThatIsAnsweredBeforeItsCommitIsWritten"));
}

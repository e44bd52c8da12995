package io.paideia.guards;

import static io.paideia.guards.Edit.*;

import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** The guards in the ledger's code. */
final class LedgerGuards {

    private LedgerGuards() {}

    private static Guard guard(
            String name,
            String protects,
            String type,
            String method,
            CodeTransform change,
            String test) {
        return new Guard(
                name,
                protects,
                type,
                new Guard.Code(new Edit("io.paideia.ledger." + type, method, change)),
                test);
    }

    private static Guard refusal(String outcome, String protects, String method, String test) {
        return guard(
                outcome.toLowerCase(java.util.Locale.ROOT),
                protects,
                "Posting",
                method,
                withoutResult(outcome),
                "RefusalTest#" + test);
    }

    static final List<Guard> ALL =
            List.of(
                    guard(
                            "select of posted ids",
                            "a repeated transfer would fail on the unique key instead of answering"
                                    + " exists",
                            "PostgresStore",
                            "find",
                            sql("WHERE t.id = ANY", "WHERE false AND t.id = ANY"),
                            "RefusalTest#aRepetitionAnswersExistsAndMovesNothing"),
                    guard(
                            "id is looked for",
                            "the same, and a repetition within a batch as well",
                            "Posting",
                            "repeated",
                            body(at -> at.aconst_null().areturn()),
                            "RefusalTest#aRepetitionAnswersExistsAndMovesNothing"),
                    guard(
                            "select of refused ids",
                            "what was refused would be posted when it is repeated later",
                            "PostgresStore",
                            "find",
                            sql("ledger.refusal WHERE", "ledger.refusal WHERE false AND"),
                            "RefusalTest#aRefusalStaysTheAnswerWhenThereIsMoneyLater"),
                    guard(
                            "refusals are remembered",
                            "the same",
                            "Posting",
                            "remember",
                            body(at -> at.return_()),
                            "RefusalTest#aRefusalStaysTheAnswerWhenThereIsMoneyLater"),
                    guard(
                            "id_reused",
                            "other content under a posted id would pass for posted",
                            "Posted",
                            "sameAs",
                            body(at -> at.iconst_1().ireturn()),
                            "LedgerTest#aRepeatedIdWithOtherContentIsAnErrorEvenWithinABatch"),
                    guard(
                            "id_reused, of a refused id",
                            "other content under a refused id would get that refusal",
                            "Refusal",
                            "sameAs",
                            body(at -> at.iconst_1().ireturn()),
                            "RefusalTest#aRefusedIdIsNotUsedForOtherContent"),
                    refusal(
                            "AMOUNT_NOT_POSITIVE",
                            "zero and negative amounts would get an answer that misleads",
                            "decide",
                            "nothingIsNotMoved"),
                    refusal(
                            "SAME_ACCOUNT",
                            "a transfer to itself would fail on the CHECK",
                            "decide",
                            "nothingMovesFromAnAccountToItself"),
                    refusal(
                            "CURRENCY_MISMATCH",
                            "yuan would become dollars; no CHECK sees it",
                            "decide",
                            "currenciesDoNotMix"),
                    refusal(
                            "PENDING_NOT_FOUND",
                            "what was never held would be posted at another hold's cost",
                            "refuseEnd",
                            "onlyAHoldIsPosted"),
                    refusal(
                            "PENDING_DIFFERS",
                            "a hold of one account would be posted to another; no CHECK sees it",
                            "refuseEnd",
                            "aHoldIsPostedBetweenItsOwnAccounts"),
                    refusal(
                            "PENDING_EXPIRED",
                            "a hold would be posted after its time; no CHECK sees it",
                            "refuseEnd",
                            "whatIsOverIsNotPosted"),
                    refusal(
                            "PENDING_ALREADY_RESOLVED",
                            "posting a hold again would fail on the unique key instead of being"
                                    + " refused",
                            "refuseEnd",
                            "aHoldIsPostedOnce"),
                    refusal(
                            "PENDING_NOT_EXPIRED",
                            "a hold could be ended before its time; no CHECK sees it",
                            "refuseEnd",
                            "whatIsNotOverDoesNotExpire"),
                    refusal(
                            "EXCEEDS_PENDING",
                            "more would move than was held; no CHECK sees it",
                            "refuseEnd",
                            "noMoreIsPostedThanWasHeld"),
                    refusal(
                            "ORIGINAL_NOT_FOUND",
                            "what never moved would be moved back; no CHECK sees it",
                            "refuseReversal",
                            "onlyWhatMovedIsReversed"),
                    refusal(
                            "ORIGINAL_DIFFERS",
                            "another amount would go back; no CHECK sees it",
                            "refuseReversal",
                            "theWholeIsReversedOrNothing"),
                    guard(
                            "already_reversed",
                            "reversing again would fail on the unique key instead of being refused",
                            "Posting",
                            "refuseReversal",
                            replacing(call("Posted", "resolvedBy"), at -> at.pop().aconst_null()),
                            "RefusalTest#whatWasReversedIsNotReversedAgain"),
                    refusal(
                            "ACCOUNT_CLOSED",
                            "a transfer to a closed account would fail on the CHECK",
                            "refuseAccounts",
                            "aClosedAccountTakesNothing"),
                    refusal(
                            "ACCOUNT_FROZEN",
                            "money would leave a frozen account; no CHECK sees it",
                            "refuseAccounts",
                            "nothingLeavesAFrozenAccount"),
                    guard(
                            "frozen accounts have nothing free",
                            "other modules would plan with money that cannot leave",
                            "Ledger",
                            "free",
                            replacing(field("frozen"), at -> at.pop().iconst_0()),
                            "RefusalTest#aFrozenAccountHasNothingFree"),
                    guard(
                            "closed stays closed",
                            "a closed account could be opened again",
                            "AccountOrders",
                            "change",
                            withoutResult("CLOSED"),
                            "RefusalTest#aClosedAccountStaysClosed"),
                    guard(
                            "account with money is not closed",
                            "closing it would fail on the CHECK instead of being refused",
                            "AccountOrders",
                            "change",
                            withoutResult("NOT_EMPTY"),
                            "RefusalTest#anAccountWithMoneyIsNotClosed"),
                    guard(
                            "overflow",
                            "a sum would wrap around, and the batch fail on the CHECKs",
                            "Posting",
                            "move",
                            replacing(call("Math", "addExact"), at -> at.ladd()),
                            "LedgerTest#refusesWhatWouldLeaveSixtyFourBits"),
                    guard(
                            "insufficient_funds",
                            "an overdraft would fail on the CHECK instead of being refused",
                            "Posting",
                            "move",
                            replacing(field("debitsLimited"), at -> at.pop().iconst_0()),
                            "RefusalTest#aLimitedAccountGivesNoMoreThanItHas"),
                    guard(
                            "exceeds_debits",
                            "the same for accounts whose credits are limited",
                            "Posting",
                            "move",
                            replacing(field("creditsLimited"), at -> at.pop().iconst_0()),
                            "RefusalTest#anAccountWhoseCreditsAreLimitedTakesNoMoreThanItGave"),
                    guard(
                            "nothing to balance",
                            "a balancing transfer of nothing would fail on the CHECK",
                            "Posting",
                            "move",
                            replacingFirst(
                                    element ->
                                            element instanceof OperatorInstruction compare
                                                    && compare.opcode() == Opcode.LCMP,
                                    at -> at.pop2().pop2().iconst_1()),
                            "RefusalTest#nothingToBalanceIsARefusal"),
                    guard(
                            "refused group is undone in the balances",
                            "those who follow in the batch would see half of a group, and the batch"
                                    + " fail on the version",
                            "Posting",
                            "undo",
                            body(at -> at.return_()),
                            "LedgerTest#whatFollowsARefusedGroupInTheBatchSeesItsBalancesUndone"),
                    guard(
                            "refused group is undone in the block",
                            "half of a group would be written",
                            "Block",
                            "returnTo",
                            body(at -> at.return_()),
                            "LedgerTest#aGroupIsPostedWhollyOrLeavesNoTrace"),
                    guard(
                            "post refuses to be refused",
                            "a sale would go on although its money did not move",
                            "Ledger",
                            "post",
                            replacing(call("Outcome", "posted"), at -> at.pop().iconst_1()),
                            "LedgerGuardTest#postingThatIsRefusedRollsItsBatchBack"),
                    guard(
                            "ledger is written under its lock",
                            "a follower could post beside the lane",
                            "Ledger",
                            "session",
                            replacing(call("Batch", "ordered"), at -> at.pop().iconst_1()),
                            "LedgerMemoryTest#refusesABatchWithoutTheLock"),
                    guard(
                            "version of a balance",
                            "money moved by a writer without the lock would be lost",
                            "BlockWriter",
                            "seal",
                            sql("AND a.sequence = u.version", ""),
                            "LedgerMemoryTest#overwritesNoBalanceThatChangedMeanwhile"),
                    guard(
                            "memory is of the newest block",
                            "after another server's block, orders would be refused or priced by old"
                                    + " balances",
                            "BalanceCache",
                            "isOf",
                            body(at -> at.iconst_1().ireturn()),
                            "LedgerMemoryTest#seesWhatAnotherServerPostedMeanwhile"),
                    guard(
                            "memory of before another's block is old",
                            "the same, once this server has written again",
                            "BalanceCache",
                            "take",
                            replacing(setting("epoch"), at -> at.pop2().pop()),
                            "LedgerMemoryTest#seesWhatAnotherServerPostedBeforeItsOwnNewestBlock"),
                    guard(
                            "memory forgets when it was wrong",
                            "each later batch would fail on the version",
                            "Session",
                            "seal",
                            replacing(call("BalanceCache", "clear"), at -> at.pop()),
                            "LedgerMemoryTest#asksTheDatabaseAgainAfterItsMemoryWasWrong"),
                    guard(
                            "memory learns after the commit",
                            "money of a batch that was rolled back would be offered",
                            "Session",
                            "write",
                            replacing(
                                    Edit::returns,
                                    at ->
                                            at.aload(0)
                                                    .invokevirtual(
                                                            ClassDesc.of(
                                                                    "io.paideia.ledger.Session"),
                                                            "committed",
                                                            MethodTypeDesc.of(
                                                                    ConstantDescs.CD_void))
                                                    .return_()),
                            "LedgerMemoryTest#remembersNothingOfABatchThatWasRolledBack"),
                    guard(
                            "book's number is learned after the commit",
                            "two books would write under one number",
                            "Ledger",
                            "memory",
                            replacing(
                                    call("afterCommit"),
                                    at ->
                                            at.swap()
                                                    .pop()
                                                    .invokeinterface(
                                                            ClassDesc.of("java.lang.Runnable"),
                                                            "run",
                                                            MethodTypeDesc.of(
                                                                    ConstantDescs.CD_void))),
                            "LedgerMemoryTest#givesNoNewBooksNumberToTwo"),
                    guard(
                            "time does not go back",
                            "blocks would stand in another order than their times",
                            "Session",
                            "<init>",
                            replacing(call("isBefore"), at -> at.pop2().iconst_0()),
                            "LedgerMemoryTest#timesOfBlocksNeverGoBack"));
}

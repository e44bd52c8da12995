package io.paideia.guards;

import static io.paideia.guards.Edit.*;

import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** The guards in the code of books and of the moves between them. */
final class BookGuards {

    private static final ClassDesc TRANSFER_ID = ClassDesc.of("io.paideia.ledger.TransferId");

    private BookGuards() {}

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

    static final List<Guard> ALL =
            List.of(
                    guard(
                            "id_reused, of another book's refusal",
                            "a book would give another's refusal, as if it had decided it",
                            "Refusal",
                            "isOf",
                            body(at -> at.iconst_1().ireturn()),
                            "BooksTest#anIdThatOneBookRefusedIsUsedUpForTheOthersEvenForTheSameOrder"),
                    guard(
                            "clearing accounts are reserved, by code",
                            "a list of transfers could make money for another book",
                            "RowBooks",
                            "checkAccount",
                            replacing(call("isClearing"), at -> at.pop().iconst_0()),
                            "MoveGuardTest#listsOfTransfersNameNoClearingAccountByItsCode"),
                    guard(
                            "clearing accounts are reserved, by id",
                            "the same",
                            "RowBooks",
                            "checkAccount",
                            replacing(call("clearing"), at -> at.pop().iconst_0()),
                            "MoveGuardTest#listsOfTransfersNameNoClearingAccountByItsId"),
                    guard(
                            "move changes the book",
                            "a move within a book would hold money for a book that never gets it",
                            "MoveOrder",
                            "<init>",
                            replacingFirst(call("equals"), at -> at.pop().pop().iconst_0()),
                            "MoveGuardTest#aMoveGoesToAnotherBook"),
                    guard(
                            "move ends in no clearing account",
                            "the counters of a third book would be wrong for ever",
                            "MoveOrder",
                            "<init>",
                            replacing(call("clearing"), at -> at.pop().iconst_0()),
                            "MoveGuardTest#clearingAccountsAreMovedThroughAndNotTo"),
                    guard(
                            "move is of something",
                            "a move that takes would fail on the CHECK",
                            "MoveOrder",
                            "<init>",
                            replacing(call("isPositive"), at -> at.pop().iconst_1()),
                            "MoveGuardTest#aMoveIsOfSomething"),
                    guard(
                            "move begins in its own book",
                            "its first half would be in a book that it does not come from",
                            "BeginMove",
                            "handle",
                            replacingFirst(call("equals"), at -> at.pop().pop().iconst_1()),
                            "MoveGuardTest#aMoveBeginsInItsOwnBook"),
                    guard(
                            "known move is looked for",
                            "a repeated move would fail on the unique key instead of being"
                                    + " answered",
                            "BeginMove",
                            "handle",
                            replacing(call("containsKey"), at -> at.pop().pop().iconst_0()),
                            "MovesTest#anIdIsOneMove"),
                    guard(
                            "first order of an id is the move",
                            "a later order of the same batch would take its place",
                            "BeginMove",
                            "handle",
                            replacing(
                                    call("putIfAbsent"),
                                    at ->
                                            at.invokeinterface(
                                                    ConstantDescs.CD_Map,
                                                    "put",
                                                    MethodTypeDesc.of(
                                                            ConstantDescs.CD_Object,
                                                            ConstantDescs.CD_Object,
                                                            ConstantDescs.CD_Object))),
                            "MoveGuardTest#ofTwoOrdersUnderOneIdInABatchTheFirstIsTheMove"),
                    guard(
                            "refused hold is a refused move",
                            "the second book would post what the first one does not hold",
                            "Move",
                            "begun",
                            replacing(call("posted"), at -> at.pop().iconst_1()),
                            "MovesTest#eitherBookRefusesAndThenNothingMoved[0]"),
                    guard(
                            "second half's id follows from the move's",
                            "whoever asks the second book again would move the money again",
                            "MoveOrder",
                            "arrival",
                            replacing(
                                    call("arrivalOf"),
                                    at ->
                                            at.pop()
                                                    .invokestatic(
                                                            TRANSFER_ID,
                                                            "next",
                                                            MethodTypeDesc.of(TRANSFER_ID))),
                            "MovesTest#whatACrashLeavesAfterAnyStepIsCarriedOnByAnother[2]"),
                    guard(
                            "refused second half frees the first",
                            "what no other book got would leave this one",
                            "MoveOrder",
                            "end",
                            replacing(call("posted"), at -> at.pop().iconst_1()),
                            "MovesTest#eitherBookRefusesAndThenNothingMoved[4]"),
                    guard(
                            "ended move is not ended again",
                            "another end would be tried, and fail",
                            "EndMove",
                            "handle",
                            replacing(call("underWay"), at -> at.pop().iconst_1()),
                            "MoveGuardTest#aMoveThatEndedStaysAsItIsWhateverItIsTold"),
                    guard(
                            "end whose id is taken takes another",
                            "whoever guesses the id would hold up the move for ever",
                            "EndMove",
                            "post",
                            replacing(
                                    element ->
                                            element instanceof FieldInstruction access
                                                    && access.opcode() == Opcode.GETSTATIC
                                                    && access.name().equalsString("ID_REUSED"),
                                    at -> at.aconst_null()),
                            "MovesTest#anEndWhoseIdIsTakenComesAllTheSame"),
                    guard(
                            "end that is refused is rolled back",
                            "a move would say that it moved what it did not",
                            "EndMove",
                            "post",
                            replacing(call("posted"), at -> at.pop().iconst_1()),
                            "MoveGuardTest#anEndThatIsRefusedChangesNothing"),
                    guard(
                            "end finds its move",
                            "what was held would be let go without a word in the move",
                            "MoveRows",
                            "end",
                            replacingFirst(call("size"), at -> at.pop().iconst_0()),
                            "MoveGuardTest#anEndIsOfAMoveThatIsUnderWay"),
                    guard(
                            "freeze does not hold what has moved",
                            "a frozen account would keep what the other book has already",
                            "Posting",
                            "refuseAccounts",
                            replacing(call("clearing"), at -> at.pop().iconst_0()),
                            "MovesTest#whatIsHeldForAMoveCannotBeHeldUpByAFreeze"),
                    guard(
                            "moves of other servers' books are left alone",
                            "a server would claim, again and again, what it cannot carry on",
                            "Moves",
                            "claim",
                            sql("to_book = ANY", "0 <> ANY"),
                            "MoveGuardTest#aServerClaimsMovesOfItsOwnBooksOnly"));
}

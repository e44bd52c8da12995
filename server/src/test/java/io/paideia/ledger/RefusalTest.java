package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.money.Money;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One refusal per test: what is refused, that nothing moved, and that the answer stays. */
@Timeout(60)
final class RefusalTest extends Bookkeeping {

    private static final Duration MOMENT = Duration.ofNanos(1_000);

    @Test
    void aRepetitionAnswersExistsAndMovesNothing() {
        Transfer once = move(bank, ada, 100);
        assertThat(each(once)).containsExactly(CREATED);
        assertThat(each(once)).containsExactly(EXISTS);
        assertThat(balance(ada)).isEqualTo("0 100 0 0");
    }

    @Test
    void aRefusalStaysTheAnswerWhenThereIsMoneyLater() {
        Transfer early = move(ada, bob, 10);
        assertThat(each(early)).containsExactly(INSUFFICIENT_FUNDS);
        assertThat(each(move(bank, ada, 10), early)).containsExactly(CREATED, INSUFFICIENT_FUNDS);
        assertThat(balance(ada)).isEqualTo("0 10 0 0");
    }

    @Test
    void aRefusedIdIsNotUsedForOtherContent() {
        TransferId id = TransferId.next();
        assertThat(each(move(id, ada, bob, 10))).containsExactly(INSUFFICIENT_FUNDS);
        assertThat(each(move(id, bank, bob, 10))).containsExactly(ID_REUSED);
    }

    @Test
    void nothingIsNotMoved() {
        assertThat(each(move(bank, ada, 0), move(bank, ada, -1))).containsOnly(AMOUNT_NOT_POSITIVE);
    }

    @Test
    void nothingMovesFromAnAccountToItself() {
        assertThat(each(move(bank, bank, 1))).containsExactly(SAME_ACCOUNT);
    }

    @Test
    void currenciesDoNotMix() {
        Account dollars = new Account(ada.code(), io.paideia.money.Currency.of("USD"));
        assertThat(each(move(bank, dollars, 1))).containsExactly(CURRENCY_MISMATCH);
    }

    @Test
    void onlyAHoldIsPosted() {
        Transfer single = move(bank, ada, 10);
        assertThat(each(hold(bank, ada, 10), single, post(single, 10)))
                .containsExactly(CREATED, CREATED, PENDING_NOT_FOUND);
        assertThat(balance(ada)).isEqualTo("0 10 0 10");
    }

    @Test
    void aHoldIsPostedBetweenItsOwnAccounts() {
        Transfer held = hold(bank, ada, 10);
        Transfer other = hold(bank, bob, 10);
        Transfer wrong =
                new Transfer(
                        TransferId.next(),
                        bank,
                        bob,
                        held.amount(),
                        "sale",
                        Transfer.Phase.POST,
                        held.id(),
                        null,
                        null,
                        Transfer.Balancing.NONE);
        assertThat(each(held, other, wrong)).containsExactly(CREATED, CREATED, PENDING_DIFFERS);
    }

    @Test
    void aHoldIsPostedOnce() {
        Transfer held = hold(ada, bob, 10);
        each(move(bank, ada, 100), held, hold(ada, bob, 10), post(held, 10));
        assertThat(each(post(held, 10), cancel(held))).containsOnly(PENDING_ALREADY_RESOLVED);
        assertThat(balance(ada)).isEqualTo("10 100 10 0");
    }

    @Test
    void noMoreIsPostedThanWasHeld() {
        Transfer held = hold(bank, ada, 10);
        assertThat(each(held, post(held, 11))).containsExactly(CREATED, EXCEEDS_PENDING);
    }

    @Test
    void whatIsOverIsNotPosted() {
        Transfer held = hold(bank, ada, 10).within(MOMENT);
        each(held);
        assertThat(each(post(held, 10), cancel(held))).containsOnly(PENDING_EXPIRED);
        assertThat(each(expiry(held))).containsExactly(CREATED);
        assertThat(balance(ada)).isEqualTo("0 0 0 0");
    }

    @Test
    void whatIsNotOverDoesNotExpire() {
        Transfer held = hold(bank, ada, 10).within(Duration.ofHours(1));
        each(held);
        assertThat(each(expiry(held))).containsExactly(PENDING_NOT_EXPIRED);
        assertThat(balance(ada)).isEqualTo("0 0 0 10");
    }

    private static Transfer expiry(Transfer held) {
        return new Transfer(
                TransferId.next(),
                held.debit(),
                held.credit(),
                held.amount(),
                held.kind(),
                Transfer.Phase.EXPIRE,
                held.id(),
                null,
                null,
                Transfer.Balancing.NONE);
    }

    @Test
    void onlyWhatMovedIsReversed() {
        Transfer held = hold(bank, ada, 10);
        assertThat(each(move(bank, ada, 10), held, reversal(held)))
                .containsExactly(CREATED, CREATED, ORIGINAL_NOT_FOUND);
    }

    @Test
    void theWholeIsReversedOrNothing() {
        Transfer moved = move(bank, ada, 10);
        Transfer less = move(moved.id(), bank, ada, 9);
        assertThat(each(moved, reversal(less))).containsExactly(CREATED, ORIGINAL_DIFFERS);
    }

    @Test
    void whatWasReversedIsNotReversedAgain() {
        Transfer moved = move(bank, ada, 10);
        assertThat(each(move(bank, ada, 10), moved, reversal(moved))).containsOnly(CREATED);
        assertThat(each(reversal(moved))).containsExactly(ALREADY_REVERSED);
        assertThat(balance(ada)).isEqualTo("10 20 0 0");
    }

    private static Transfer reversal(Transfer of) {
        return Transfer.reversal(TransferId.next(), of);
    }

    @Test
    void aLimitedAccountGivesNoMoreThanItHas() {
        each(move(bank, ada, 10));
        assertThat(each(move(ada, bob, 11))).containsExactly(INSUFFICIENT_FUNDS);
        assertThat(balance(ada)).isEqualTo("0 10 0 0");
    }

    @Test
    void whatIsHeldIsNotGivenTwice() {
        assertThat(each(move(bank, ada, 10), hold(ada, bob, 10), hold(ada, bob, 1)))
                .containsExactly(CREATED, CREATED, INSUFFICIENT_FUNDS);
    }

    @Test
    void anAccountWhoseCreditsAreLimitedTakesNoMoreThanItGave() {
        Account debtor = account(bank.code() + ":debtor");
        order(new AccountOrders.Open(debtor, Limit.CREDITS));
        each(move(debtor, ada, 10));
        assertThat(each(move(bank, debtor, 11))).containsExactly(EXCEEDS_DEBITS);
        assertThat(each(move(bank, debtor, 10))).containsExactly(CREATED);
    }

    @Test
    void nothingToBalanceIsARefusal() {
        assertThat(each(move(ada, bob, 10).balancing(Transfer.Balancing.DEBIT)))
                .containsExactly(INSUFFICIENT_FUNDS);
    }

    @Test
    void nothingLeavesAFrozenAccount() {
        each(move(bank, ada, 10));
        freeze(ada);
        assertThat(each(move(ada, bob, 1))).containsExactly(ACCOUNT_FROZEN);
        assertThat(each(move(bank, ada, 1))).containsExactly(CREATED);
    }

    @Test
    void aFrozenAccountHasNothingFree() {
        each(move(bank, ada, 10));
        freeze(ada);
        assertThat(free(ada)).containsEntry(ada, new Money(CNY, 0));
    }

    @Test
    void aClosedAccountTakesNothing() {
        each(move(bank, ada, 10), move(ada, bank, 10));
        close(ada);
        assertThat(each(move(bank, ada, 1))).containsExactly(ACCOUNT_CLOSED);
    }

    @Test
    void aClosedAccountStaysClosed() {
        each(move(bank, ada, 10), move(ada, bank, 10));
        assertThat(order(new AccountOrders.Change(ada, null, true)))
                .isEqualTo(AccountOrders.Answer.DONE);
        assertThat(order(new AccountOrders.Change(ada, null, false)))
                .isEqualTo(AccountOrders.Answer.CLOSED);
    }

    @Test
    void anAccountWithMoneyIsNotClosed() {
        each(move(bank, ada, 10));
        assertThat(order(new AccountOrders.Change(ada, null, true)))
                .isEqualTo(AccountOrders.Answer.NOT_EMPTY);
    }

    private AccountOrders.Answer order(AccountOrders.Order order) {
        return lane.call(new AccountOrders(ledger), order);
    }

    private void freeze(Account account) {
        order(new AccountOrders.Change(account, true, null));
    }

    private void close(Account account) {
        order(new AccountOrders.Change(account, null, true));
    }
}

package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger decides, as tables of balances. */
@Timeout(60)
final class LedgerTest extends Bookkeeping {

    @Test
    void movesAnAmountFromDebitToCredit() {
        assertThat(each(move(bank, ada, 100), move(ada, bob, 30))).containsOnly(CREATED);
        // debits posted, credits posted, debits pending, credits pending
        assertThat(balance(bank)).isEqualTo("100 0 0 0");
        assertThat(balance(ada)).isEqualTo("30 100 0 0");
        assertThat(balance(bob)).isEqualTo("0 30 0 0");
        assertThat(free(bank, ada, bob, account("never:opened")))
                .containsEntry(bank, new Money(CNY, -100))
                .containsEntry(ada, new Money(CNY, 70))
                .containsEntry(account("never:opened"), new Money(CNY, 0));
    }

    @Test
    void refusesInTheOrderOfItsOutcomes() {
        Account dollars = new Account(ada.code(), Currency.of("USD"));
        TransferId used = TransferId.next();
        Transfer first = move(used, bank, ada, 100);
        Transfer held = hold(ada, bob, 50);
        assertThat(each(first, held)).containsOnly(CREATED);
        Money one = new Money(CNY, 1);
        assertThat(
                        each(
                                first,
                                move(used, bank, bank, -1),
                                move(bank, bank, 0),
                                move(bank, bank, -1),
                                Transfer.single(
                                        TransferId.next(), dollars, dollars, one, "sale", null),
                                move(dollars, bank, 1),
                                resolving(TransferId.next(), bob, ada, 60),
                                resolving(first.id(), ada, bob, 60),
                                resolving(held.id(), bob, ada, 60),
                                resolving(held.id(), ada, bob, 51),
                                move(ada, bob, 51),
                                post(held, 50),
                                post(held, 50),
                                cancel(held)))
                .containsExactly(
                        EXISTS,
                        ID_REUSED,
                        AMOUNT_NOT_POSITIVE,
                        AMOUNT_NOT_POSITIVE,
                        SAME_ACCOUNT,
                        CURRENCY_MISMATCH,
                        PENDING_NOT_FOUND,
                        PENDING_NOT_FOUND,
                        PENDING_DIFFERS,
                        EXCEEDS_PENDING,
                        INSUFFICIENT_FUNDS,
                        CREATED,
                        PENDING_ALREADY_RESOLVED,
                        PENDING_ALREADY_RESOLVED);
    }

    private static Transfer resolving(TransferId held, Account from, Account to, long amount) {
        return new Transfer(
                TransferId.next(),
                from,
                to,
                new Money(CNY, amount),
                "sale",
                Transfer.Phase.POST,
                held,
                null,
                null,
                Transfer.Balancing.NONE);
    }

    @Test
    void refusesWhatWouldLeaveSixtyFourBits() {
        Account other = account("suspense:" + bank.code().replace(":", "_"));
        assertThat(each(move(bank, other, Long.MAX_VALUE), move(bank, other, 1)))
                .containsExactly(CREATED, OVERFLOW);
        // What is held must fit beside what is posted, or it could never be posted.
        assertThat(
                        each(
                                hold(bank, other, 1),
                                hold(other, bank, Long.MAX_VALUE),
                                hold(other, bank, 1)))
                .containsExactly(OVERFLOW, CREATED, OVERFLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amount", "kind", "debit", "credit", "phase", "currency", "reference"})
    void aRepeatedIdWithOtherContentIsAnErrorEvenWithinABatch(String changed) {
        TransferId id = TransferId.next();
        Transfer first = move(id, bank, ada, 100);
        Money dollars = new Money(Currency.of("USD"), 100);
        Transfer other =
                switch (changed) {
                    case "amount" -> move(id, bank, ada, 101);
                    case "kind" -> Transfer.single(id, bank, ada, first.amount(), "gift", null);
                    case "debit" -> move(id, bob, ada, 100);
                    case "credit" -> move(id, bank, bob, 100);
                    case "phase" -> Transfer.pending(id, bank, ada, first.amount(), "sale", null);
                    case "currency" -> Transfer.single(id, bank, ada, dollars, "sale", null);
                    default -> Transfer.single(id, bank, ada, first.amount(), "sale", "ord_1");
                };
        assertThat(each(first, first, other)).containsExactly(CREATED, EXISTS, ID_REUSED);
        assertThat(each(other, first)).containsExactly(ID_REUSED, EXISTS);
        assertThat(balance(ada)).isEqualTo("0 100 0 0");
    }

    @Test
    void holdsThenPostsWhollyOrInPartOrFrees() {
        Transfer whole = hold(ada, bob, 40);
        Transfer part = hold(ada, bob, 30);
        Transfer none = hold(ada, bob, 30);
        assertThat(each(move(bank, ada, 100), whole, part, none)).containsOnly(CREATED);
        assertThat(balance(ada)).isEqualTo("0 100 100 0");
        assertThat(balance(bob)).isEqualTo("0 0 0 100");
        assertThat(each(move(ada, bob, 1))).containsExactly(INSUFFICIENT_FUNDS);
        assertThat(each(post(whole, 40))).containsExactly(CREATED);
        assertThat(balance(ada)).isEqualTo("40 100 60 0");
        assertThat(each(post(part, 10))).containsExactly(CREATED);
        assertThat(balance(ada)).isEqualTo("50 100 30 0");
        assertThat(each(cancel(none))).containsExactly(CREATED);
        assertThat(balance(ada)).isEqualTo("50 100 0 0");
        assertThat(balance(bob)).isEqualTo("0 50 0 0");
        assertThat(each(post(none, 1), post(whole, 1))).containsOnly(PENDING_ALREADY_RESOLVED);
    }

    @Test
    void aGroupIsPostedWhollyOrLeavesNoTrace() {
        Transfer held = hold(ada, bob, 10);
        each(move(bank, ada, 100), held);
        Transfer inside = move(ada, bob, 50);
        assertThat(linked(inside, post(held, 10), move(ada, bob, 41)))
                .containsExactly(GROUP_REFUSED, GROUP_REFUSED, INSUFFICIENT_FUNDS);
        assertThat(balance(ada)).isEqualTo("0 100 10 0");
        // nothing of it is left but the answers: other ids may use the pending one
        assertThat(linked(move(ada, bob, 50), post(held, 10), move(ada, bob, 40)))
                .containsOnly(CREATED);
        assertThat(each(inside)).containsExactly(GROUP_REFUSED);
        assertThat(balance(ada)).isEqualTo("100 100 0 0");
    }

    @Test
    void whatFollowsARefusedGroupInTheBatchSeesItsBalancesUndone() {
        Transfer inside = move(ada, bob, 100);
        List<List<Transfer>> groups =
                List.of(
                        List.of(move(bank, ada, 100)),
                        List.of(inside, move(ada, bob, 1)),
                        List.of(move(ada, bob, 100)),
                        List.of(inside),
                        List.of());
        assertThat(lane.call(ledger, groups))
                .containsExactly(
                        List.of(CREATED),
                        List.of(GROUP_REFUSED, INSUFFICIENT_FUNDS),
                        List.of(CREATED),
                        List.of(GROUP_REFUSED),
                        List.of());
        assertThat(balance(bob)).isEqualTo("0 100 0 0");
    }
}

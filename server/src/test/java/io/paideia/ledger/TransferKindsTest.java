package io.paideia.ledger;

import static io.paideia.ledger.AccountOrders.Answer.*;
import static io.paideia.ledger.Outcome.*;
import static io.paideia.ledger.Outcome.ACCOUNT_CLOSED;
import static io.paideia.ledger.TimedBook.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ledger.Transfer.Balancing;
import io.paideia.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of transfer and every flag of an account, as tables of answers and balances. */
@Timeout(60)
final class TransferKindsTest {

    private final TimedBook book = new TimedBook();
    private final Account bank = account("bank");
    private final Account ada = account("buyer:ada:wallet");
    private final Account bob = account("buyer:bob:wallet");
    private final Account debt = account("debt");

    @BeforeEach
    void prepare() {
        book.open(debt, Limit.CREDITS);
        book.each(move(bank, ada, 100), move(debt, bank, 50));
    }

    @AfterEach
    void close() {
        book.close();
    }

    // --- limits and flags

    @ParameterizedTest
    @CsvSource({
        "buyer:x:wallet, DEBITS", "creator:x:pending, DEBITS", "platform:x:available, DEBITS",
        "creator:x:in_transit, DEBITS", "creator:x:receivable, NONE", "revenue:fees, NONE",
        "channel:alipay, NONE"
    })
    void anAccountThatATransferOpensIsLimitedByItsCode(String code, Limit limit) {
        book.each(move(bank, account(code), 1));
        assertThat(book.open(account(code), limit)).isEqualTo(BEFORE);
        for (Limit other : Limit.values()) {
            assertThat(book.open(account(code), other))
                    .isEqualTo(other == limit ? BEFORE : DIFFERS);
        }
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void anAccountIsOpenedWithTheLimitThatIsAskedForWhateverItsCode(Limit limit) {
        Account odd = account("odd:wallet");
        assertThat(book.open(odd, limit)).isEqualTo(DONE);
        book.ledger = book.anotherLedger();
        assertThat(book.open(odd, limit)).isEqualTo(BEFORE);
        assertThat(book.each(move(odd, bank, 10), move(bank, odd, 11)))
                .containsExactly(
                        limit == Limit.DEBITS ? INSUFFICIENT_FUNDS : CREATED,
                        limit == Limit.CREDITS ? EXCEEDS_DEBITS : CREATED);
    }

    @Test
    void nothingLeavesAFrozenAccountButMoneyComesInAndWhatIsHeldComesFree() {
        Transfer held = hold(ada, bob, 10);
        Transfer freed = hold(ada, bob, 10);
        Transfer timed = hold(ada, bob, 10).within(Duration.ofSeconds(5));
        Transfer spent = move(ada, bob, 10);
        book.each(held, freed, timed, spent);
        assertThat(book.freeze(ada)).isEqualTo(DONE);
        assertThat(book.freeze(ada)).isEqualTo(BEFORE);
        book.pass(Duration.ofSeconds(5));
        assertThat(
                        book.each(
                                move(ada, bob, 1),
                                hold(ada, bob, 1),
                                move(ada, bob, 1).balancing(Balancing.DEBIT),
                                Transfer.post(TransferId.next(), held, held.amount()),
                                move(bank, ada, 5),
                                Transfer.reversal(TransferId.next(), spent),
                                Transfer.cancel(TransferId.next(), freed)))
                .containsExactly(
                        ACCOUNT_FROZEN,
                        ACCOUNT_FROZEN,
                        ACCOUNT_FROZEN,
                        ACCOUNT_FROZEN,
                        CREATED,
                        CREATED,
                        CREATED);
        assertThat(book.expire(10)).isEqualTo(1);
        assertThat(book.balance(ada)).isEqualTo("10 115 10 0");
        assertThat(book.thaw(ada)).isEqualTo(DONE);
        assertThat(book.thaw(ada)).isEqualTo(BEFORE);
        assertThat(book.each(Transfer.post(TransferId.next(), held, held.amount())))
                .containsExactly(CREATED);
    }

    @Test
    void anAccountIsClosedWhenItIsEmptyAndStaysClosed() {
        assertThat(book.shut(account("nobody"))).isEqualTo(NOT_FOUND);
        assertThat(book.shut(ada)).isEqualTo(NOT_EMPTY);
        Transfer held = hold(ada, bob, 100);
        book.each(held);
        assertThat(book.shut(bob)).isEqualTo(NOT_EMPTY);
        Transfer all = Transfer.post(TransferId.next(), held, held.amount());
        book.each(all);
        assertThat(book.shut(ada)).isEqualTo(DONE);
        assertThat(book.shut(ada)).isEqualTo(BEFORE);
        assertThat(book.order(new AccountOrders.Change(ada, null, false))).isEqualTo(CLOSED);
        assertThat(book.freeze(ada)).isEqualTo(CLOSED);
        assertThat(book.open(ada, Limit.DEBITS)).isEqualTo(BEFORE);
        book.ledger = book.anotherLedger();
        assertThat(
                        book.each(
                                move(bank, ada, 1),
                                move(ada, bank, 1),
                                hold(bank, ada, 1),
                                Transfer.reversal(TransferId.next(), all)))
                .containsOnly(ACCOUNT_CLOSED);
        assertThat(book.opened(ada).closed()).isTrue();
    }

    @Test
    void anotherServersFlagsAndBalancesAreSeenAtOnce() {
        Ledger other = book.anotherLedger();
        assertThat(book.lane.call(other, List.of(move(bank, ada, 1)))).containsExactly(CREATED);
        book.freeze(ada);
        assertThat(book.lane.call(other, List.of(move(ada, bob, 1))))
                .containsExactly(ACCOUNT_FROZEN);
        AccountOrders others = new AccountOrders(other);
        book.lane.call(others, new AccountOrders.Change(ada, false, null));
        assertThat(book.each(move(ada, bob, 101))).containsExactly(CREATED);
        assertThat(book.lane.call(other, List.of(move(ada, bob, 1))))
                .containsExactly(INSUFFICIENT_FUNDS);
    }

    // --- reversal

    @Test
    void aReversalMovesItBackOnceAndCanBeReversedItself() {
        Transfer sale = move(ada, bob, 30);
        Transfer held = hold(ada, bob, 20);
        Transfer part = Transfer.post(TransferId.next(), held, Money.of("CNY", 15));
        book.each(sale, held, part);
        Transfer back = Transfer.reversal(TransferId.next(), sale);
        Transfer again = Transfer.reversal(TransferId.next(), back);
        assertThat(
                        book.each(
                                back,
                                back,
                                Transfer.reversal(TransferId.next(), sale),
                                again,
                                Transfer.reversal(TransferId.next(), back),
                                Transfer.reversal(TransferId.next(), part),
                                Transfer.reversal(TransferId.next(), held),
                                Transfer.reversal(TransferId.next(), move(ada, bob, 1))))
                .containsExactly(
                        CREATED,
                        EXISTS,
                        ALREADY_REVERSED,
                        CREATED,
                        ALREADY_REVERSED,
                        CREATED,
                        ORIGINAL_NOT_FOUND,
                        ORIGINAL_NOT_FOUND);
        assertThat(book.balance(ada)).isEqualTo("75 145 0 0");
        assertThat(book.balance(bob)).isEqualTo("45 75 0 0");
    }

    @Test
    void whatABalancingTransferReallyMovedIsReversed() {
        Transfer most = move(ada, bob, 1_000).balancing(Balancing.DEBIT);
        book.each(most);
        assertThat(
                        book.each(
                                Transfer.reversal(TransferId.next(), most),
                                Transfer.reversal(
                                        TransferId.next(), move(most.id(), ada, bob, 100))))
                .containsExactly(ORIGINAL_DIFFERS, CREATED);
        assertThat(book.balance(ada)).isEqualTo("100 200 0 0");
    }

    // --- balancing

    @Test
    void balancingTakesWhatIsThereOnTheDebitSideUpToTheAmount() {
        book.each(hold(ada, bob, 30));
        Transfer less = move(ada, bob, 60).balancing(Balancing.DEBIT);
        Transfer rest = move(ada, bob, 60).balancing(Balancing.DEBIT);
        Transfer none = move(ada, bob, 60).balancing(Balancing.DEBIT);
        assertThat(book.each(less, rest, none))
                .containsExactly(CREATED, CREATED, INSUFFICIENT_FUNDS);
        assertThat(book.balance(ada)).isEqualTo("70 100 30 0");
        book.each(move(bank, ada, 500));
        // Repeated, it tells what was; it does not look again what is there.
        assertThat(book.each(less, rest, none)).containsExactly(EXISTS, EXISTS, INSUFFICIENT_FUNDS);
        assertThat(
                        book.each(
                                move(rest.id(), ada, bob, 60),
                                move(rest.id(), ada, bob, 10).balancing(Balancing.DEBIT),
                                rest.balancing(Balancing.CREDIT)))
                .containsOnly(ID_REUSED);
        assertThat(book.entries.amounts(List.of(less.id(), rest.id(), none.id())))
                .containsOnly(
                        java.util.Map.entry(less.id(), Money.of("CNY", 60)),
                        java.util.Map.entry(rest.id(), Money.of("CNY", 10)));
    }

    @Test
    void balancingGivesWhatIsLackingOnTheCreditSideUpToTheAmount() {
        book.each(hold(bank, debt, 10));
        Transfer less = move(bank, debt, 25).balancing(Balancing.CREDIT);
        Transfer rest = move(bank, debt, 25).balancing(Balancing.CREDIT);
        Transfer none = move(bank, debt, 25).balancing(Balancing.CREDIT);
        assertThat(book.each(less, rest, none, less))
                .containsExactly(CREATED, CREATED, EXCEEDS_DEBITS, EXISTS);
        assertThat(book.balance(debt)).isEqualTo("50 40 0 10");
    }

    @Test
    void aBalancingHoldHoldsWhatIsThere() {
        Transfer held = hold(ada, bob, 400).balancing(Balancing.DEBIT);
        assertThat(book.each(held, hold(ada, bob, 1).balancing(Balancing.DEBIT)))
                .containsExactly(CREATED, INSUFFICIENT_FUNDS);
        assertThat(book.balance(ada)).isEqualTo("0 100 100 0");
        assertThat(
                        book.each(
                                Transfer.post(TransferId.next(), held, Money.of("CNY", 101)),
                                Transfer.post(TransferId.next(), held, Money.of("CNY", 100))))
                .containsExactly(EXCEEDS_PENDING, CREATED);
    }

    // --- timeouts and expiry

    @Test
    void aTimeoutBelongsToTheOrder() {
        Transfer held = hold(ada, bob, 10).within(Duration.ofSeconds(60));
        assertThat(
                        book.each(
                                held,
                                held,
                                held.within(Duration.ofSeconds(61)),
                                Transfer.pending(
                                        held.id(), ada, bob, held.amount(), held.kind(), null)))
                .containsExactly(CREATED, EXISTS, ID_REUSED, ID_REUSED);
    }

    @Test
    void whatIsDueExpiresToTheMicrosecondAndNoLaterPostCounts() {
        Transfer held = hold(ada, bob, 10).within(Duration.ofSeconds(60));
        Transfer posted = hold(ada, bob, 10).within(Duration.ofSeconds(60));
        book.each(held, posted);
        book.pass(Duration.ofSeconds(60).minusNanos(1_000));
        assertThat(book.expire(10)).isZero();
        assertThat(book.each(Transfer.post(TransferId.next(), posted, posted.amount())))
                .containsExactly(CREATED);
        assertThat(book.due()).isEqualTo(1);
        book.pass(Duration.ofNanos(1_000));
        Transfer late = Transfer.post(TransferId.next(), held, held.amount());
        // Over, though nobody looked yet: still held, but neither posted nor voided.
        assertThat(book.each(late, Transfer.cancel(TransferId.next(), held)))
                .containsOnly(PENDING_EXPIRED);
        assertThat(book.balance(ada)).isEqualTo("10 100 10 0");
        assertThat(book.expire(10)).isEqualTo(1);
        assertThat(book.expire(10)).isZero();
        assertThat(book.due()).isZero();
        assertThat(book.balance(ada)).isEqualTo("10 100 0 0");
        assertThat(book.balance(bob)).isEqualTo("0 10 0 0");
        assertThat(book.each(late, Transfer.expiry(TransferId.next(), held)))
                .containsOnly(PENDING_EXPIRED);
        assertThat(book.entries.before(book.opened(ada), Period.ALL.end()).newest())
                .isNotNull()
                .returns("expire", Entry::phase)
                .returns(TransferId.of(held.id().value(), -1), Entry::transfer);
    }

    @Test
    void thousandsExpireInAsManyPassesAsItTakesAndOnceOnly() {
        List<List<Transfer>> many =
                IntStream.range(0, 2_500)
                        .mapToObj(n -> List.of(hold(bank, bob, 1).within(Duration.ofSeconds(1))))
                        .toList();
        book.groups(many);
        book.pass(Duration.ofSeconds(1));
        ExpireDue one = new ExpireDue(book.ledger);
        ExpireDue two = new ExpireDue(book.anotherLedger());
        List<CompletableFuture<ExpireDue.Swept>> sweeps = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sweeps.add(book.lane.submit(i % 2 == 0 ? one : two, new ExpireDue.Sweep(500)));
        }
        assertThat(sweeps.stream().mapToInt(sweep -> sweep.join().expired()).sum())
                .isEqualTo(2_500);
        assertThat(book.balance(bob)).isEqualTo("0 0 0 0");
        assertThat(book.due()).isZero();
    }

    @Test
    void whoeverTakesTheIdOfAnExpiryDoesNotKeepItsMoneyHeld() {
        Transfer held = hold(ada, bob, 10).within(Duration.ofSeconds(1));
        book.each(held, move(TransferId.of(held.id().value(), -1), bank, bob, 1));
        book.pass(Duration.ofSeconds(1));
        assertThat(book.expire(10)).isEqualTo(1);
        assertThat(book.balance(ada)).isEqualTo("0 100 0 0");
    }

    @Test
    void ofAVoidAndAnExpiryAtOneTimeOneWins() {
        for (int i = 0; i < 20; i++) {
            Transfer held = hold(ada, bob, 10).within(Duration.ofMillis(1));
            book.each(held);
            Transfer free = Transfer.cancel(TransferId.next(), held);
            CompletableFuture<List<Outcome>> voided;
            if (i % 2 == 0) {
                voided = book.lane.submit(book.ledger, List.of(free));
                book.pass(Duration.ofMillis(1));
            } else {
                book.pass(Duration.ofMillis(1));
                voided = book.lane.submit(book.ledger, List.of(free));
            }
            int expired = book.expire(10);
            assertThat(voided.join()).containsExactly(expired == 1 ? PENDING_EXPIRED : CREATED);
            assertThat(book.balance(ada)).isEqualTo("0 100 0 0");
        }
    }

    // --- what is remembered

    @Test
    void aRefusalStaysTheAnswerWhateverComesLaterAndWhoeverIsAsked() {
        Transfer poor = move(ada, bob, 101);
        Transfer inside = move(ada, bob, 1);
        Transfer culprit = move(ada, bob, 1_000);
        assertThat(book.each(poor)).containsExactly(INSUFFICIENT_FUNDS);
        assertThat(book.linked(inside, culprit)).containsExactly(GROUP_REFUSED, INSUFFICIENT_FUNDS);
        book.each(move(bank, ada, 5_000));
        for (int i = 0; i < 2; i++) {
            assertThat(book.each(poor, inside, culprit))
                    .containsExactly(INSUFFICIENT_FUNDS, GROUP_REFUSED, INSUFFICIENT_FUNDS);
            assertThat(book.linked(inside, culprit))
                    .containsExactly(GROUP_REFUSED, INSUFFICIENT_FUNDS);
            assertThat(book.linked(move(ada, bob, 1), poor))
                    .containsExactly(GROUP_REFUSED, INSUFFICIENT_FUNDS);
            assertThat(book.each(move(poor.id(), ada, bob, 1), move(inside.id(), ada, bob, 2)))
                    .containsOnly(ID_REUSED);
            book.ledger = book.anotherLedger();
        }
        assertThat(book.balance(ada)).isEqualTo("0 5100 0 0");
    }

    @Test
    void aGroupThatNamesWhatWasPostedOrRefusedBeforeSaysSo() {
        Transfer before = move(ada, bob, 10);
        Transfer poor = move(ada, bob, 101);
        book.each(before, poor);
        assertThat(book.linked(before, move(ada, bob, 10))).containsExactly(EXISTS, CREATED);
        Transfer fresh = move(ada, bob, 10);
        assertThat(book.linked(fresh, before, poor))
                .containsExactly(GROUP_REFUSED, GROUP_REFUSED, INSUFFICIENT_FUNDS);
        assertThat(book.each(fresh, before, poor))
                .containsExactly(GROUP_REFUSED, EXISTS, INSUFFICIENT_FUNDS);
        assertThat(book.balance(ada)).isEqualTo("20 100 0 0");
    }

    @Test
    void aRefusedGroupLeavesNoMarkBehind() {
        List<Transfer> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(move(bank, bob, 1));
        }
        many.add(move(ada, bob, 1_000));
        book.linked(many.toArray(Transfer[]::new));
        book.each(
                IntStream.range(0, 70).mapToObj(_ -> move(bank, bob, 1)).toArray(Transfer[]::new));
        Statement statement = book.statement(bank, Period.ALL);
        // Before there was one transfer of 100 from the bank and one of 50 to it.
        assertThat(statement.debits()).isEqualTo(Money.of("CNY", 170));
        assertThat(statement.credits()).isEqualTo(Money.of("CNY", 50));
        assertThat(statement.entryCount()).isEqualTo(72);
    }

    private static Transfer move(Account from, Account to, long amount) {
        return move(TransferId.next(), from, to, amount);
    }

    private static Transfer move(TransferId id, Account from, Account to, long amount) {
        return Transfer.single(id, from, to, Money.of("CNY", amount), "sale", null);
    }

    private static Transfer hold(Account from, Account to, long amount) {
        return Transfer.pending(TransferId.next(), from, to, Money.of("CNY", amount), "sale", null);
    }
}

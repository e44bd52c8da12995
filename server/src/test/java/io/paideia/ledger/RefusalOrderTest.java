package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;
import static io.paideia.ledger.TimedBook.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ledger.Transfer.Balancing;
import io.paideia.ledger.Transfer.Phase;
import io.paideia.money.Money;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Walks the order of the refusals for every kind of transfer. Each row has what its refusal needs,
 * and what a later one needs too: the earlier is given. What no row of a kind shows cannot happen
 * to it; the last test says why.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalOrderTest {

    private static final Account BANK = account("bank");
    private static final Account FULL = account("full");
    private static final Account ADA = account("buyer:ada:wallet");
    private static final Account BOB = account("buyer:bob:wallet");
    private static final Account FROZEN = account("frozen");
    private static final Account CLOSED = account("closed");
    private static final Account SHUT = account("shut");
    private static final Account OWES = account("owes");

    private static final Transfer USED = single(BANK, ADA, 100);
    private static final Transfer HELD = pending(ADA, BOB, 10);
    private static final Transfer ENDED = pending(ADA, BOB, 10);
    private static final Transfer LATE = pending(ADA, BOB, 10).within(Duration.ofSeconds(1));
    private static final Transfer EXPIRED = pending(ADA, BOB, 10).within(Duration.ofMillis(1));
    private static final Transfer TIMED = pending(ADA, BOB, 10).within(Duration.ofDays(1));
    private static final Transfer ICED = pending(FROZEN, BOB, 10);
    private static final Transfer TO_FROZEN = single(BANK, FROZEN, 10);
    private static final Transfer ONCE = single(BANK, ADA, 20);
    private static final Transfer GIVEN = single(BANK, CLOSED, 5);
    private static final Transfer SPENT = single(BANK, BOB, 30);
    private static final Transfer SMALL = single(FULL, BANK, 5);
    private static final Transfer RETURNED = single(BANK, SHUT, 7);
    private static final Transfer LENT = single(OWES, BANK, 40);

    private final TimedBook book = new TimedBook();

    record Row(Outcome outcome, Transfer order) {
        @Override
        public String toString() {
            return order.phase() + " " + order.balancing() + ": " + outcome;
        }
    }

    static final List<Row> SINGLE_OR_PENDING =
            Stream.of(Phase.SINGLE, Phase.PENDING)
                    .flatMap(
                            phase ->
                                    Stream.of(
                                            row(ID_REUSED, phase, used(BANK, ADA, 0)),
                                            row(AMOUNT_NOT_POSITIVE, phase, of(ADA, ADA, 0)),
                                            row(AMOUNT_NOT_POSITIVE, phase, of(CLOSED, ADA, -1)),
                                            row(SAME_ACCOUNT, phase, dollars(CLOSED, CLOSED)),
                                            row(CURRENCY_MISMATCH, phase, dollars(CLOSED, ADA)),
                                            row(ACCOUNT_CLOSED, phase, of(FROZEN, CLOSED, 1)),
                                            row(
                                                    ACCOUNT_CLOSED,
                                                    phase,
                                                    of(CLOSED, ADA, Long.MAX_VALUE)),
                                            row(
                                                    ACCOUNT_FROZEN,
                                                    phase,
                                                    of(FROZEN, FULL, Long.MAX_VALUE)),
                                            row(OVERFLOW, phase, of(FULL, OWES, 1)),
                                            row(OVERFLOW, phase, of(ADA, BANK, Long.MAX_VALUE)),
                                            row(INSUFFICIENT_FUNDS, phase, of(BOB, OWES, 1_000)),
                                            row(EXCEEDS_DEBITS, phase, of(BANK, OWES, 1_000))))
                    .toList();

    static final List<Row> BALANCING =
            List.of(
                    new Row(ID_REUSED, used(BANK, ADA, 0).balancing(Balancing.DEBIT)),
                    new Row(AMOUNT_NOT_POSITIVE, of(ADA, ADA, 0).balancing(Balancing.DEBIT)),
                    new Row(SAME_ACCOUNT, of(CLOSED, CLOSED, 1).balancing(Balancing.CREDIT)),
                    new Row(CURRENCY_MISMATCH, dollars(CLOSED, ADA).balancing(Balancing.DEBIT)),
                    new Row(ACCOUNT_CLOSED, of(FROZEN, CLOSED, 1).balancing(Balancing.CREDIT)),
                    new Row(ACCOUNT_FROZEN, of(FROZEN, FULL, 1).balancing(Balancing.CREDIT)),
                    // FULL was debited as much as it can be, so nothing more is there.
                    new Row(INSUFFICIENT_FUNDS, of(FULL, OWES, 1).balancing(Balancing.DEBIT)),
                    new Row(OVERFLOW, of(FULL, BANK, 1).balancing(Balancing.CREDIT)),
                    new Row(EXCEEDS_DEBITS, of(ADA, BOB, 1).balancing(Balancing.CREDIT)));

    static final List<Row> ENDING =
            Stream.of(Phase.POST, Phase.VOID, Phase.EXPIRE)
                    .flatMap(
                            phase ->
                                    Stream.of(
                                            end(ID_REUSED, phase, USED.id(), ADA, ADA, 0, USED),
                                            end(AMOUNT_NOT_POSITIVE, phase, ADA, ADA, 0, HELD),
                                            end(SAME_ACCOUNT, phase, CLOSED, CLOSED, 1, USED),
                                            new Row(
                                                    CURRENCY_MISMATCH,
                                                    phased(dollars(CLOSED, BOB), phase, USED.id())),
                                            end(PENDING_NOT_FOUND, phase, CLOSED, BOB, 1, USED),
                                            end(PENDING_DIFFERS, phase, CLOSED, BOB, 99, EXPIRED),
                                            end(PENDING_DIFFERS, phase, BOB, ADA, 99, ENDED),
                                            end(PENDING_EXPIRED, phase, ADA, BOB, 99, EXPIRED),
                                            end(
                                                    PENDING_ALREADY_RESOLVED,
                                                    phase,
                                                    ADA,
                                                    BOB,
                                                    99,
                                                    ENDED)))
                    .toList();

    static final List<Row> ENDS =
            List.of(
                    end(PENDING_EXPIRED, Phase.POST, ADA, BOB, 99, LATE),
                    end(PENDING_EXPIRED, Phase.VOID, ADA, BOB, 99, LATE),
                    end(PENDING_NOT_EXPIRED, Phase.EXPIRE, ADA, BOB, 99, TIMED),
                    end(PENDING_NOT_EXPIRED, Phase.EXPIRE, ADA, BOB, 10, HELD),
                    end(EXCEEDS_PENDING, Phase.EXPIRE, ADA, BOB, 11, LATE),
                    end(EXCEEDS_PENDING, Phase.POST, ADA, BOB, 11, HELD),
                    end(EXCEEDS_PENDING, Phase.VOID, FROZEN, BOB, 11, ICED),
                    end(EXCEEDS_PENDING, Phase.POST, FROZEN, BOB, 11, ICED),
                    end(ACCOUNT_FROZEN, Phase.POST, FROZEN, BOB, 10, ICED));

    static final List<Row> REVERSALS =
            List.of(
                    end(ID_REUSED, Phase.REVERSE, USED.id(), ADA, ADA, 0, HELD),
                    end(AMOUNT_NOT_POSITIVE, Phase.REVERSE, CLOSED, CLOSED, 0, HELD),
                    end(SAME_ACCOUNT, Phase.REVERSE, CLOSED, CLOSED, 1, HELD),
                    new Row(
                            CURRENCY_MISMATCH,
                            phased(dollars(CLOSED, BOB), Phase.REVERSE, HELD.id())),
                    end(ORIGINAL_NOT_FOUND, Phase.REVERSE, CLOSED, BOB, 1, HELD),
                    end(ORIGINAL_DIFFERS, Phase.REVERSE, CLOSED, BOB, 20, ONCE),
                    end(ORIGINAL_DIFFERS, Phase.REVERSE, BANK, ADA, 20, ONCE),
                    end(ORIGINAL_DIFFERS, Phase.REVERSE, ADA, BANK, 19, ONCE),
                    end(ALREADY_REVERSED, Phase.REVERSE, ADA, BANK, 20, ONCE),
                    end(ALREADY_REVERSED, Phase.REVERSE, CLOSED, BANK, 5, GIVEN),
                    end(ACCOUNT_CLOSED, Phase.REVERSE, SHUT, BANK, 7, RETURNED),
                    end(ACCOUNT_FROZEN, Phase.REVERSE, FROZEN, BANK, 10, TO_FROZEN),
                    end(OVERFLOW, Phase.REVERSE, BANK, FULL, 5, SMALL),
                    end(INSUFFICIENT_FUNDS, Phase.REVERSE, BOB, BANK, 30, SPENT),
                    end(EXCEEDS_DEBITS, Phase.REVERSE, BANK, OWES, 40, LENT));

    @BeforeAll
    void prepare() {
        book.open(OWES, Limit.CREDITS);
        book.open(FROZEN, Limit.NONE);
        assertThat(
                        book.each(
                                USED,
                                ONCE,
                                HELD,
                                ENDED,
                                Transfer.cancel(TransferId.next(), ENDED),
                                LATE,
                                EXPIRED,
                                TIMED,
                                single(FROZEN, ADA, 3),
                                TO_FROZEN,
                                ICED,
                                Transfer.reversal(TransferId.next(), ONCE),
                                GIVEN,
                                Transfer.reversal(TransferId.next(), GIVEN),
                                RETURNED,
                                single(SHUT, BANK, 7),
                                SPENT,
                                single(BOB, ADA, 30),
                                LENT,
                                single(BANK, OWES, 40)))
                .containsOnly(CREATED);
        book.pass(Duration.ofMillis(1));
        assertThat(book.expire(10)).isEqualTo(1);
        book.pass(Duration.ofSeconds(1));
        // Debited as far as it goes, and credited so far that not even the 5 can come back.
        assertThat(
                        book.each(
                                SMALL,
                                single(FULL, account("sink"), Long.MAX_VALUE - 5),
                                single(account("source"), FULL, Long.MAX_VALUE - 2)))
                .containsOnly(CREATED);
        assertThat(List.of(book.freeze(FROZEN), book.shut(CLOSED), book.shut(SHUT)))
                .containsOnly(AccountOrders.Answer.DONE);
    }

    @AfterAll
    void close() {
        book.close();
    }

    @ParameterizedTest
    @FieldSource("SINGLE_OR_PENDING")
    void ofSinglesAndPendings(Row row) {
        refuses(row);
    }

    @ParameterizedTest
    @FieldSource("BALANCING")
    void ofBalancingTransfers(Row row) {
        refuses(row);
    }

    @ParameterizedTest
    @FieldSource("ENDING")
    void ofAllThatEndsAPending(Row row) {
        refuses(row);
    }

    @ParameterizedTest
    @FieldSource("ENDS")
    void ofEachEndByItself(Row row) {
        refuses(row);
    }

    @ParameterizedTest
    @FieldSource("REVERSALS")
    void ofReversals(Row row) {
        refuses(row);
    }

    /** Refused now, refused when it is repeated, and by a ledger that remembers nothing. */
    private void refuses(Row row) {
        assertThat(book.each(row.order(), row.order()))
                .containsExactly(row.outcome(), row.outcome());
        assertThat(book.lane.call(book.anotherLedger(), List.of(row.order())))
                .containsExactly(row.outcome());
    }

    @Test
    void everyRefusalIsShownButThoseOfRequestsAndGroups() {
        Set<Outcome> shown =
                Stream.of(SINGLE_OR_PENDING, BALANCING, ENDING, ENDS, REVERSALS)
                        .flatMap(List::stream)
                        .map(Row::outcome)
                        .collect(Collectors.toSet());
        assertThat(Arrays.stream(Outcome.values()).filter(outcome -> !shown.contains(outcome)))
                .containsExactly(CREATED, EXISTS, ACCOUNT_NOT_FOUND, GROUP_REFUSED);
    }

    /**
     * What was held fits and is covered, and its accounts are not empty: so they are not closed,
     * and its post is refused for none of the later reasons, only because the debit account is
     * frozen.
     */
    @Test
    void anAccountWithSomethingHeldIsNotClosed() {
        Account holder = account("holder");
        book.each(pending(holder, BANK, 1));
        assertThat(book.shut(holder)).isEqualTo(AccountOrders.Answer.NOT_EMPTY);
    }

    private static Row row(Outcome outcome, Phase phase, Transfer order) {
        return new Row(outcome, phased(order, phase, null));
    }

    private static Row end(
            Outcome outcome, Phase phase, Account debit, Account credit, long amount, Transfer of) {
        return end(outcome, phase, TransferId.next(), debit, credit, amount, of);
    }

    private static Row end(
            Outcome outcome,
            Phase phase,
            TransferId id,
            Account debit,
            Account credit,
            long amount,
            Transfer of) {
        Money money = Money.of("CNY", amount);
        return new Row(
                outcome,
                phased(Transfer.single(id, debit, credit, money, "sale", null), phase, of.id()));
    }

    private static Transfer phased(Transfer order, Phase phase, @Nullable TransferId resolves) {
        return new Transfer(
                order.id(),
                order.debit(),
                order.credit(),
                order.amount(),
                order.kind(),
                phase,
                resolves,
                null,
                null,
                Balancing.NONE);
    }

    private static Transfer used(Account debit, Account credit, long amount) {
        return Transfer.single(USED.id(), debit, credit, Money.of("CNY", amount), "sale", null);
    }

    private static Transfer of(Account debit, Account credit, long amount) {
        return single(debit, credit, amount);
    }

    private static Transfer dollars(Account debit, Account credit) {
        return Transfer.single(TransferId.next(), debit, credit, Money.of("USD", 1), "sale", null);
    }

    private static Transfer single(Account debit, Account credit, long amount) {
        return Transfer.single(
                TransferId.next(), debit, credit, Money.of("CNY", amount), "sale", null);
    }

    private static Transfer pending(Account debit, Account credit, long amount) {
        return Transfer.pending(
                TransferId.next(), debit, credit, Money.of("CNY", amount), "sale", null);
    }
}

package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ledger.Accounts.BookTotals;
import io.paideia.ledger.Accounts.Total;
import io.paideia.ledger.Accounts.TrialBalance;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Debits and credits, summed over all books and in each. */
final class TrialBalanceTest {

    private final SequencedMap<String, List<Total>> books = new LinkedHashMap<>();

    private static Total total(String currency, long debits, long credits) {
        return Total.of(currency, BigInteger.valueOf(debits), BigInteger.valueOf(credits));
    }

    @Test
    void sumsEachCurrencyOverAllBooksAndInEach() {
        books.put("main", List.of(total("CNY", 7, 7), total("USD", 1, 1)));
        books.put("europe", List.of(total("CNY", 3, 3)));
        assertThat(TrialBalance.of(books))
                .isEqualTo(
                        new TrialBalance(
                                List.of(total("CNY", 10, 10), total("USD", 1, 1)),
                                List.of(
                                        new BookTotals(
                                                "main",
                                                List.of(total("CNY", 7, 7), total("USD", 1, 1))),
                                        new BookTotals("europe", List.of(total("CNY", 3, 3))))));
    }

    @Test
    void oneBooksExcessDoesNotHideAnothersLack() {
        books.put("main", List.of(total("CNY", 8, 7), total("USD", 1, 1)));
        books.put("europe", List.of(total("CNY", 3, 4)));
        assertThat(TrialBalance.of(books).currencies())
                .containsExactly(
                        new Total("CNY", BigInteger.valueOf(11), BigInteger.valueOf(11), false),
                        total("USD", 1, 1));
    }

    @Test
    void nothingIsPostedAnywhereYet() {
        assertThat(TrialBalance.of(books)).isEqualTo(new TrialBalance(List.of(), List.of()));
    }
}

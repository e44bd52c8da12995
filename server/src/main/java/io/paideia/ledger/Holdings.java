package io.paideia.ledger;

import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a party holds in the main book at each stage, for reading. Thread-safe. */
@Component
public final class Holdings {

    private final JdbcClient sql;

    Holdings(JdbcClient sql) {
        this.sql = sql;
    }

    /**
     * A party's money in one currency.
     *
     * @param paidOut what has left for good
     * @param owed what the party owes after refunds
     */
    public record Held(
            Money pending, Money available, Money inTransit, Money paidOut, Money owed) {}

    /**
     * A buyer's wallet in one currency.
     *
     * @param available what it can give: less what is owed, and nothing while it is frozen
     * @param held what is on its way out
     * @param owed what the buyer owes after money was demanded back that was spent
     */
    public record Wallet(Money available, Money held, Money owed) {}

    private record Row(
            String stage, String currency, long debits, long credits, long held, boolean frozen) {

        long balance() {
            return credits - debits;
        }
    }

    /** By currency; a party that never had anything has no currency. */
    public Map<Currency, Held> of(String party) {
        return byCurrency(rows(party), Holdings::held);
    }

    /** By currency; a buyer who never had a wallet has no currency. */
    public Map<Currency, Wallet> wallet(String buyer) {
        return byCurrency(rows("buyer:" + buyer), Holdings::wallet);
    }

    private List<Row> rows(String party) {
        return sql.sql(
                        """
                        SELECT split_part(code, ':', 3) AS stage, currency, debits_posted AS debits,
                               credits_posted AS credits, debits_pending AS held, frozen
                          FROM ledger.account
                         WHERE code = ANY (ARRAY[:party || ':pending', :party || ':available', :party || ':in_transit',
                                                 :party || ':returned', :party || ':receivable', :party || ':wallet'])
                           AND book = 0
                        """)
                .param("party", party)
                .query(Row.class)
                .list();
    }

    private static <T> Map<Currency, T> byCurrency(
            List<Row> rows, BiFunction<List<Row>, Currency, T> summing) {
        Map<Currency, T> holdings = new TreeMap<>();
        rows.stream()
                .map(Row::currency)
                .distinct()
                .map(Currency::of)
                .forEach(currency -> holdings.put(currency, summing.apply(rows, currency)));
        return holdings;
    }

    private static Wallet wallet(List<Row> rows, Currency currency) {
        Money free =
                sum(rows, currency, "wallet", row -> row.frozen() ? 0 : row.balance() - row.held());
        Money owed = sum(rows, currency, "receivable", row -> row.held() - row.balance());
        Money left = owed.isPositive() ? free.minus(owed) : free;
        return new Wallet(
                left.isNegative() ? Money.zero(currency) : left,
                sum(rows, currency, "wallet", Row::held)
                        .plus(sum(rows, currency, "in_transit", Row::balance)),
                sum(rows, currency, "receivable", row -> -row.balance()));
    }

    private static Held held(List<Row> rows, Currency currency) {
        return new Held(
                sum(rows, currency, "pending", row -> row.balance() - row.held()),
                sum(rows, currency, "available", row -> row.balance() - row.held()),
                sum(rows, currency, "in_transit", Row::balance),
                sum(rows, currency, "in_transit", Row::debits)
                        .minus(sum(rows, currency, "returned", Row::debits)),
                sum(rows, currency, "receivable", row -> -row.balance()));
    }

    private static Money sum(
            List<Row> rows, Currency currency, String stage, ToLongFunction<Row> column) {
        return new Money(
                currency,
                rows.stream()
                        .filter(
                                row ->
                                        row.stage().equals(stage)
                                                && row.currency().equals(currency.code()))
                        .mapToLong(column)
                        .sum());
    }
}

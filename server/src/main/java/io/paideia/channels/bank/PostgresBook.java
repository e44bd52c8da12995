package io.paideia.channels.bank;

import io.paideia.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The book in the database. Unique keys decide, so several servers may write it. Thread-safe. */
@Component
final class PostgresBook implements BankBook {

    private static final int TRIES = 100;

    private static final String CREDIT =
            """
            SELECT entry_key, currency, amount, verdict, reference, payer, payer_account, payer_bic, remittance
              FROM channels.bank_credit WHERE channel = :channel AND
            """;

    private final JdbcClient sql;

    PostgresBook(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Expected expect(
            String channel, String reference, Money amount, IntFunction<String> codes) {
        for (int nth = 0; nth < TRIES; nth++) {
            sql.sql(
                            """
                            INSERT INTO channels.bank_expected (channel, code, reference, currency, amount)
                            VALUES (:channel, :code, :reference, :currency, :amount) ON CONFLICT DO NOTHING
                            """)
                    .param("channel", channel)
                    .param("code", codes.apply(nth))
                    .param("reference", reference)
                    .param("currency", amount.currency().code())
                    .param("amount", amount.minor())
                    .update();
            Optional<Expected> given =
                    sql.sql(
                                    """
                                    SELECT code, reference, currency, amount FROM channels.bank_expected
                                     WHERE channel = :channel AND reference = :reference
                                    """)
                            .param("channel", channel)
                            .param("reference", reference)
                            .query(PostgresBook::expected)
                            .optional();
            if (given.isPresent()) {
                return given.get();
            }
        }
        throw new IllegalStateException("No free code for " + reference + " at " + channel);
    }

    @Override
    public List<Expected> expected(String channel, Collection<String> codes) {
        if (codes.isEmpty()) {
            return List.of();
        }
        return sql.sql(
                        """
                        SELECT code, reference, currency, amount FROM channels.bank_expected
                         WHERE channel = :channel AND code = ANY (:codes)
                        """)
                .param("channel", channel)
                .param("codes", codes.toArray(String[]::new))
                .query(PostgresBook::expected)
                .list();
    }

    @Override
    public Credit enter(String channel, Credit credit) {
        if (insert(channel, credit) == 0 && credit(channel, credit.key()).isEmpty()) {
            insert(channel, credit.judged(Credit.Verdict.PAID_TWICE));
        }
        return credit(channel, credit.key()).orElseThrow();
    }

    @Override
    public Optional<Credit> paying(String channel, String reference) {
        return sql.sql(CREDIT + " reference = :reference AND verdict = 'paid'")
                .param("channel", channel)
                .param("reference", reference)
                .query(PostgresBook::credit)
                .optional();
    }

    @Override
    public Optional<Credit> credit(String channel, String key) {
        return sql.sql(CREDIT + " entry_key = :key")
                .param("channel", channel)
                .param("key", key)
                .query(PostgresBook::credit)
                .optional();
    }

    @Override
    public Money order(String channel, String message, Money amount) {
        sql.sql(
                        """
                        INSERT INTO channels.bank_order (channel, message, currency, amount)
                        VALUES (:channel, :message, :currency, :amount) ON CONFLICT DO NOTHING
                        """)
                .param("channel", channel)
                .param("message", message)
                .param("currency", amount.currency().code())
                .param("amount", amount.minor())
                .update();
        return ordered(channel, message).orElseThrow();
    }

    @Override
    public Optional<Money> ordered(String channel, String message) {
        return sql.sql(
                        """
                        SELECT currency, amount FROM channels.bank_order
                         WHERE channel = :channel AND message = :message
                        """)
                .param("channel", channel)
                .param("message", message)
                .query((row, number) -> Money.of(row.getString(1), row.getLong(2)))
                .optional();
    }

    private int insert(String channel, Credit credit) {
        return sql.sql(
                        """
                        INSERT INTO channels.bank_credit (channel, entry_key, currency, amount, verdict, reference,
                                                          payer, payer_account, payer_bic, remittance)
                        VALUES (:channel, :key, :currency, :amount, :verdict, :reference,
                                :payer, :payer_account, :payer_bic, :text)
                        ON CONFLICT DO NOTHING
                        """)
                .param("channel", channel)
                .param("key", credit.key())
                .param("currency", credit.amount().currency().code())
                .param("amount", credit.amount().minor())
                .param("verdict", credit.verdict().name().toLowerCase(Locale.ROOT))
                .param("reference", credit.reference())
                .param("payer", credit.payer())
                .param("payer_account", credit.payerAccount())
                .param("payer_bic", credit.payerBic())
                .param("text", credit.text())
                .update();
    }

    private static Expected expected(ResultSet row, int number) throws SQLException {
        return new Expected(
                row.getString(1), row.getString(2), Money.of(row.getString(3), row.getLong(4)));
    }

    private static Credit credit(ResultSet row, int number) throws SQLException {
        return new Credit(
                row.getString(1),
                Money.of(row.getString(2), row.getLong(3)),
                Credit.Verdict.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9));
    }
}

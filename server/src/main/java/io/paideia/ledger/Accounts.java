package io.paideia.ledger;

import io.paideia.http.Page;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads accounts, entries and the trial balance, as committed. Thread-safe. */
@Component
final class Accounts {

    private static final String LIST =
            """
            SELECT number, id, code, currency, debits_posted, credits_posted, debits_pending, credits_pending,
                   opened_at
              FROM ledger.account
             WHERE starts_with(code, :prefix) AND starts_with(code, :owner)
               AND (:currency::text IS NULL OR currency = :currency)
               AND (:after::uuid IS NULL OR id > :after)
             ORDER BY id
             LIMIT :limit
            """;

    private static final String FIND =
            """
            SELECT number, id, code, currency, debits_posted, credits_posted, debits_pending, credits_pending,
                   opened_at
              FROM ledger.account
             WHERE id = :id
            """;

    private static final String NAMES =
            "SELECT id, code, currency FROM ledger.account WHERE id = ANY (?::uuid[])";

    private static final String ENTRIES =
            """
            SELECT sequence, transfer, at, kind, phase, side, amount, balance, reference
              FROM ledger.entry
             WHERE account = :account AND sequence < :before
             ORDER BY sequence DESC
             LIMIT :limit
            """;

    private static final String TRIAL_BALANCE =
            """
            SELECT currency, sum(debits_posted), sum(credits_posted)
              FROM ledger.account
             GROUP BY currency
             ORDER BY currency
            """;

    private final JdbcClient database;

    Accounts(JdbcClient database) {
        this.database = database;
    }

    /** An account with its balances; the number stays inside. */
    record Opened(
            long number,
            AccountId id,
            Account account,
            long debitsPosted,
            long creditsPosted,
            long debitsPending,
            long creditsPending,
            Instant openedAt) {}

    /**
     * A transfer as one of its accounts sees it.
     *
     * @param balance of the account after it, credits minus debits, posted
     */
    record Entry(
            long sequence,
            TransferId transfer,
            Instant at,
            String kind,
            String phase,
            String side,
            Money amount,
            Money balance,
            @Nullable String reference) {}

    /** All debits and credits of one currency, which must be the same. */
    record Total(String currency, BigInteger debits, BigInteger credits, boolean balanced) {}

    /** Oldest first; only codes that begin with both the prefix and the owner's. */
    Page<Opened> list(
            String prefix, String owner, @Nullable String currency, Page.Request request) {
        List<Opened> rows =
                database.sql(LIST)
                        .param("prefix", prefix)
                        .param("owner", owner)
                        .param("currency", currency)
                        .param("after", request.after())
                        .param("limit", request.limit() + 1)
                        .query(Accounts::opened)
                        .list();
        return Page.of(rows, request, opened -> opened.id().value());
    }

    Optional<Opened> find(AccountId id) {
        return database.sql(FIND).param("id", id.value()).query(Accounts::opened).optional();
    }

    /** The names of those ids that are accounts; they never change. */
    Map<AccountId, Account> names(Collection<AccountId> ids) {
        Map<AccountId, Account> names = new HashMap<>();
        if (!ids.isEmpty()) {
            database.sql(NAMES)
                    .param(ids.stream().map(AccountId::value).toArray(UUID[]::new))
                    .query(
                            row -> {
                                names.put(
                                        new AccountId(row.getObject(1, UUID.class)),
                                        new Account(
                                                row.getString(2), Currency.of(row.getString(3))));
                            });
        }
        return names;
    }

    /** Newest first. The page's key is the sequence, in the low half of the cursor's UUID. */
    Page<Entry> entries(Opened account, Page.Request request) {
        UUID after = request.after();
        Currency currency = account.account().currency();
        List<Entry> rows =
                database.sql(ENTRIES)
                        .param("account", account.number())
                        .param(
                                "before",
                                after == null ? Long.MAX_VALUE : after.getLeastSignificantBits())
                        .param("limit", request.limit() + 1)
                        .query((row, n) -> entry(row, currency))
                        .list();
        return Page.of(rows, request, entry -> new UUID(0, entry.sequence()));
    }

    List<Total> trialBalance() {
        return database.sql(TRIAL_BALANCE)
                .query(
                        (row, n) -> {
                            BigDecimal debits = row.getBigDecimal(2);
                            BigDecimal credits = row.getBigDecimal(3);
                            return new Total(
                                    row.getString(1),
                                    debits.toBigIntegerExact(),
                                    credits.toBigIntegerExact(),
                                    debits.compareTo(credits) == 0);
                        })
                .list();
    }

    private static Opened opened(ResultSet row, int n) throws SQLException {
        return new Opened(
                row.getLong("number"),
                new AccountId(row.getObject("id", UUID.class)),
                new Account(row.getString("code"), Currency.of(row.getString("currency"))),
                row.getLong("debits_posted"),
                row.getLong("credits_posted"),
                row.getLong("debits_pending"),
                row.getLong("credits_pending"),
                row.getObject("opened_at", OffsetDateTime.class).toInstant());
    }

    private static Entry entry(ResultSet row, Currency currency) throws SQLException {
        return new Entry(
                row.getLong("sequence"),
                new TransferId(row.getObject("transfer", UUID.class)),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("kind"),
                row.getString("phase"),
                row.getString("side"),
                new Money(currency, row.getLong("amount")),
                new Money(currency, row.getLong("balance")),
                row.getString("reference"));
    }
}

package io.paideia.ledger;

import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.money.Currency;
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

/** Reads accounts and the trial balance, as committed. Thread-safe. */
@Component
final class Accounts {

    private static final String COLUMNS =
            """
            SELECT number, id, code, currency, debits_posted, credits_posted, debits_pending, credits_pending,
                   debits_limited, credits_limited, frozen, closed, last_transfer, opened_at,
                   (SELECT name FROM ledger.book b WHERE b.number = a.book) AS book
              FROM ledger.account a
            """;

    private static final String LIST =
            COLUMNS
                    + """
                     WHERE book = (SELECT number FROM ledger.book WHERE name = :book)
                       AND starts_with(code, :prefix) AND starts_with(code, :owner)
                       AND (:currency::text IS NULL OR currency = :currency)
                       AND (:after::uuid IS NULL OR id > :after)
                     ORDER BY id
                     LIMIT :limit
                    """;

    private static final String FIND = COLUMNS + " WHERE id = :id";

    private static final String FIND_NAMED =
            COLUMNS
                    + """
                      WHERE code = :code AND currency = :currency
                        AND book = (SELECT number FROM ledger.book WHERE name = :book)
                    """;

    private static final String PLACES =
            """
            SELECT a.id, b.name, a.code, a.currency
              FROM ledger.account a JOIN ledger.book b ON b.number = a.book
             WHERE a.id = ANY (?::uuid[])
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
            String book,
            Account account,
            long debitsPosted,
            long creditsPosted,
            long debitsPending,
            long creditsPending,
            boolean debitsLimited,
            boolean creditsLimited,
            boolean frozen,
            boolean closed,
            long lastTransfer,
            Instant openedAt) {}

    /** All debits and credits of one currency, which must be the same. */
    record Total(String currency, BigInteger debits, BigInteger credits, boolean balanced) {}

    /**
     * Those of a book, oldest first; only codes that begin with both the prefix and the owner's.
     */
    Page<Opened> list(
            String book,
            String prefix,
            String owner,
            @Nullable String currency,
            Page.Request request) {
        List<Opened> rows =
                database.sql(LIST)
                        .param("book", book)
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

    Optional<Opened> find(Account account, String book) {
        return database.sql(FIND_NAMED)
                .param("code", account.code())
                .param("currency", account.currency().code())
                .param("book", book)
                .query(Accounts::opened)
                .optional();
    }

    /**
     * The account that a request names, if its caller may see it.
     *
     * @throws Problem 404 otherwise
     */
    Opened visible(String id, Caller caller) {
        return find(AccountId.parse(id))
                .filter(opened -> opened.account().code().startsWith(owned(caller)))
                .orElseThrow(() -> Problem.notFound("account"));
    }

    /** What the codes of all accounts begin with that the caller may see. */
    static String owned(Caller caller) {
        return caller.operator() ? "" : "platform:" + caller.platform() + ":";
    }

    /** Where those ids are that are accounts; it never changes. */
    Map<AccountId, Place> places(Collection<AccountId> ids) {
        Map<AccountId, Place> places = new HashMap<>();
        if (!ids.isEmpty()) {
            database.sql(PLACES)
                    .param(ids.stream().map(AccountId::value).toArray(UUID[]::new))
                    .query(
                            row -> {
                                places.put(
                                        new AccountId(row.getObject(1, UUID.class)),
                                        new Place(
                                                row.getString(2),
                                                new Account(
                                                        row.getString(3),
                                                        Currency.of(row.getString(4)))));
                            });
        }
        return places;
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
                row.getString("book"),
                new Account(row.getString("code"), Currency.of(row.getString("currency"))),
                row.getLong("debits_posted"),
                row.getLong("credits_posted"),
                row.getLong("debits_pending"),
                row.getLong("credits_pending"),
                row.getBoolean("debits_limited"),
                row.getBoolean("credits_limited"),
                row.getBoolean("frozen"),
                row.getBoolean("closed"),
                row.getLong("last_transfer"),
                row.getObject("opened_at", OffsetDateTime.class).toInstant());
    }
}

package io.paideia.ledger;

import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.money.Currency;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
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
            SELECT a.currency, sum(a.debits_posted), sum(a.credits_posted),
                   coalesce(max(b.name), a.book::text)
              FROM ledger.account a
              LEFT JOIN ledger.book b ON b.number = a.book
             GROUP BY a.book, a.currency
             ORDER BY a.book, a.currency
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
    record Total(String currency, BigInteger debits, BigInteger credits, boolean balanced) {

        static Total of(String currency, BigInteger debits, BigInteger credits) {
            return new Total(currency, debits, credits, debits.equals(credits));
        }

        /** Balanced only if both are: one's excess must not hide the other's lack. */
        Total plus(Total other) {
            return new Total(
                    currency,
                    debits.add(other.debits),
                    credits.add(other.credits),
                    balanced && other.balanced);
        }
    }

    /** The proof of double entry in one book, clearing accounts included. */
    record BookTotals(String book, List<Total> currencies) {}

    /** The proof of double entry, over all books and in each. */
    record TrialBalance(List<Total> currencies, List<BookTotals> books) {

        static TrialBalance of(SequencedMap<String, List<Total>> books) {
            SequencedMap<String, Total> all = new TreeMap<>();
            books.values()
                    .forEach(
                            totals ->
                                    totals.forEach(
                                            total ->
                                                    all.merge(
                                                            total.currency(), total, Total::plus)));
            return new TrialBalance(
                    List.copyOf(all.values()),
                    books.entrySet().stream()
                            .map(book -> new BookTotals(book.getKey(), book.getValue()))
                            .toList());
        }
    }

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

    TrialBalance trialBalance() {
        SequencedMap<String, List<Total>> books = new LinkedHashMap<>();
        database.sql(TRIAL_BALANCE)
                .query(
                        row -> {
                            books.computeIfAbsent(row.getString(4), _ -> new ArrayList<>())
                                    .add(
                                            Total.of(
                                                    row.getString(1),
                                                    row.getBigDecimal(2).toBigIntegerExact(),
                                                    row.getBigDecimal(3).toBigIntegerExact()));
                        });
        return TrialBalance.of(books);
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

package io.paideia.ledger;

import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads an account's entries along their chain, as committed. However many there are, it reads
 * those that it gives and at most {@link Mark#EVERY} beside them: the chain leads only back, and
 * the marks tell where to enter it. Thread-safe.
 *
 * <p>A cursor is the number of the last transfer that was given, in the low half of a UUID. As
 * entries are never inserted, only appended, it stays right while others write.
 */
@Component
final class Entries {

    private static final String WALK =
            """
            SELECT number, sequence, transfer, at, kind, phase, side, amount, balance, reference
              FROM ledger.entries_from(:account, :newest)
             WHERE at < :end AND sequence <= :through
             LIMIT :limit
            """;

    /** The mark before a time, and where to begin to find all between it and that time. */
    private static final String AROUND =
            """
            SELECT coalesce(m.sequence, 0) AS sequence, coalesce(m.debits, 0) AS debits,
                   coalesce(n.transfer, a.last_transfer) AS newest
              FROM ledger.account a
              LEFT JOIN LATERAL (
                       SELECT sequence, debits FROM ledger.mark WHERE account = a.number AND at < :time
                        ORDER BY at DESC, sequence DESC LIMIT 1) AS m ON true
              LEFT JOIN LATERAL (
                       SELECT transfer FROM ledger.mark WHERE account = a.number AND at >= :time
                        ORDER BY at, sequence LIMIT 1) AS n ON true
             WHERE a.number = :account
            """;

    /** Where to begin to find all entries through a sequence; begins to look at a time before. */
    private static final String AHEAD =
            """
            SELECT coalesce(n.transfer, a.last_transfer)
              FROM ledger.account a
              LEFT JOIN LATERAL (
                       SELECT transfer FROM ledger.mark
                        WHERE account = a.number AND at >= :time AND sequence >= :through
                        ORDER BY at, sequence LIMIT 1) AS n ON true
             WHERE a.number = :account
            """;

    private static final String AMOUNTS =
            """
            SELECT t.id, a.currency, t.amount
              FROM ledger.transfer t
              JOIN ledger.account a ON a.number = t.debit
             WHERE t.id = ANY (?::uuid[])
            """;

    private final JdbcClient database;

    Entries(JdbcClient database) {
        this.database = database;
    }

    /**
     * How an account stood between two of its entries.
     *
     * @param newest the entry that brought it there, null before the first
     * @param debits all that it had been debited, posted
     */
    record Position(@Nullable Entry newest, long debits) {

        long sequence() {
            return newest == null ? 0 : newest.sequence();
        }

        Money balance(Currency currency) {
            return newest == null ? Money.zero(currency) : newest.balance();
        }
    }

    private record Row(long number, Entry entry) {

        UUID key() {
            return new UUID(0, number);
        }
    }

    private record Around(long sequence, long debits, long newest) {}

    /** How the account stood just before this time. */
    Position before(Accounts.Opened account, Instant time) {
        Around around =
                database.sql(AROUND)
                        .param("account", account.number())
                        .param("time", utc(time))
                        .query(Around.class)
                        .single();
        List<Row> rows = walk(account, around.newest(), time, Long.MAX_VALUE, Mark.EVERY);
        long debits = around.debits();
        for (Row row : rows) {
            if (row.entry().sequence() > around.sequence()) {
                debits = Math.addExact(debits, row.entry().debit());
            }
        }
        return new Position(rows.isEmpty() ? null : rows.getFirst().entry(), debits);
    }

    Page<Entry> newestFirst(Accounts.Opened account, Period period, Page.Request request) {
        List<Row> rows;
        UUID cursor = request.after();
        if (cursor == null) {
            long newest = period.to() == null ? account.lastTransfer() : newest(account, period);
            rows = walk(account, newest, period.end(), Long.MAX_VALUE, request.limit() + 1);
        } else {
            Row last = at(cursor, account, period);
            rows =
                    walk(
                            account,
                            last.number(),
                            period.end(),
                            last.entry().sequence() - 1,
                            request.limit() + 1);
        }
        List<Row> within = rows.stream().takeWhile(row -> period.covers(row.entry().at())).toList();
        return Page.of(within, request, Row::key).map(Row::entry);
    }

    /**
     * @param opening how the account stood before the period
     * @param last the sequence of the period's last entry
     */
    Page<Entry> oldestFirst(
            Accounts.Opened account,
            Period period,
            Position opening,
            long last,
            Page.Request request) {
        UUID cursor = request.after();
        Entry after = cursor == null ? opening.newest() : at(cursor, account, period).entry();
        return Page.of(rows(account, after, last, request.limit() + 1), request, Row::key)
                .map(Row::entry);
    }

    /**
     * The entries that follow this one, oldest first.
     *
     * @param after null begins with the first
     * @param last the sequence of the last that is wanted
     * @param limit most that are given; all of them are in memory at once
     */
    List<Entry> following(Accounts.Opened account, @Nullable Entry after, long last, int limit) {
        return rows(account, after, last, limit).stream().map(Row::entry).toList();
    }

    /** What these transfers really moved or held. */
    Map<TransferId, Money> amounts(Collection<TransferId> ids) {
        Map<TransferId, Money> amounts = new HashMap<>();
        if (!ids.isEmpty()) {
            database.sql(AMOUNTS)
                    .param(ids.stream().map(TransferId::value).toArray(UUID[]::new))
                    .query(
                            row -> {
                                amounts.put(
                                        new TransferId(row.getObject(1, UUID.class)),
                                        Money.of(row.getString(2), row.getLong(3)));
                            });
        }
        return amounts;
    }

    private List<Row> rows(Accounts.Opened account, @Nullable Entry after, long last, int limit) {
        long sequence = after == null ? 0 : after.sequence();
        long through = Math.min(last, sequence + limit);
        if (through <= sequence) {
            return List.of();
        }
        long newest =
                database.sql(AHEAD)
                        .param("account", account.number())
                        .param("time", utc(after == null ? Period.ALL.begin() : after.at()))
                        .param("through", through)
                        .query(Long.class)
                        .single();
        return walk(account, newest, Period.ALL.end(), through, (int) (through - sequence))
                .reversed();
    }

    /** The entry that a cursor stands on. */
    private Row at(UUID cursor, Accounts.Opened account, Period period) {
        long number = cursor.getLeastSignificantBits();
        if (cursor.getMostSignificantBits() == 0) {
            for (Row row : walk(account, number, period.end(), Long.MAX_VALUE, 1)) {
                if (row.number() == number && period.covers(row.entry().at())) {
                    return row;
                }
            }
        }
        throw Problem.invalid("cursor", "is not a cursor of this list");
    }

    private long newest(Accounts.Opened account, Period period) {
        return database.sql(AROUND)
                .param("account", account.number())
                .param("time", utc(period.end()))
                .query(Around.class)
                .single()
                .newest();
    }

    private List<Row> walk(
            Accounts.Opened account, long newest, Instant end, long through, int limit) {
        Currency currency = account.account().currency();
        return database.sql(WALK)
                .param("account", account.number())
                .param("newest", newest)
                .param("end", utc(end))
                .param("through", through)
                .param("limit", limit)
                .query((row, _) -> new Row(row.getLong("number"), entry(row, currency)))
                .list();
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

    private static OffsetDateTime utc(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}

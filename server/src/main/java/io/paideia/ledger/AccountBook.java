package io.paideia.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.paideia.database.Arguments;
import io.paideia.ids.TypeId;
import io.paideia.lane.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds accounts by their names and opens those that are new. An account never changes its number,
 * so committed numbers are remembered.
 */
final class AccountBook {

    private static final String FIND =
            """
            SELECT a.number, a.code, a.currency
              FROM unnest(?::text[], ?::text[]) AS u(code, currency)
              JOIN ledger.account a ON a.code = u.code AND a.currency = u.currency
            """;

    private static final String OPEN =
            """
            INSERT INTO ledger.account (id, code, currency, limited, opened_at)
            SELECT u.id, u.code, u.currency, u.limited, ?
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::bool[]) AS u(id, code, currency, limited)
            RETURNING number, code, currency
            """;

    private static final String READ =
            """
            SELECT number, limited, debits_posted, credits_posted, debits_pending, credits_pending, sequence
              FROM ledger.account
             WHERE number = ANY (?)
            """;

    private final Cache<Account, Long> numbers = Caffeine.newBuilder().maximumSize(500_000).build();

    /** The numbers of those accounts that exist. */
    Map<Account, Long> find(Connection connection, Collection<Account> accounts)
            throws SQLException {
        Map<Account, Long> found = new HashMap<>(accounts.size() * 2);
        Set<Account> unknown = new LinkedHashSet<>();
        for (Account account : accounts) {
            Long number = numbers.getIfPresent(account);
            if (number == null) {
                unknown.add(account);
            } else {
                found.put(account, number);
            }
        }
        if (!unknown.isEmpty()) {
            try (PreparedStatement select = connection.prepareStatement(FIND)) {
                Arguments.of(select)
                        .texts(unknown, Account::code)
                        .texts(unknown, AccountBook::currency);
                collect(select, unknown, found);
            }
        }
        return found;
    }

    /** The numbers of all these accounts; what is missing is opened in this batch. */
    Map<Account, Long> open(Batch batch, Collection<Account> accounts) throws SQLException {
        Connection connection = batch.connection();
        Map<Account, Long> found = find(connection, accounts);
        Set<Account> missing = new LinkedHashSet<>();
        for (Account account : accounts) {
            if (!found.containsKey(account)) {
                missing.add(account);
            }
        }
        if (!missing.isEmpty()) {
            insert(batch, missing, found);
        }
        batch.afterCommit(() -> numbers.putAll(found));
        return found;
    }

    /** The balances of these accounts by number, as this transaction sees them. */
    Map<Long, Balance> read(Connection connection, Collection<Long> accounts) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            Arguments.of(select).longs(accounts, Long::longValue);
            Map<Long, Balance> balances = new HashMap<>(accounts.size() * 2);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    balances.put(
                            rows.getLong(1),
                            new Balance(
                                    rows.getLong(1),
                                    rows.getBoolean(2),
                                    rows.getLong(3),
                                    rows.getLong(4),
                                    rows.getLong(5),
                                    rows.getLong(6),
                                    rows.getLong(7)));
                }
            }
            return balances;
        }
    }

    private static void insert(Batch batch, Set<Account> missing, Map<Account, Long> found)
            throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(OPEN)) {
            Arguments.of(insert)
                    .time(batch.at())
                    .uuids(missing, account -> TypeId.next())
                    .texts(missing, Account::code)
                    .texts(missing, AccountBook::currency)
                    .booleans(missing, Account::limited);
            collect(insert, missing, found);
        }
    }

    private static void collect(
            PreparedStatement statement, Set<Account> wanted, Map<Account, Long> found)
            throws SQLException {
        Map<String, Account> byName = new HashMap<>();
        wanted.forEach(account -> byName.put(account.code() + " " + account.currency(), account));
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Account account = byName.get(rows.getString(2) + " " + rows.getString(3));
                if (account != null) {
                    found.put(account, rows.getLong(1));
                }
            }
        }
    }

    private static String currency(Account account) {
        return account.currency().code();
    }
}

package io.paideia.ledger;

import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of the ledger in PostgreSQL, read and written as sets. */
final class PostgresStore implements LedgerStore {

    private static final String HEAD =
            """
            SELECT number, at, last_account, last_transfer, openings, changes, transfers, refusals, root, hash
              FROM ledger.block
             WHERE book = ?
             ORDER BY number DESC
             LIMIT 1
            """;

    /** Two questions in one round trip. */
    private static final String FIND =
            """
            SELECT t.number, t.debit, t.credit, t.amount, t.debit_sequence, t.credit_sequence, t.debit_previous,
                   t.credit_previous, t.debit_balance, t.credit_balance, t.at, t.id, t.phase, t.kind, t.reference,
                   t.resolves, t.expires_at, t.asked,
                   (SELECT r.phase FROM ledger.transfer r WHERE r.resolves = t.id)
              FROM ledger.transfer t
             WHERE t.id = ANY (?::uuid[]);
            SELECT id, book, content, outcome FROM ledger.refusal WHERE id = ANY (?::uuid[])
            """;

    private static final String COLUMNS =
            """
            SELECT a.number, a.code, a.currency, a.debits_limited, a.credits_limited, a.frozen, a.closed,
                   a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending, a.sequence,
                   a.last_transfer
              FROM ledger.account a
            """;

    private static final String READ_NUMBERED = COLUMNS + " WHERE a.number = ANY (?)";

    private static final String READ_NAMED =
            COLUMNS
                    + """
                      JOIN unnest(?::text[], ?::text[]) AS u(code, currency)
                        ON a.code = u.code AND a.currency = u.currency
                     WHERE a.book = ?
                    """;

    private static final String DUE =
            """
            SELECT t.id, d.code, c.code, d.currency, t.amount, t.kind, t.reference
              FROM ledger.due u
              JOIN ledger.transfer t ON t.id = u.transfer
              JOIN ledger.account d ON d.number = t.debit
              JOIN ledger.account c ON c.number = t.credit
             WHERE u.book = ? AND u.at <= ?
             ORDER BY u.at, u.transfer
             LIMIT ?
            """;

    private final Connection connection;

    /** Writes the block that is being decided. */
    PostgresStore(Connection connection) {
        this.connection = connection;
    }

    @Override
    public int book(String name) throws SQLException {
        return BookRow.number(connection, name);
    }

    @Override
    public Head head(int book) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HEAD)) {
            Arguments.of(select).integer(book);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? head(row) : Head.before(book);
            }
        }
    }

    static Head head(ResultSet row) throws SQLException {
        return new Head(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getLong(3),
                row.getLong(4),
                row.getInt(5),
                row.getInt(6),
                row.getInt(7),
                row.getInt(8),
                Hash.of(row.getBytes(9)),
                Hash.of(row.getBytes(10)));
    }

    @Override
    public Known find(Set<UUID> ids) throws SQLException {
        Map<UUID, Posted> posted = new HashMap<>();
        Map<UUID, Refusal> refused = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            Arguments.of(select).uuids(ids).uuids(ids);
            select.execute();
            try (ResultSet row = select.getResultSet()) {
                while (row.next()) {
                    String resolvedBy = row.getString(19);
                    TransferRow transfer = transfer(row);
                    posted.put(
                            transfer.id(),
                            new Posted(
                                    transfer,
                                    resolvedBy == null ? null : Transfer.Phase.ofWord(resolvedBy)));
                }
            }
            select.getMoreResults();
            try (ResultSet row = select.getResultSet()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    refused.put(
                            id,
                            new Refusal(
                                    id,
                                    row.getInt(2),
                                    Hash.of(row.getBytes(3)),
                                    Outcome.ofCode(row.getString(4))));
                }
            }
        }
        return new Known(posted, refused);
    }

    /** A row whose columns are those of the table, in its order. */
    static TransferRow transfer(ResultSet row) throws SQLException {
        Instant expiresAt = Times.orNull(row, 17);
        long asked = row.getLong(18);
        Long askedOrNull = row.wasNull() ? null : asked;
        return new TransferRow(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getObject(11, OffsetDateTime.class).toInstant(),
                row.getObject(12, UUID.class),
                Transfer.Phase.ofWord(row.getString(13)),
                row.getString(14),
                row.getString(15),
                row.getObject(16, UUID.class),
                expiresAt,
                askedOrNull);
    }

    @Override
    public Map<Account, Balance> read(
            int book, Collection<Account> accounts, Map<Account, @Nullable Long> numbers)
            throws SQLException {
        List<Account> unknown = new ArrayList<>();
        List<Long> known = new ArrayList<>();
        for (Account account : accounts) {
            Long number = numbers.get(account);
            if (number == null) {
                unknown.add(account);
            } else {
                known.add(number);
            }
        }
        Map<Account, Balance> found = new HashMap<>(accounts.size() * 2);
        if (!known.isEmpty()) {
            try (PreparedStatement select = connection.prepareStatement(READ_NUMBERED)) {
                Arguments.of(select).longs(known, Long::longValue);
                collect(select, found);
            }
        }
        if (!unknown.isEmpty()) {
            try (PreparedStatement select = connection.prepareStatement(READ_NAMED)) {
                Arguments.of(select)
                        .texts(unknown, Account::code)
                        .texts(unknown, account -> account.currency().code())
                        .integer(book);
                collect(select, found);
            }
        }
        return found;
    }

    @Override
    public List<Transfer> due(int book, Instant at, int most) throws SQLException {
        List<Transfer> due = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            Arguments.of(select).integer(book).time(at).integer(most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Currency currency = Currency.of(row.getString(4));
                    due.add(
                            Transfer.pending(
                                    new TransferId(row.getObject(1, UUID.class)),
                                    new Account(row.getString(2), currency),
                                    new Account(row.getString(3), currency),
                                    new Money(currency, row.getLong(5)),
                                    row.getString(6),
                                    row.getString(7)));
                }
            }
        }
        return due;
    }

    private static void collect(PreparedStatement select, Map<Account, Balance> found)
            throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Account account = new Account(row.getString(2), Currency.of(row.getString(3)));
                Balance balance = new Balance(account, row.getBoolean(4), row.getBoolean(5));
                balance.number = row.getLong(1);
                balance.frozen = row.getBoolean(6);
                balance.closed = row.getBoolean(7);
                found.put(
                        account,
                        balance.read(
                                row.getLong(8),
                                row.getLong(9),
                                row.getLong(10),
                                row.getLong(11),
                                row.getLong(12),
                                row.getLong(13)));
            }
        }
    }

    @Override
    public void write(Block block, Head head, Collection<Balance> changed) throws SQLException {
        new BlockWriter(connection, block).write(head, changed);
    }
}

package io.paideia.payments;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.ledger.Account;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one transfer took from an account, or holds there, because of one share of an order. It is
 * kept, so that the money can go back to where it came from. Immutable.
 *
 * @param cause the refund or dispute
 * @param nth its place among the cause's transfers
 * @param share its place among the order's shares
 */
record Taken(UUID cause, int nth, int share, Account account, Money amount) {

    private static final String INSERT =
            """
            INSERT INTO payments.taken (cause, nth, share, account, currency, amount)
            SELECT u.* FROM unnest(?::uuid[], ?::int[], ?::int[], ?::text[], ?::text[], ?::bigint[]) AS u
            """;

    private static final String FIND =
            """
            SELECT cause, nth, share, account, currency, amount FROM payments.taken
             WHERE cause = ANY (?::uuid[]) ORDER BY cause, nth
            """;

    /** Gives it back at once, to what the channel holds or to the buyer's wallet. */
    Transfer single(Account to, Order order) {
        return Transfer.single(
                TransferId.of(cause, nth), account, to, amount, "refund", order.id().toString());
    }

    /** Holds it until it is decided whether it goes back through the channel. */
    Transfer pending(String channel, Order order) {
        return Transfer.pending(
                TransferId.of(cause, nth),
                account,
                Till.of(channel, order, amount.currency()),
                amount,
                "dispute",
                order.id().toString());
    }

    /** The transfer that undoes or ends a cause's nth one. */
    static TransferId undoing(UUID cause, int nth) {
        return TransferId.of(cause, -1 - nth);
    }

    TransferId undoing() {
        return undoing(cause, nth);
    }

    boolean fromPending() {
        return account.code().endsWith(":pending");
    }

    boolean asDebt() {
        return account.code().endsWith(":receivable");
    }

    /** Whose account it is; the operator's has no stages. */
    String party() {
        return account.code().substring(0, account.code().lastIndexOf(':'));
    }

    static void insert(Batch batch, Collection<Taken> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuids(rows, Taken::cause)
                    .integers(rows, Taken::nth)
                    .integers(rows, Taken::share)
                    .texts(rows, row -> row.account().code())
                    .texts(rows, row -> row.amount().currency().code())
                    .longs(rows, row -> row.amount().minor());
            insert.executeUpdate();
        }
    }

    /** By cause, in the order of their transfers. */
    static Map<UUID, List<Taken>> find(Batch batch, Collection<UUID> causes) throws SQLException {
        Map<UUID, List<Taken>> found = new HashMap<>();
        if (causes.isEmpty()) {
            return found;
        }
        try (PreparedStatement select = batch.connection().prepareStatement(FIND)) {
            Arguments.of(select).uuids(causes);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Currency currency = Currency.of(row.getString(5));
                    UUID cause = row.getObject(1, UUID.class);
                    found.computeIfAbsent(cause, none -> new ArrayList<>())
                            .add(
                                    new Taken(
                                            cause,
                                            row.getInt(2),
                                            row.getInt(3),
                                            new Account(row.getString(4), currency),
                                            new Money(currency, row.getLong(6))));
                }
            }
        }
        return found;
    }
}

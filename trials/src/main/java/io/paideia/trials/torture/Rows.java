package io.paideia.trials.torture;

import io.paideia.ledger.Wish;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What stands in the ledger's tables of what was handed in, read without any of the ledger's code;
 * see {@link Books} for what must follow from it.
 */
final class Rows {

    private static final String FIND =
            """
            SELECT t.id, d.code, c.code, coalesce(abs(t.asked), t.amount), t.phase, t.resolves,
                   coalesce(extract(epoch FROM t.expires_at - t.at) * 1000, 0)::bigint,
                   CASE WHEN t.asked > 0 THEN 'DEBIT' WHEN t.asked < 0 THEN 'CREDIT' ELSE 'NONE' END
              FROM ledger.transfer t
              JOIN ledger.account d ON d.number = t.debit
              JOIN ledger.account c ON c.number = t.credit
             WHERE t.id = ANY (?)
            UNION ALL
            SELECT m.id, m.from_code, m.to_code, m.amount, CASE WHEN f.name = 'torture' THEN 'move' ELSE 'back' END,
                   NULL, 0, 'NONE'
              FROM ledger.move m
              JOIN ledger.book f ON f.number = m.from_book
             WHERE m.id = ANY (?) AND m.state = 'moved'
            """;

    /** What was granted of what is wanted of accounts. */
    private static final String WISHES =
            """
            SELECT code, 'OPEN_DEBITS_LIMITED' FROM ledger.account WHERE code LIKE 'creator:v%'
            UNION ALL
            SELECT a.code, CASE WHEN f.closed THEN 'CLOSE' WHEN f.frozen THEN 'FREEZE' ELSE 'THAW' END
              FROM ledger.flag_change f
              JOIN ledger.account a ON a.number = f.account
            """;

    private static final String REFUSALS =
            """
            SELECT id, outcome FROM ledger.refusal WHERE id = ANY (?)
            UNION ALL
            SELECT id, refusal FROM ledger.move WHERE id = ANY (?) AND state = 'refused'
            """;

    /** Without halves of moves, which are one, and expiries, which nobody hands in. */
    private static final String COUNT =
            """
            SELECT (SELECT count(*) FROM ledger.transfer WHERE phase <> 'expire' AND reference IS NULL)
                   + (SELECT count(*) FROM ledger.move WHERE state = 'moved')
                   + (SELECT count(*) FROM ledger.account WHERE code LIKE 'creator:v%')
                   + (SELECT count(*) FROM ledger.flag_change)
            """;

    private Rows() {}

    /** The rows of these ids. */
    static Map<UUID, List<Order>> find(Connection connection, Collection<UUID> ids)
            throws SQLException {
        Map<UUID, List<Order>> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            select.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    found.computeIfAbsent(id, _ -> new ArrayList<>())
                            .add(
                                    new Order(
                                            id,
                                            row.getString(2),
                                            row.getString(3),
                                            row.getLong(4),
                                            row.getString(5),
                                            row.getObject(6, UUID.class),
                                            row.getLong(7),
                                            row.getString(8)));
                }
            }
        }
        Set<UUID> wanted = Set.copyOf(ids);
        try (PreparedStatement select = connection.prepareStatement(WISHES);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Order granted = Order.wish(Wish.valueOf(row.getString(2)), row.getString(1));
                if (wanted.contains(granted.id())) {
                    found.computeIfAbsent(granted.id(), _ -> new ArrayList<>()).add(granted);
                }
            }
        }
        return found;
    }

    /** Those of these ids that the ledger remembers to have refused, and why. */
    static Map<UUID, String> refusals(Connection connection, Collection<UUID> ids)
            throws SQLException {
        Map<UUID, String> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(REFUSALS)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            select.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getObject(1, UUID.class), row.getString(2));
                }
            }
        }
        return found;
    }

    /** How much there is of what can be handed in. */
    static long count(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNT);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}

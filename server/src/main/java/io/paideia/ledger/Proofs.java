package io.paideia.ledger;

import io.paideia.database.BinaryRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;

/**
 * Finds posted transfers, and proves that a block seals one: with the steps from its leaf to the
 * block's root. What is sealed never changes, so no transaction is needed. Thread-safe.
 */
@Component
final class Proofs {

    private static final String FIND =
            """
            SELECT t.number, t.debit, t.credit, t.amount, t.debit_sequence, t.credit_sequence, t.debit_previous,
                   t.credit_previous, t.debit_balance, t.credit_balance, t.at, t.id, t.phase, t.kind, t.reference,
                   t.resolves, t.expires_at, t.asked, d.id, d.code, c.id, c.code, d.currency
              FROM ledger.transfer t
              JOIN ledger.account d ON d.number = t.debit
              JOIN ledger.account c ON c.number = t.credit
             WHERE t.id = ?
            """;

    private final JdbcClient database;
    private final DataSource source;

    Proofs(JdbcClient database, DataSource source) {
        this.database = database;
        this.source = source;
    }

    /** A transfer with its accounts' names. */
    record Found(
            TransferRow row,
            AccountId debit,
            String debitCode,
            AccountId credit,
            String creditCode,
            String currency) {}

    /**
     * @param bytes the canonical bytes of the leaf, in hexadecimal digits
     */
    record Proof(String bytes, Hash leaf, List<Merkle.Step> steps) {}

    Optional<Found> find(TransferId id) {
        return database.sql(FIND)
                .param(id.value())
                .query(
                        (row, n) ->
                                new Found(
                                        PostgresStore.transfer(row),
                                        new AccountId(row.getObject(19, UUID.class)),
                                        row.getString(20),
                                        new AccountId(row.getObject(21, UUID.class)),
                                        row.getString(22),
                                        row.getString(23)))
                .optional();
    }

    /**
     * Reads what the block seals, and so takes the longer the larger the block is.
     *
     * @throws IllegalStateException if the block does not seal its rows any more
     */
    Proof prove(TransferRow transfer, Blocks.Sealed block) {
        Connection connection = DataSourceUtils.getConnection(source);
        try {
            return new Climb(connection, block).prove(transfer.number());
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read block " + block.head().block(), e);
        } finally {
            DataSourceUtils.releaseConnection(connection, source);
        }
    }

    /** One proof under way. Confined to one thread. */
    private static final class Climb {

        private final Connection connection;
        private final Blocks.Sealed block;
        private final Head head;
        private final byte[] hash = new byte[Hash.LENGTH];

        Climb(Connection connection, Blocks.Sealed block) {
            this.connection = connection;
            this.block = block;
            this.head = block.head();
        }

        Proof prove(long number) throws SQLException {
            long first = head.lastTransfer() - head.transfers() + 1;
            ProofPath path = new ProofPath(head.openings() + head.changes() + number - first);
            RowLeaf transfer = RowLeaf.transfer();
            add(path, RowLeaf.account(), RowLeaf.ACCOUNT, "account" + openings());
            add(path, RowLeaf.change(), RowLeaf.CHANGE, "flag_change" + places());
            byte[] own =
                    add(
                            path,
                            transfer,
                            RowLeaf.TRANSFER,
                            "transfer" + between(first, head.lastTransfer()) + " ORDER BY number",
                            number - first);
            add(path, RowLeaf.refusal(), RowLeaf.REFUSAL, "refusal" + places());
            if (own.length == 0 || !path.root().equals(head.root())) {
                throw new IllegalStateException(
                        "Block "
                                + head.block()
                                + " of "
                                + block.name()
                                + " does not seal its rows");
            }
            transfer.hash(own, hash, 0);
            byte[] canonical = transfer.canonical(own);
            return new Proof(
                    HexFormat.of().formatHex(canonical, 1, canonical.length),
                    Hash.of(hash.clone()),
                    path.steps());
        }

        /** What was opened before there were blocks has gaps, and is in the main book's first. */
        private String openings() {
            boolean gaps = block.book() == 0 && head.block() == 1;
            long first = gaps ? 1 : head.lastAccount() - head.openings() + 1;
            return between(first, head.openings() == 0 ? first - 1 : head.lastAccount())
                    + " ORDER BY number";
        }

        private static String between(long first, long last) {
            return " WHERE number BETWEEN " + first + " AND " + last;
        }

        private String places() {
            return " WHERE book = "
                    + block.book()
                    + " AND block = "
                    + head.block()
                    + " ORDER BY place";
        }

        private void add(ProofPath path, RowLeaf leaf, String columns, String from)
                throws SQLException {
            add(path, leaf, columns, from, -1);
        }

        /** Adds the leaves of these rows, and gives back the row at that place, or nothing. */
        private byte[] add(ProofPath path, RowLeaf leaf, String columns, String from, long wanted)
                throws SQLException {
            byte[] found = {};
            long place = 0;
            String query = "SELECT " + columns + " FROM ledger." + from;
            try (BinaryRows rows = BinaryRows.of(connection, query)) {
                for (byte[] row = rows.next(); row != null; row = rows.next()) {
                    leaf.hash(row, hash, 0);
                    path.add(hash);
                    if (place++ == wanted) {
                        found = row;
                    }
                }
            }
            return found;
        }
    }
}

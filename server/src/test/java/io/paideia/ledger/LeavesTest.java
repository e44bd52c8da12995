package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.database.Arguments;
import io.paideia.database.BinaryRows;
import io.paideia.database.TestDatabase;
import io.paideia.database.Times;
import io.paideia.money.Currency;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The canonical bytes are written three times: to seal, to verify, and in SQL for whoever checks by
 * hand. All agree on anything that can stand in a row.
 */
final class LeavesTest {

    private static final int ROWS = 400;
    private static final long[] EXTREMES = {
        1, -1, Long.MAX_VALUE, Long.MIN_VALUE + 1, 1L << 48, 255, 256
    };
    private static final List<String> TEXTS =
            List.of("", "sale", "Ωμέγα", "课程", "🎓\n\t\"'\\", "é\u0301", "x".repeat(3_000));

    private final Random random = new Random(7);
    private final Leaves leaves = new Leaves();
    private Connection connection = open();

    private static Connection open() {
        try {
            Connection connection = TestDatabase.shared().pool().getConnection();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void begin() throws SQLException {
        connection.rollback();
    }

    @AfterEach
    void close() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void agreeOnTransfers() throws SQLException {
        table("transfer");
        List<Hash> sealed = new ArrayList<>();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO sample VALUES"
                                + " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?::timestamptz,?)")) {
            for (int i = 0; i < ROWS; i++) {
                TransferRow row = transfer(i);
                sealed.add(leaves.transfer(row));
                Arguments set =
                        Arguments.of(insert)
                                .number(row.number())
                                .number(row.debit())
                                .number(row.credit())
                                .number(row.amount())
                                .number(row.debitSequence())
                                .number(row.creditSequence())
                                .number(row.debitPrevious())
                                .number(row.creditPrevious())
                                .number(row.debitBalance())
                                .number(row.creditBalance())
                                .time(row.at())
                                .uuid(row.id())
                                .text(row.phase().word())
                                .text(row.kind())
                                .text(row.reference())
                                .uuid(row.resolves());
                Instant expiresAt = row.expiresAt();
                set.text(expiresAt == null ? null : expiresAt.toString()).numberOrNull(row.asked());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        assertAgree("transfer", RowLeaf.transfer(), RowLeaf.TRANSFER, sealed);
    }

    private TransferRow transfer(int number) {
        return new TransferRow(
                number,
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                time(),
                new UUID(random.nextLong(), random.nextLong()),
                List.of(Transfer.Phase.values()).get(random.nextInt(6)),
                TEXTS.get(random.nextInt(TEXTS.size())),
                orNull(TEXTS.get(random.nextInt(TEXTS.size()))),
                orNull(new UUID(random.nextLong(), random.nextLong())),
                orNull(time()),
                orNull(number()));
    }

    @Test
    void agreeOnAccounts() throws SQLException {
        table("account");
        List<Hash> sealed = new ArrayList<>();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO sample (number, id, code, currency, debits_limited,"
                            + " credits_limited, opened_at) VALUES (?,?,?,?,?::bool,?::bool,?)")) {
            for (int i = 0; i < ROWS; i++) {
                Opening opening =
                        new Opening(
                                i,
                                new UUID(random.nextLong(), random.nextLong()),
                                new Account(
                                        "a".repeat(1 + random.nextInt(119)), Currency.of("JPY")),
                                random.nextBoolean(),
                                random.nextBoolean());
                Instant at = time();
                sealed.add(leaves.opening(opening, at));
                Arguments.of(insert)
                        .number(i)
                        .uuid(opening.id())
                        .text(opening.account().code())
                        .text("JPY")
                        .text("" + opening.debitsLimited())
                        .text("" + opening.creditsLimited())
                        .time(at);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        assertAgree("account", RowLeaf.account(), RowLeaf.ACCOUNT, sealed);
    }

    @Test
    void agreeOnFlagChanges() throws SQLException {
        table("flag_change");
        List<Hash> sealed = new ArrayList<>();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO sample VALUES (0, 1, ?, ?, ?::bool, ?::bool)")) {
            for (int i = 0; i < ROWS; i++) {
                FlagChange change =
                        new FlagChange(number(), random.nextBoolean(), random.nextBoolean());
                sealed.add(leaves.change(change));
                Arguments.of(insert)
                        .integer(i)
                        .number(change.account())
                        .text("" + change.frozen())
                        .text("" + change.closed());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        assertAgree("flag_change", RowLeaf.change(), RowLeaf.CHANGE, sealed);
    }

    @Test
    void agreeOnRefusals() throws SQLException {
        table("refusal");
        List<Hash> sealed = new ArrayList<>();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO sample VALUES (?, ?, ?, 0, 1, ?)")) {
            for (int i = 0; i < ROWS; i++) {
                byte[] content = new byte[Hash.LENGTH];
                random.nextBytes(content);
                Refusal refusal =
                        new Refusal(
                                new UUID(random.nextLong(), random.nextLong()),
                                0,
                                Hash.of(content),
                                List.of(Outcome.values()).get(i % Outcome.values().length));
                sealed.add(leaves.refusal(refusal));
                Arguments.of(insert)
                        .uuid(refusal.id())
                        .bytes(content)
                        .text(refusal.outcome().code())
                        .integer(i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        assertAgree("refusal", RowLeaf.refusal(), RowLeaf.REFUSAL, sealed);
    }

    /** Without the table's constraints, in the order of its first integer column of a kind. */
    private void table(String like) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TEMP TABLE sample (LIKE ledger."
                            + like
                            + " INCLUDING DEFAULTS) ON COMMIT DROP");
            for (String column : List.of("book", "block", "resolves")) {
                statement.execute(
                        "DO $$ BEGIN ALTER TABLE sample ALTER COLUMN "
                                + column
                                + " DROP NOT NULL; EXCEPTION WHEN undefined_column THEN NULL; END"
                                + " $$");
            }
        }
    }

    private void assertAgree(String table, RowLeaf leaf, String columns, List<Hash> sealed)
            throws SQLException {
        String order = table.equals("flag_change") || table.equals("refusal") ? "place" : "number";
        List<String> bySql = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT encode(ledger.leaf(ROW(s.*)::ledger."
                                        + table
                                        + "), 'hex') FROM sample s ORDER BY "
                                        + order)) {
            while (row.next()) {
                bySql.add(row.getString(1));
            }
        }
        List<String> byRow = new ArrayList<>();
        byte[] hash = new byte[Hash.LENGTH];
        try (BinaryRows rows =
                BinaryRows.of(connection, "SELECT " + columns + " FROM sample ORDER BY " + order)) {
            byte[] row;
            while ((row = rows.next()) != null) {
                leaf.hash(row, hash, 0);
                byRow.add(HexFormat.of().formatHex(hash));
            }
        }
        List<String> byLedger = sealed.stream().map(Hash::toString).toList();
        assertThat(bySql).hasSize(ROWS).isEqualTo(byLedger);
        assertThat(byRow).isEqualTo(byLedger);
    }

    private long number() {
        return random.nextBoolean()
                ? EXTREMES[random.nextInt(EXTREMES.length)]
                : random.nextLong() | 1;
    }

    /** To the microsecond, from the year 1 to 5000, also before 1970 and at 2000. */
    private Instant time() {
        return switch (random.nextInt(4)) {
            case 0 -> Instant.parse("2000-01-01T00:00:00Z");
            case 1 -> Instant.parse("1969-12-31T23:59:59.999999Z");
            default ->
                    Times.ofMicros(
                            random.nextLong(-62_135_596_800_000_000L, 95_617_584_000_000_000L));
        };
    }

    private <T> @Nullable T orNull(T value) {
        return random.nextInt(3) == 0 ? null : Objects.requireNonNull(value);
    }
}

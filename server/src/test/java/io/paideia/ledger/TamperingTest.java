package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever owns the database can change anything in it. One edited, deleted or inserted row anywhere
 * is found, and named.
 */
@Timeout(60)
final class TamperingTest {

    /** By table: which row is edited, and how it is named. */
    private static final Map<String, String[]> ROWS =
            new TreeMap<>(
                    Map.of(
                            "transfer", new String[] {"number = 20", "number=20"},
                            "block", new String[] {"book = 0 AND number = 2", "book=0 number=2"},
                            "account", new String[] {"number = 2", "number=2"},
                            "book", new String[] {"number = 1", "number=1"},
                            "mark", new String[] {"account = 1", "account=1 sequence=64"},
                            "flag_change", new String[] {"true", "book=0 block=6 place=0"},
                            "refusal",
                                    new String[] {
                                        "book = 0 AND block = 3", "book=0 block=3 place=0"
                                    },
                            "due", new String[] {"true", "transfer="}));

    /** Into which table, which row is named, which row it is. */
    private static final List<String> INSERTS =
            List.of(
                    forged("number=1000", "1000"),
                    forged("number=-5", "-5"),
                    forged("number=1970324836974593", "7 * (1::bigint << 48) + 1"),
                    "account | account number=900 | SELECT 900, gen_random_uuid(), 'forged',"
                            + " currency, false, 0, 0, 0, 0, 0, opened_at, false, false, false, 0,"
                            + " 0, 3 FROM ledger.account WHERE number = 2",
                    "block | block book=0 number=8 | SELECT book, 100, at, last_account,"
                            + " last_transfer, 0, 0, 0, 0, root, hash FROM ledger.block WHERE book"
                            + " = 0 ORDER BY number DESC LIMIT 1",
                    "block | block book=5 number=1 | SELECT 5, 1, at, last_account, last_transfer,"
                            + " 0, 0, 0, 0, root, hash FROM ledger.block WHERE book = 0 AND number"
                            + " = 1",
                    "book | block book=4 number=1 | SELECT 4, 'ghost'",
                    "mark | mark account=1 sequence=9 | SELECT account, at, 9, transfer, debits"
                            + " FROM ledger.mark WHERE account = 1",
                    "flag_change | flag_change book=0 block=6 place=1 | SELECT 0, 6, 1, 2, true,"
                            + " false",
                    "flag_change | flag_change book=0 block=600 place=0 | SELECT 0, 600, 0, 2,"
                            + " true, false",
                    "flag_change | flag_change book=0 block=2 place=0 | SELECT 0, 2, 0, 2, true,"
                            + " false",
                    "refusal | refusal book=0 block=3 place=5 | SELECT gen_random_uuid(), content,"
                            + " outcome, 0, 3, 5 FROM ledger.refusal WHERE book = 0 AND block = 3",
                    "refusal | refusal book=9 block=1 place=0 | SELECT gen_random_uuid(), content,"
                            + " outcome, 9, 1, 0 FROM ledger.refusal WHERE book = 0 AND block = 3",
                    "due | due transfer= | SELECT gen_random_uuid(), 0::smallint, now()");

    private static String forged(String key, String number) {
        return "transfer | transfer "
                + key
                + " | SELECT "
                + number
                + ", debit, credit, amount, debit_sequence, credit_sequence, debit_previous,"
                + " credit_previous, debit_balance, credit_balance, at, gen_random_uuid(), phase,"
                + " kind, reference, resolves, expires_at, asked FROM ledger.transfer WHERE number"
                + " = 20";
    }

    private static final String EDITS =
            """
            SELECT string_agg(column_name || ' = ' ||
                   CASE data_type WHEN 'text' THEN format('coalesce(%1$I, '''') || ''x''', column_name)
                                  WHEN 'boolean' THEN format('NOT %1$I', column_name)
                                  WHEN 'uuid' THEN 'gen_random_uuid()'
                                  WHEN 'bytea' THEN format('set_byte(%1$I, 5, get_byte(%1$I, 5) # 1)', column_name)
                                  WHEN 'timestamp with time zone'
                                  THEN format('coalesce(%1$I, now()) + interval ''1 microsecond''', column_name)
                                  WHEN 'smallint' THEN format('coalesce(%1$I, 0) + 7', column_name)
                                  ELSE format('coalesce(%1$I, 0) + 1000000', column_name) END, E'\\n'
                   ORDER BY ordinal_position)
              FROM information_schema.columns
             WHERE table_schema = 'ledger' AND table_name = '{table}'
            """;

    /** Rows of moves that agree with themselves, but not with their halves. */
    private static final List<String> OTHER_STATES =
            List.of(
                    "amount = 30 | state = 'under_way', ended_at = NULL",
                    "amount = 30 | state = 'refused', refusal = 'overflow', refused_by = to_book",
                    "amount = 30 | state = 'refused', refusal = 'id_reused', refused_by = to_book",
                    "amount = 30 | state = 'refused', refusal = 'overflow', refused_by = from_book",
                    "amount = 20 | state = 'moved', refusal = NULL, refused_by = NULL",
                    "amount = 20 | refusal = 'overflow'",
                    "amount = 20 | refusal = 'id_reused'",
                    "amount = 20 | refused_by = from_book",
                    "amount = 5 | refused_by = to_book",
                    "amount = 5 | refusal = 'id_reused'",
                    "amount = 5 | state = 'moved', refusal = NULL, refused_by = NULL",
                    "amount = 5 | state = 'under_way', refusal = NULL, refused_by = NULL, ended_at"
                            + " = NULL",
                    "amount = 7 | state = 'moved', ended_at = now()",
                    "amount = 7 | state = 'refused', refusal = 'overflow', refused_by = to_book,"
                            + " ended_at = now()",
                    "amount = 8 | state = 'moved', ended_at = now()",
                    "amount = 8 | state = 'refused', refusal = 'id_reused', refused_by = to_book,"
                            + " ended_at = now()",
                    "amount = 9 | state = 'moved', refusal = NULL, refused_by = NULL",
                    "amount = 9 | from_book = 0",
                    "amount = 9 | to_book = 0");

    static List<String> tables() {
        return List.copyOf(ROWS.keySet());
    }

    @Test
    void anUntouchedLedgerIsVerified() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            Verification.Result result = ledger.verify();
            assertThat(result.broken()).isEmpty();
            assertThat(result.verified()).isTrue();
            assertThat(result.transfers())
                    .isEqualTo(Long.parseLong(ledger.text("SELECT count(*) FROM ledger.transfer")));
            assertThat(result.tips())
                    .extracting("book")
                    .containsExactly("main", "side", "east", "west");
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void oneEditedColumnIsFoundAndItsRowNamed(String table) throws SQLException {
        String[] row = Objects.requireNonNull(ROWS.get(table));
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.keep(table);
            for (String edit : ledger.text(EDITS.replace("{table}", table)).lines().toList()) {
                ledger.tamper("UPDATE ledger." + table + " SET " + edit + " WHERE " + row[0]);
                assertNamed(ledger.verify(), table, row[1]);
                ledger.restore(table);
            }
            assertThat(ledger.verify().verified()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "number = 20 | reference = NULL",
                "phase = 'post' | resolves = NULL",
                "number = 72 | expires_at = NULL",
                "asked > 0 | asked = NULL",
                "number = 20 | asked = 0",
                "number = 20 | expires_at = 'epoch'",
                "number = 20 | resolves = '00000000-0000-0000-0000-000000000000'"
            })
    void nothingAndZeroAreToldApartThoughTheirBytesAreTheSame(String where, String set)
            throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            String number =
                    ledger.text("SELECT number FROM ledger.transfer WHERE " + where + " LIMIT 1");
            ledger.tamper("UPDATE ledger.transfer SET " + set + " WHERE number = " + number);
            assertNamed(ledger.verify(), "transfer", "number=" + number);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "transfer, transfer, number=20",
        "block, block, book=0 number=2",
        "account, account, number=2",
        "book, book, number=1",
        "mark, mark, account=1 sequence=64",
        "flag_change, flag_change, book=0 block=6 place=0",
        "refusal, refusal, book=0 block=3 place=0",
        "due, due, transfer="
    })
    void oneDeletedRowIsFoundAndNamed(String table, String named, String key) throws SQLException {
        assertNamed(
                "DELETE FROM ledger."
                        + table
                        + " WHERE "
                        + Objects.requireNonNull(ROWS.get(table))[0],
                named,
                key);
    }

    /** It leaves no gap in the numbers, but rows. */
    @Test
    void theDeletedRowOfTheNewestBookIsFoundByItsBlocks() throws SQLException {
        assertNamed("DELETE FROM ledger.book WHERE number = 3", "block", "book=3 number=1");
    }

    @Test
    void oneInsertedRowIsFoundAndNamed() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            for (String insert : INSERTS) {
                List<String> parts = List.of(insert.split(" \\| ", 3));
                ledger.keep(parts.get(0));
                ledger.tamper("INSERT INTO ledger." + parts.get(0) + " " + parts.get(2));
                List<String> named = List.of(parts.get(1).split(" ", 2));
                assertNamed(ledger.verify(), named.get(0), named.get(1));
                ledger.restore(parts.get(0));
            }
            assertThat(ledger.verify().verified()).isTrue();
        }
    }

    @Test
    void anInsertedTransferIsFoundThoughTheBalancesWereMadeToFit() throws SQLException {
        assertNamed(
                """
                WITH forged AS (
                    INSERT INTO ledger.transfer
                    SELECT (SELECT max(number) + 1 FROM ledger.transfer WHERE number < 1000), d.number, c.number, 9,
                           d.sequence + 1, c.sequence + 1, d.last_transfer, c.last_transfer,
                           d.credits_posted - d.debits_posted - 9, c.credits_posted - c.debits_posted + 9,
                           clock_timestamp(), gen_random_uuid(), 'single', 'sale', NULL, NULL, NULL, NULL
                      FROM ledger.account d, ledger.account c WHERE d.number = 1 AND c.number = 2
                    RETURNING *
                )
                UPDATE ledger.account a
                   SET debits_posted = debits_posted + CASE WHEN a.number = 1 THEN 9 ELSE 0 END,
                       credits_posted = credits_posted + CASE WHEN a.number = 2 THEN 9 ELSE 0 END,
                       sequence = sequence + 1, last_transfer = f.number
                  FROM forged f WHERE a.number IN (1, 2)
                """,
                "transfer",
                "number=84");
    }

    @Test
    void twoTransfersThatChangePlacesAreFound() throws SQLException {
        assertNamed(
                "UPDATE ledger.transfer SET number = 9999 WHERE number = 20;"
                        + " UPDATE ledger.transfer SET number = 20 WHERE number = 21;"
                        + " UPDATE ledger.transfer SET number = 21 WHERE number = 9999",
                "transfer",
                "number=20");
    }

    @Test
    void anEditIsFoundThoughItsBlockWasSealedAnew() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.tamper(
                    "UPDATE ledger.transfer SET kind = 'gift' WHERE number = 20",
                    """
                    UPDATE ledger.block b
                       SET root = ledger.root((SELECT array_agg(l ORDER BY k, n) FROM (
                               SELECT 1 AS k, number AS n, ledger.leaf(a) AS l FROM ledger.account a WHERE block = 1
                                  AND book = 0
                               UNION ALL SELECT 2, number, ledger.leaf(t) FROM ledger.transfer t WHERE number <= 70) x))
                     WHERE book = 0 AND number = 1
                    """,
                    "UPDATE ledger.block b SET hash = ledger.block_hash(b,"
                            + " ledger.beginning('main')) WHERE book = 0 AND number = 1");
            assertNamed(ledger.verify(), "transfer", "number=20");
        }
    }

    @Test
    void aHistoryThatWasRewrittenWholeIsFoundByAHashNotedBefore() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            Verification.Tip noted = ledger.verify().tips().getFirst();
            ledger.tamper("UPDATE ledger.transfer SET kind = 'gift' WHERE number = 20");
            ledger.reseal();
            assertThat(ledger.verify().verified()).isTrue();
            assertThat(ledger.verify(expected(noted, noted.block())).broken())
                    .singleElement()
                    .hasFieldOrPropertyWithValue("table", "ledger.block");
            assertThat(ledger.verify(expected(noted, null)).verified()).isFalse();
        }
    }

    @Test
    void aHashNotedBeforeIsFoundAgainInAnHonestChain() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            String hash =
                    ledger.text(
                            "SELECT encode(hash, 'hex') FROM ledger.block WHERE book = 0 AND number"
                                    + " = 3");
            Verification.Tip noted = new Verification.Tip("main", 3, hash);
            assertThat(ledger.verify(expected(noted, 3L), expected(noted, null)).verified())
                    .isTrue();
            assertThat(ledger.verify(expected(noted, 4L)).verified()).isFalse();
        }
    }

    private static Verification.Expected expected(
            Verification.Tip tip, @org.jspecify.annotations.Nullable Long block) {
        return new Verification.Expected(tip.book(), block, tip.hash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "number = 20 | amount = 1",
                "number = 20 | debit = 3",
                "number = 20 | credit = 4",
                "number = 20 | debit_sequence = 21",
                "number = 20 | credit_previous = 3",
                "number = 20 | credit_balance = credit_balance + 1",
                "number = 20 | at = at + interval '1 second'",
                "number = 20 | phase = 'pending'",
                "phase = 'post' | phase = 'void'",
                "phase = 'post' | amount = 41",
                "phase = 'void' | phase = 'expire'",
                "phase = 'expire' | phase = 'void'",
                "phase = 'void' | resolves = gen_random_uuid()",
                "phase = 'reverse' | resolves = (SELECT id FROM ledger.transfer WHERE number = 5)",
                "asked > 0 | asked = asked - 999999"
            })
    void whatFollowsFromOtherRowsIsFoundThoughAllHashesWereComputedAnew(String where, String set)
            throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            String number = ledger.text("SELECT number FROM ledger.transfer WHERE " + where);
            ledger.tamper("UPDATE ledger.transfer SET " + set + " WHERE number = " + number);
            ledger.reseal();
            assertNamed(ledger.verify(), "transfer", "number=" + number);
        }
    }

    /**
     * Which move, and which of its columns follow from nothing: when it is claimed again, and where
     * it should have arrived if it never did.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amount = 30 | again_at",
                "amount = 20 | again_at",
                "amount = 5 | again_at to_code",
                "amount = 7 | again_at to_code",
                "amount = 8 | again_at",
                "amount = 9 | again_at to_code"
            })
    void oneEditedColumnOfAMoveIsFoundAndItsRowNamed(String where, String unsaid)
            throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.keep("move");
            List<String> free = List.of(unsaid.split(" ", -1));
            for (String edit : ledger.text(EDITS.replace("{table}", "move")).lines().toList()) {
                ledger.tamper("UPDATE ledger.move SET " + edit + " WHERE " + where);
                if (free.contains(edit.substring(0, edit.indexOf(' ')))) {
                    assertThat(ledger.verify().broken()).isEmpty();
                } else {
                    assertNamed(ledger.verify(), "move", "id=");
                }
                ledger.restore("move");
            }
            assertThat(ledger.verify().verified()).isTrue();
        }
    }

    @Test
    void anotherStateOfAMoveIsFoundThoughItsRowAgreesWithItself() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.keep("move");
            for (String edit : OTHER_STATES) {
                List<String> parts = List.of(edit.split(" \\| ", 2));
                ledger.tamper("UPDATE ledger.move SET " + parts.get(1) + " WHERE " + parts.get(0));
                assertNamed(ledger.verify(), "move", "id=");
                ledger.restore("move");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"amount = 30", "amount = 20", "amount = 7", "amount = 8", "amount = 9", "true"})
    void oneDeletedMoveIsFoundAndNamed(String where) throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            String id = ledger.text("SELECT id FROM ledger.move WHERE " + where + " ORDER BY id");
            ledger.tamper("DELETE FROM ledger.move WHERE " + where);
            assertNamed(ledger.verify(), "move", "id=" + id);
            assertThat(ledger.verifyBook("east").verified()).isFalse();
            assertThat(ledger.verifyBook("west").verified())
                    .isEqualTo(where.matches("amount = (20|7|9)"));
            assertThat(ledger.verifyBook("main").verified()).isTrue();
        }
    }

    /** Nothing of it is in the chain but a refusal, which does not name its move. */
    @Test
    void aDeletedMoveThatNeverHeldAnythingIsNotFound() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.tamper("DELETE FROM ledger.move WHERE amount = 5");
            assertThat(ledger.verify().verified()).isTrue();
        }
    }

    @Test
    void oneInsertedMoveIsFoundAndNamed() throws SQLException {
        String id = "00000000-0000-7000-8000-00000000000a";
        try (SealedLedger ledger = SealedLedger.copy()) {
            for (long amount : new long[] {30, 20, 5, 7, 8, 9}) {
                ledger.tamper(
                        "INSERT INTO ledger.move SELECT (jsonb_populate_record(m,"
                                + " jsonb_build_object('id', '"
                                + id
                                + "'))).* FROM ledger.move m WHERE amount = "
                                + amount);
                assertNamed(ledger.verify(), "move", "id=" + id);
                ledger.tamper("DELETE FROM ledger.move WHERE id = '" + id + "'");
            }
            assertThat(ledger.verify().verified()).isTrue();
        }
    }

    /** Each book by itself, although all of them together balance. */
    @Test
    void anExcessInOneBookIsNotHiddenByALackInAnother() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.tamper(
                    "UPDATE ledger.account SET debits_posted = debits_posted + 5 WHERE book = 0 AND"
                            + " code = 'bank' AND currency = 'CNY'",
                    "UPDATE ledger.account SET credits_posted = credits_posted + 5 WHERE book = 1"
                            + " AND code = 'buyer:bob:wallet'");
            assertThat(ledger.verify().broken())
                    .extracting(Broken::key)
                    .contains("book=0 currency=CNY", "book=1 currency=CNY");
        }
    }

    @Test
    void aMissingGuardOfUniqueIdsIsFound() throws SQLException {
        assertNamed(
                "ALTER TABLE ledger.transfer DROP CONSTRAINT transfer_id_key",
                "transfer",
                "columns=id");
    }

    @Test
    void manyBrokenRowsAreCountedAndTheFirstNamed() throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.tamper("UPDATE ledger.account SET debits_posted = debits_posted + 1");
            List<Broken> broken = new ArrayList<>(ledger.verify().broken());
            assertThat(broken).hasSizeGreaterThan(5);
            assertThat(broken.getFirst().key()).isEqualTo("number=1");
        }
    }

    private static void assertNamed(String statement, String table, String key)
            throws SQLException {
        try (SealedLedger ledger = SealedLedger.copy()) {
            ledger.tamper(statement);
            assertNamed(ledger.verify(), table, key);
        }
    }

    private static void assertNamed(Verification.Result result, String table, String key) {
        assertThat(result.verified()).isFalse();
        Broken first = result.broken().getFirst();
        assertThat(first.table() + " " + first.key())
                .as("%s", result.broken())
                .startsWith("ledger." + table + " " + key);
    }
}

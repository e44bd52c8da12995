package io.paideia.guards;

import java.util.List;
import java.util.stream.Stream;

/**
 * The guards in the ledger's tables, each with statements that it alone refuses. In them, {@code
 * @x} are rows that the test wrote: see {@link TablesTest}.
 */
final class TableGuards {

    private TableGuards() {}

    /**
     * A guard in a table.
     *
     * @param name of a constraint, unique index or trigger; or {@code rights}
     * @param attacks statements that each must be refused by it
     */
    record Attacked(String table, String name, String protects, List<String> attacks) {

        boolean rights() {
            return name.equals("rights");
        }

        boolean trigger() {
            return name.endsWith("_once") || name.endsWith("_stays") || name.contains("_keeps_");
        }

        /** Whether the server updates the table by right. */
        private boolean updated() {
            return table.equals("account") || table.equals("move");
        }

        /** Who refuses the attacks. */
        String refusedBy() {
            return rights() ? "rights" : trigger() ? "trigger" : name;
        }

        Guard guard(int place) {
            return new Guard(
                    rights() ? "rights on " + table : name,
                    protects,
                    "ledger." + table,
                    removal(),
                    "TablesTest#refuses[" + place + "]");
        }

        private Guard.Sql removal() {
            String full = "ledger." + table;
            if (rights()) {
                return new Guard.Sql(
                        "GRANT UPDATE, DELETE, TRUNCATE ON " + full + " TO paideia_app",
                        "SELECT 'REVOKE "
                                + (updated() ? "" : "UPDATE, ")
                                + "DELETE, TRUNCATE ON "
                                + full
                                + " FROM paideia_app'");
            }
            if (trigger()) {
                return new Guard.Sql(
                        "DROP TRIGGER " + name + " ON " + full,
                        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = '"
                                + name
                                + "'");
            }
            if (name.equals("transfer_resolution")) {
                return new Guard.Sql(
                        "DROP INDEX ledger." + name,
                        "SELECT pg_get_indexdef('ledger." + name + "'::regclass)");
            }
            return new Guard.Sql(
                    "ALTER TABLE " + full + " DROP CONSTRAINT " + name,
                    "SELECT 'ALTER TABLE "
                            + full
                            + " ADD CONSTRAINT "
                            + name
                            + " ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '"
                            + name
                            + "' AND conrelid = '"
                            + full
                            + "'::regclass");
        }
    }

    static Attacked table(String table, String name, String protects, String... attacks) {
        return new Attacked(table, name, protects, List.of(attacks));
    }

    /** Another row like this one, but for these fields of JSON. */
    private static Attacked copy(String table, String name, String protects, String but) {
        return table(table, name, protects, copy(table, but));
    }

    private static String copy(String table, String but) {
        String anew =
                switch (table) {
                    case "account" ->
                            "'number', r.number + 1000000, 'id', gen_random_uuid(), 'code', r.code"
                                    + " || 'x', 'debits_limited', false, 'debits_posted', 0,"
                                    + " 'credits_posted', 0";
                    case "transfer" -> "'number', r.number + 1000000, 'id', gen_random_uuid()";
                    case "block" -> "'number', r.number + 1000000";
                    default -> "'id', gen_random_uuid(), 'place', r.place + 1000000";
                };
        String which =
                switch (table) {
                    case "account" -> "r.number = @ada";
                    case "transfer" -> "r.id = @moved";
                    case "block" -> "r.number = @block AND r.book = 0";
                    default -> "r.id = @refused";
                };
        return "INSERT INTO ledger.%1$s SELECT (jsonb_populate_record(r, jsonb_build_object(%2$s, %3$s))).* FROM ledger.%1$s r WHERE %4$s"
                .formatted(table, anew, but, which);
    }

    static Attacked rights(String table, String protects, String... attacks) {
        return table(table, "rights", protects, attacks);
    }

    private static String twice(String table, String row) {
        return "INSERT INTO ledger.%1$s SELECT %2$s UNION ALL SELECT %2$s".formatted(table, row);
    }

    private static String keep(String column) {
        return "UPDATE ledger.account SET %1$s = %1$s WHERE number = @ada".formatted(column);
    }

    /** All of them; a test's number is its place here. */
    static final List<Attacked> ALL =
            Stream.of(ledgers(), MoveGuards.ALL).flatMap(List::stream).toList();

    private static List<Attacked> ledgers() {
        return List.of(
                copy(
                        "transfer",
                        "transfer_id_key",
                        "a transfer under its old id, if the ledger forgot to look",
                        "'id', r.id"),
                copy(
                        "transfer",
                        "transfer_pkey",
                        "two transfers at one place of the order",
                        "'number', r.number"),
                copy(
                        "transfer",
                        "transfer_resolution",
                        "a hold posted, or a transfer reversed, twice",
                        "'phase', 'post', 'resolves', @held"),
                copy(
                        "transfer",
                        "transfer_amount_check1",
                        "a transfer of nothing, or one that takes",
                        "'amount', 0"),
                copy(
                        "transfer",
                        "transfer_check2",
                        "a transfer from an account to itself",
                        "'credit', r.debit"),
                copy(
                        "transfer",
                        "transfer_check3",
                        "a debit side's chain that turns in a circle",
                        "'debit_previous', r.number + 1000000"),
                copy(
                        "transfer",
                        "transfer_check4",
                        "a credit side's chain that turns in a circle",
                        "'credit_previous', r.number + 1000000"),
                copy(
                        "transfer",
                        "transfer_check5",
                        "a post of nothing, which no unique key sees",
                        "'phase', 'post'"),
                copy(
                        "transfer",
                        "transfer_check6",
                        "what has moved, expiring",
                        "'expires_at', now()"),
                copy(
                        "transfer",
                        "transfer_check7",
                        "more moved than a balancing transfer asked for",
                        "'asked', r.amount - 1"),
                copy(
                        "transfer",
                        "transfer_phase_check1",
                        "a phase that no reader knows",
                        "'phase', 'other'"),
                copy(
                        "account",
                        "no_overdraft",
                        "a debit beyond the credits, if the ledger forgot to compare",
                        "'debits_limited', true, 'credits_posted', 5, 'debits_posted', 3,"
                                + " 'debits_pending', 3"),
                copy(
                        "account",
                        "no_overfunding",
                        "a credit beyond the debits, likewise",
                        "'credits_limited', true, 'debits_posted', 5, 'credits_posted', 3,"
                                + " 'credits_pending', 3"),
                copy(
                        "account",
                        "closed_is_empty",
                        "money in an account that is closed",
                        "'closed', true, 'credits_posted', 1"),
                copy(
                        "account",
                        "account_debits_posted_check",
                        "a sum below zero, from an overflow for example",
                        "'debits_posted', -1"),
                copy("account", "account_credits_posted_check", "the same", "'credits_posted', -1"),
                copy(
                        "account",
                        "account_debits_pending_check",
                        "more freed than was held",
                        "'debits_pending', -1"),
                copy(
                        "account",
                        "account_credits_pending_check",
                        "the same",
                        "'credits_pending', -1"),
                copy(
                        "account",
                        "account_code_currency_book_key",
                        "an account opened twice, so that its money is in two places",
                        "'code', r.code"),
                copy("account", "account_id_key", "one id for two accounts", "'id', r.id"),
                copy(
                        "account",
                        "account_pkey",
                        "one number for two accounts",
                        "'number', r.number"),
                copy(
                        "block",
                        "block_pkey",
                        "a fork: two blocks after the same one",
                        "'number', r.number"),
                copy("block", "block_number_check", "a block before the first", "'number', 0"),
                copy("block", "block_root_check", "half a hash", "'root', '\\x00'"),
                copy("block", "block_hash_check", "half a hash", "'hash', '\\x00'"),
                copy("refusal", "refusal_pkey", "two answers to one id", "'id', r.id"),
                copy(
                        "refusal",
                        "refusal_book_block_place_key",
                        "two refusals at one place of a block",
                        "'place', r.place"),
                table(
                        "flag_change",
                        "flag_change_pkey",
                        "two changes at one place of a block",
                        twice("flag_change", "0, 1000000, 0, @ada, true, false")),
                table(
                        "due",
                        "due_pkey",
                        "a hold that is due twice",
                        "INSERT INTO ledger.due SELECT * FROM ledger.due WHERE transfer ="
                                + " @due"),
                table(
                        "mark",
                        "mark_pkey",
                        "two marks of one entry",
                        twice("mark", "@ada, now(), 64, 1, 0")),
                table(
                        "book",
                        "book_pkey",
                        "two books under one number",
                        "INSERT INTO ledger.book VALUES (0, 'second')"),
                table(
                        "book",
                        "book_name_key",
                        "a book with two numbers",
                        "INSERT INTO ledger.book VALUES (30000, 'main')"),
                table(
                        "book",
                        "book_number_check",
                        "a book whose numbers would be negative",
                        "INSERT INTO ledger.book VALUES (-1, 'below')"),
                table(
                        "transfer",
                        "transfer_is_written_once",
                        "edited or deleted transfers, whoever asks",
                        "UPDATE ledger.transfer SET amount = 1 WHERE id = @moved",
                        "DELETE FROM ledger.transfer WHERE id = @moved",
                        "TRUNCATE ledger.transfer"),
                table(
                        "block",
                        "block_is_written_once",
                        "edited or deleted blocks, whoever asks",
                        "UPDATE ledger.block SET root = hash WHERE number = @block",
                        "DELETE FROM ledger.block WHERE number = @block",
                        "TRUNCATE ledger.block"),
                table(
                        "refusal",
                        "refusal_is_written_once",
                        "another answer later, whoever asks",
                        "UPDATE ledger.refusal SET outcome = 'created' WHERE id = @refused",
                        "DELETE FROM ledger.refusal WHERE id = @refused",
                        "TRUNCATE ledger.refusal"),
                table(
                        "flag_change",
                        "flag_change_is_written_once",
                        "an edited history of freezing, whoever asks",
                        "UPDATE ledger.flag_change SET frozen = false",
                        "DELETE FROM ledger.flag_change",
                        "TRUNCATE ledger.flag_change"),
                table(
                        "book",
                        "book_is_written_once",
                        "books that vanish or are given another name or number, whoever asks",
                        "UPDATE ledger.book SET name = 'other' WHERE number = 0",
                        "UPDATE ledger.book SET number = 30000 WHERE number = 0",
                        "DELETE FROM ledger.book WHERE number = 0",
                        "TRUNCATE ledger.book"),
                table(
                        "account",
                        "account_stays",
                        "accounts that vanish with their money, whoever asks",
                        "DELETE FROM ledger.account WHERE number = @ada",
                        "TRUNCATE ledger.account"),
                table(
                        "account",
                        "account_keeps_its_name",
                        "an account given to another, or freed of its limits, whoever asks",
                        keep("number"),
                        keep("id"),
                        keep("code"),
                        keep("currency"),
                        keep("debits_limited"),
                        keep("credits_limited"),
                        keep("opened_at"),
                        keep("book"),
                        keep("block")),
                rights(
                        "transfer",
                        "a server that can edit transfers once a trigger is off",
                        "UPDATE ledger.transfer SET amount = 1 WHERE id = @moved",
                        "DELETE FROM ledger.transfer WHERE id = @moved",
                        "TRUNCATE ledger.transfer"),
                rights(
                        "block",
                        "the same for blocks",
                        "UPDATE ledger.block SET root = hash WHERE number = @block",
                        "DELETE FROM ledger.block WHERE number = @block",
                        "TRUNCATE ledger.block"),
                rights(
                        "refusal",
                        "the same for refusals",
                        "UPDATE ledger.refusal SET outcome = 'created' WHERE id = @refused",
                        "DELETE FROM ledger.refusal WHERE id = @refused",
                        "TRUNCATE ledger.refusal"),
                rights(
                        "flag_change",
                        "the same for freezing and closing",
                        "UPDATE ledger.flag_change SET frozen = false",
                        "DELETE FROM ledger.flag_change",
                        "TRUNCATE ledger.flag_change"),
                rights(
                        "book",
                        "the same for books",
                        "UPDATE ledger.book SET name = 'other' WHERE number = 0",
                        "DELETE FROM ledger.book WHERE number = 0",
                        "TRUNCATE ledger.book"),
                rights(
                        "account",
                        "a server that can delete accounts once a trigger is off",
                        "DELETE FROM ledger.account WHERE number = @ada",
                        "TRUNCATE ledger.account"));
    }
}

package io.paideia.guards;

import static io.paideia.guards.TableGuards.rights;
import static io.paideia.guards.TableGuards.table;

import java.util.List;

/** What guards the moves between books in their table, and how each is attacked. */
final class MoveGuards {

    private MoveGuards() {}

    /** A move with these parts, in the order of the table. */
    private static String insert(String id, int to, long amount, String state, String ended) {
        return "INSERT INTO ledger.move VALUES ("
                + id
                + ", 0, 'a', 'CNY', "
                + to
                + ", 'b', 'CNY', 'CNY', "
                + amount
                + ", 'move', "
                + state
                + ", now(), "
                + ended
                + ", now())";
    }

    /** State, refusal and who refused. */
    private static String insert(String state, String ended) {
        return insert("gen_random_uuid()", 1, 1, state, ended);
    }

    private static String keep(String column) {
        return "UPDATE ledger.move SET %1$s = %1$s WHERE false".formatted(column);
    }

    private static final String UNDER_WAY = "'under_way', NULL, NULL";
    private static final String MOVED = "'moved', NULL, NULL";
    private static final String ID = "'00000000-0000-7000-8000-000000000000'";

    static final List<TableGuards.Attacked> ALL =
            List.of(
                    table(
                            "move",
                            "move_pkey",
                            "two moves under one id, which would share their halves",
                            insert(ID, 1, 1, UNDER_WAY, "NULL")
                                    + "; "
                                    + insert(ID, 1, 1, UNDER_WAY, "NULL")),
                    table(
                            "move",
                            "move_changes_the_book",
                            "a move from a book to itself",
                            insert("gen_random_uuid()", 0, 1, UNDER_WAY, "NULL")),
                    table(
                            "move",
                            "move_of_something",
                            "a move of nothing, or one that takes",
                            insert("gen_random_uuid()", 1, 0, UNDER_WAY, "NULL")),
                    table(
                            "move",
                            "move_state_is_known",
                            "a move that nobody would carry on or show",
                            insert("'other', NULL, NULL", "now()")),
                    table(
                            "move",
                            "move_refused_for_a_reason",
                            "a refusal without its code",
                            insert("'refused', NULL, 1", "now()")),
                    table(
                            "move",
                            "move_refused_by_a_book",
                            "a refusal of nobody's",
                            insert("'refused', 'overflow', NULL", "now()")),
                    table(
                            "move",
                            "move_refused_by_its_books",
                            "a refusal by a book that has no half of it",
                            insert("'refused', 'overflow', 7", "now()")),
                    table(
                            "move",
                            "move_ended_some_time",
                            "a move that ended and has no time for it",
                            insert(MOVED, "NULL")),
                    table(
                            "move",
                            "move_stays",
                            "moves that vanish and leave their hold, whoever asks",
                            "DELETE FROM ledger.move WHERE false",
                            "TRUNCATE ledger.move"),
                    table(
                            "move",
                            "move_keeps_what_it_says",
                            "a move that is sent elsewhere on its way, whoever asks",
                            keep("id"),
                            keep("from_book"),
                            keep("from_code"),
                            keep("from_currency"),
                            keep("to_book"),
                            keep("to_code"),
                            keep("to_currency"),
                            keep("currency"),
                            keep("amount"),
                            keep("kind"),
                            keep("begun_at")),
                    table(
                            "move",
                            "move_ends_once",
                            "an ended move that is begun again, whoever asks",
                            insert(ID, 1, 1, MOVED, "now()")
                                    + "; UPDATE ledger.move SET state = 'under_way', ended_at ="
                                    + " NULL WHERE id = "
                                    + ID),
                    rights(
                            "move",
                            "a server that can delete moves once a trigger is off",
                            "DELETE FROM ledger.move",
                            "TRUNCATE ledger.move"));
}

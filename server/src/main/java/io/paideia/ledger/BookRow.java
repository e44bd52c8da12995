package io.paideia.ledger;

import io.paideia.database.Arguments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The row that gives a book its number, in a batch of that book. */
final class BookRow {

    private static final String BOOK = "SELECT number FROM ledger.book WHERE name = ?";

    /**
     * Books that are entered at once take turns: each has a lock of its own, and this is theirs.
     */
    private static final String TURN = "SELECT pg_advisory_xact_lock(?)";

    private static final long TURN_KEY = 0x7061_6964_626f_6f6bL;

    private static final String ENTER =
            """
            INSERT INTO ledger.book (number, name) SELECT max(number) + 1, ? FROM ledger.book RETURNING number
            """;

    private BookRow() {}

    /** The number of the book of this name; a new book gets the next. */
    static int number(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(BOOK)) {
            Arguments.of(select).text(name);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    return row.getInt(1);
                }
            }
        }
        return enter(connection, name);
    }

    private static int enter(Connection connection, String name) throws SQLException {
        try (PreparedStatement turn = connection.prepareStatement(TURN);
                PreparedStatement insert = connection.prepareStatement(ENTER)) {
            Arguments.of(turn).number(TURN_KEY);
            turn.execute();
            Arguments.of(insert).text(name);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}

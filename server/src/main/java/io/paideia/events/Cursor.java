package io.paideia.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Where a consumer stands, and how often in a row it failed there. */
record Cursor(long position, int failures) {

    /**
     * Takes the cursor's row lock for this transaction; empty-handed (null row) cannot happen after
     * {@link #open}.
     */
    static Cursor lock(Connection connection, String consumer) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT position, failures FROM events.consumer WHERE name = ? FOR"
                                + " UPDATE")) {
            select.setString(1, consumer);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("No cursor for " + consumer);
                }
                return new Cursor(row.getLong(1), row.getInt(2));
            }
        }
    }

    /** Makes the cursor at a consumer's first start; it then begins with the oldest event. */
    static void open(Connection connection, String consumer) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO events.consumer (name) VALUES (?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, consumer);
            insert.executeUpdate();
        }
    }

    static void move(Connection connection, String consumer, long position) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE events.consumer SET position = ?, failures = 0, moved_at = now()"
                                + " WHERE name = ?")) {
            update.setLong(1, position);
            update.setString(2, consumer);
            update.executeUpdate();
        }
    }

    static void failed(Connection connection, String consumer) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE events.consumer SET failures = failures + 1 WHERE name = ?")) {
            update.setString(1, consumer);
            update.executeUpdate();
        }
    }

    static void park(Connection connection, String consumer, long position, String error)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO events.parked (consumer, position, error) VALUES (?, ?, ?) ON"
                                + " CONFLICT DO NOTHING")) {
            insert.setString(1, consumer);
            insert.setLong(2, position);
            insert.setString(3, error);
            insert.executeUpdate();
        }
    }
}

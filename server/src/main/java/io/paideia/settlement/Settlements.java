package io.paideia.settlement;

import io.paideia.database.Arguments;
import io.paideia.database.Database;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The settlements that were run, for reading. Thread-safe. */
@Component
final class Settlements {

    private final Database database;

    Settlements(Database database) {
        this.database = database;
    }

    Optional<Settlement> find(SettlementId id) {
        try (Connection connection = database.pool().getConnection()) {
            return find(connection, id);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read settlements", e);
        }
    }

    Optional<Settlement> find(Connection connection, SettlementId id) throws SQLException {
        LocalDate through;
        Instant at;
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT through, settled_at FROM settlement.settlement WHERE id = ?")) {
            Arguments.of(select).uuid(id.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                through = row.getObject(1, LocalDate.class);
                at = row.getObject(2, OffsetDateTime.class).toInstant();
            }
        }
        List<Settlement.Line> lines = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT party, currency, amount FROM settlement.settlement_line WHERE"
                                + " settlement = ? ORDER BY party, currency")) {
            Arguments.of(select).uuid(id.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lines.add(
                            new Settlement.Line(
                                    row.getString(1), Money.of(row.getString(2), row.getLong(3))));
                }
            }
        }
        return Optional.of(new Settlement(id, through, at, lines));
    }
}

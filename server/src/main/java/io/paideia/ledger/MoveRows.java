package io.paideia.ledger;

import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of moves, read and written as sets in a batch of the book that they come from. */
final class MoveRows implements MoveStore {

    /** What {@link #move} reads. */
    static final String SHOWN =
            """
            SELECT m.id, f.name, m.from_code, m.from_currency, t.name, m.to_code, m.to_currency, m.currency,
                   m.amount, m.kind, m.state, m.refusal, r.name, m.begun_at, m.ended_at
            """;

    static final String COLUMNS =
            SHOWN
                    + """
                      FROM ledger.move m
                      JOIN ledger.book f ON f.number = m.from_book
                      JOIN ledger.book t ON t.number = m.to_book
                      LEFT JOIN ledger.book r ON r.number = m.refused_by
                    """;

    private static final String FIND = COLUMNS + " WHERE m.id = ANY (?::uuid[])";

    private static final String INSERT =
            """
            INSERT INTO ledger.move (id, from_book, from_code, from_currency, to_book, to_code, to_currency, currency,
                                     amount, kind, state, refusal, refused_by, begun_at, ended_at, again_at)
            SELECT u.id, u.from_book, u.from_code, u.from_currency, u.to_book, u.to_code, u.to_currency, u.currency,
                   u.amount, u.kind, u.state, u.refusal, CASE WHEN u.refusal IS NOT NULL THEN u.from_book END,
                   u.begun_at, u.ended_at, clock_timestamp() + ? * interval '1 millisecond'
              FROM unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[],
                          ?::bigint[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[])
                   AS u(id, from_book, from_code, from_currency, to_book, to_code, to_currency, currency,
                        amount, kind, state, refusal, begun_at, ended_at)
            """;

    private static final String END =
            """
            UPDATE ledger.move m
               SET state = u.state, refusal = u.refusal, ended_at = u.ended_at,
                   refused_by = CASE WHEN u.refusal IS NOT NULL THEN m.to_book END
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::timestamptz[]) AS u(id, state, refusal, ended_at)
             WHERE m.id = u.id AND m.state = 'under_way'
            """;

    private final Connection connection;
    private final Books books;

    MoveRows(Connection connection, Books books) {
        this.connection = connection;
        this.books = books;
    }

    @Override
    public Map<MoveId, Move> find(Collection<MoveId> ids) throws SQLException {
        Map<MoveId, Move> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            Arguments.of(select).uuids(ids.stream().map(MoveId::value).toList());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Move move = move(row, 0);
                    found.put(move.order().id(), move);
                }
            }
        }
        return found;
    }

    @Override
    public void insert(List<Move> moves, long aloneMillis) throws SQLException {
        if (moves.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .number(aloneMillis)
                    .uuids(moves, move -> move.order().id().value())
                    .integers(moves, move -> books.number(move.order().from().book()))
                    .texts(moves, move -> move.order().from().account().code())
                    .texts(moves, move -> move.order().from().account().currency().code())
                    .integers(moves, move -> books.number(move.order().to().book()))
                    .texts(moves, move -> move.order().to().account().code())
                    .texts(moves, move -> move.order().to().account().currency().code())
                    .texts(moves, move -> move.order().amount().currency().code())
                    .longs(moves, move -> move.order().amount().minor())
                    .texts(moves, move -> move.order().kind())
                    .texts(moves, MoveRows::state)
                    .texts(moves, MoveRows::refusal)
                    .times(moves, Move::begunAt)
                    .times(moves, Move::endedAt);
            insert.executeUpdate();
        }
    }

    @Override
    public void end(List<Move> ended) throws SQLException {
        if (ended.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(END)) {
            Arguments.of(update)
                    .uuids(ended, move -> move.order().id().value())
                    .texts(ended, MoveRows::state)
                    .texts(ended, MoveRows::refusal)
                    .times(ended, Move::endedAt);
            int written = update.executeUpdate();
            if (written != ended.size()) {
                throw new IllegalStateException(
                        "Only " + written + " of " + ended.size() + " moves were under way");
            }
        }
    }

    /** A row of {@link #COLUMNS}. */
    static Move move(ResultSet row, int n) throws SQLException {
        @Nullable String refusal = row.getString(12);
        Instant begunAt = row.getObject(14, OffsetDateTime.class).toInstant();
        MoveOrder order =
                new MoveOrder(
                        new MoveId(row.getObject(1, UUID.class)),
                        place(row, 2),
                        place(row, 5),
                        new Money(Currency.of(row.getString(8)), row.getLong(9)),
                        row.getString(10));
        return new Move(
                order,
                Move.State.valueOf(row.getString(11).toUpperCase(Locale.ROOT)),
                refusal == null ? null : Outcome.ofCode(refusal),
                row.getString(13),
                begunAt,
                Times.orNull(row, 15));
    }

    private static Place place(ResultSet row, int column) throws SQLException {
        return new Place(
                row.getString(column),
                new Account(row.getString(column + 1), Currency.of(row.getString(column + 2))));
    }

    private static String state(Move move) {
        return move.state().name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String refusal(Move move) {
        Outcome refusal = move.refusal();
        return refusal == null ? null : refusal.code();
    }
}

package io.paideia.database;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Sets a statement's parameters one after the other; columns of a list become arrays for {@code
 * unnest}. Confined to the statement's thread.
 */
public final class Arguments {

    private final PreparedStatement statement;
    private int position;

    private Arguments(PreparedStatement statement) {
        this.statement = statement;
    }

    public static Arguments of(PreparedStatement statement) {
        return new Arguments(statement);
    }

    public Arguments text(@Nullable String value) throws SQLException {
        statement.setString(++position, value);
        return this;
    }

    public Arguments uuid(@Nullable UUID value) throws SQLException {
        statement.setObject(++position, value, Types.OTHER);
        return this;
    }

    public Arguments number(long value) throws SQLException {
        statement.setLong(++position, value);
        return this;
    }

    public Arguments numberOrNull(@Nullable Long value) throws SQLException {
        statement.setObject(++position, value, Types.BIGINT);
        return this;
    }

    public Arguments integer(int value) throws SQLException {
        statement.setInt(++position, value);
        return this;
    }

    public Arguments bytes(byte[] value) throws SQLException {
        statement.setBytes(++position, value);
        return this;
    }

    public Arguments time(Instant value) throws SQLException {
        statement.setObject(++position, OffsetDateTime.ofInstant(value, ZoneOffset.UTC));
        return this;
    }

    public <T> Arguments uuids(
            Collection<T> rows, Function<? super T, ? extends @Nullable UUID> column)
            throws SQLException {
        return array("uuid", column(rows, column));
    }

    public <T> Arguments texts(
            Collection<T> rows, Function<? super T, ? extends @Nullable String> column)
            throws SQLException {
        return array("text", column(rows, column));
    }

    public <T> Arguments times(
            Collection<T> rows, Function<? super T, ? extends @Nullable Instant> column)
            throws SQLException {
        return array("timestamptz", column(rows, column));
    }

    public <T> Arguments booleans(Collection<T> rows, Function<? super T, Boolean> column)
            throws SQLException {
        return array("bool", column(rows, column));
    }

    public <T> Arguments bytes(Collection<T> rows, Function<? super T, byte[]> column)
            throws SQLException {
        byte[][] values = new byte[rows.size()][];
        int i = 0;
        for (T row : rows) {
            values[i++] = column.apply(row);
        }
        return array("bytea", values);
    }

    public <T> Arguments longs(Collection<T> rows, ToLongFunction<? super T> column)
            throws SQLException {
        return longs(rows.stream().mapToLong(column).toArray());
    }

    public Arguments longs(long[] values) throws SQLException {
        return set(postgres().createArrayOf("int8", values));
    }

    public <T> Arguments integers(Collection<T> rows, ToIntFunction<? super T> column)
            throws SQLException {
        return set(postgres().createArrayOf("int4", rows.stream().mapToInt(column).toArray()));
    }

    public Arguments uuids(UUID... values) throws SQLException {
        return array("uuid", values);
    }

    public Arguments uuids(Collection<UUID> values) throws SQLException {
        return array("uuid", values.toArray());
    }

    public Arguments texts(String... values) throws SQLException {
        return array("text", values);
    }

    public Arguments texts(List<String> values) throws SQLException {
        return array("text", values.toArray());
    }

    private static <T> @Nullable Object[] column(
            Collection<T> rows, Function<? super T, ? extends @Nullable Object> column) {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        int i = 0;
        for (T row : rows) {
            values[i++] = column.apply(row);
        }
        return values;
    }

    private Arguments array(String type, @Nullable Object[] values) throws SQLException {
        return set(statement.getConnection().createArrayOf(type, values));
    }

    private Arguments set(Array array) throws SQLException {
        statement.setArray(++position, array);
        return this;
    }

    private PGConnection postgres() throws SQLException {
        return statement.getConnection().unwrap(PGConnection.class);
    }
}

package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.lane.Batch;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes payments, as sets. */
final class PaymentRows {

    private static final String COLUMNS =
            """
            SELECT id, order_id, platform, buyer, status, method, currency, amount, refunded, failure_code,
                   failure_message, failure_retryable, remaining, created_at, succeeded_at
              FROM payments.payment
            """;

    private static final String INSERT =
            """
            INSERT INTO payments.payment (id, order_id, platform, buyer, status, method, currency, amount, created_at)
            SELECT u.id, u.order_id, u.platform, u.buyer, u.status, u.method, u.currency, u.amount, u.created_at
              FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                          ?::timestamptz[])
                   AS u(id, order_id, platform, buyer, status, method, currency, amount, created_at)
            """;

    private static final String UPDATE =
            """
            UPDATE payments.payment p
               SET status = u.status, method = u.method, refunded = u.refunded, failure_code = u.failure_code,
                   failure_message = u.failure_message, failure_retryable = u.failure_retryable,
                   remaining = u.remaining::bigint[], succeeded_at = u.succeeded_at, amount = u.amount
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::bool[], ?::text[],
                          ?::timestamptz[], ?::bigint[])
                   AS u(id, status, method, refunded, failure_code, failure_message, failure_retryable, remaining,
                        succeeded_at, amount)
             WHERE p.id = u.id
            """;

    private PaymentRows() {}

    static Map<PaymentId, Payment> find(Connection connection, Collection<PaymentId> ids)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(COLUMNS + " WHERE id = ANY (?::uuid[])")) {
            Arguments.of(select).uuids(ids, PaymentId::value);
            Map<PaymentId, Payment> found = new LinkedHashMap<>();
            for (Payment payment : read(select)) {
                found.put(payment.id(), payment);
            }
            return found;
        }
    }

    static Map<OrderId, Payment> ofOrders(Connection connection, Collection<OrderId> orders)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(COLUMNS + " WHERE order_id = ANY (?::uuid[])")) {
            Arguments.of(select).uuids(orders, OrderId::value);
            Map<OrderId, Payment> found = new LinkedHashMap<>();
            for (Payment payment : read(select)) {
                found.put(payment.order(), payment);
            }
            return found;
        }
    }

    static void insert(Batch batch, Collection<Payment> payments) throws SQLException {
        if (payments.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuids(payments, payment -> payment.id().value())
                    .uuids(payments, payment -> payment.order().value())
                    .uuids(payments, payment -> payment.platform().value())
                    .uuids(payments, payment -> payment.buyer().value())
                    .texts(payments, payment -> payment.status().word())
                    .texts(payments, Payment::method)
                    .texts(payments, payment -> payment.amount().currency().code())
                    .longs(payments, payment -> payment.amount().minor())
                    .times(payments, Payment::createdAt);
            insert.executeUpdate();
        }
    }

    static void update(Batch batch, Collection<Payment> payments) throws SQLException {
        if (payments.isEmpty()) {
            return;
        }
        try (PreparedStatement update = batch.connection().prepareStatement(UPDATE)) {
            Arguments.of(update)
                    .uuids(payments, payment -> payment.id().value())
                    .texts(payments, payment -> payment.status().word())
                    .texts(payments, Payment::method)
                    .longs(payments, payment -> payment.refunded().minor())
                    .texts(
                            payments,
                            payment -> payment.failure() == null ? null : payment.failure().code())
                    .texts(
                            payments,
                            payment ->
                                    payment.failure() == null ? null : payment.failure().message())
                    .booleans(
                            payments,
                            payment -> payment.failure() != null && payment.failure().retryable())
                    .texts(payments, payment -> literal(payment.remaining()))
                    .times(payments, Payment::succeededAt)
                    .longs(payments, payment -> payment.amount().minor());
            update.executeUpdate();
        }
    }

    private static String literal(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    private static List<Payment> read(PreparedStatement select) throws SQLException {
        List<Payment> payments = new java.util.ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Currency currency = Currency.of(row.getString(7));
                payments.add(
                        new Payment(
                                new PaymentId(row.getObject(1, UUID.class)),
                                new OrderId(row.getObject(2, UUID.class)),
                                new PlatformId(row.getObject(3, UUID.class)),
                                new UserId(row.getObject(4, UUID.class)),
                                PaymentStatus.of(row.getString(5)),
                                row.getString(6),
                                new Money(currency, row.getLong(8)),
                                new Money(currency, row.getLong(9)),
                                failure(row),
                                numbers(row.getArray(13)),
                                row.getObject(14, OffsetDateTime.class).toInstant(),
                                Times.orNull(row, 15)));
            }
        }
        return payments;
    }

    private static @Nullable Failure failure(ResultSet row) throws SQLException {
        String code = row.getString(10);
        return code == null
                ? null
                : new Failure(code, String.valueOf(row.getString(11)), row.getBoolean(12));
    }

    private static List<Long> numbers(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((Long[]) array.getArray());
    }
}

package io.paideia.payments;

import io.paideia.database.Database;
import io.paideia.http.Page;
import io.paideia.identity.PlatformId;
import io.paideia.orders.OrderId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The payments, for reading. Thread-safe. */
@Component
public final class Payments {

    private final Database database;
    private final AttemptRows attempts;
    private final JdbcClient sql;

    Payments(Database database, AttemptRows attempts, JdbcClient sql) {
        this.database = database;
        this.attempts = attempts;
        this.sql = sql;
    }

    public Optional<PaymentView> find(PaymentId id) {
        return views(connection -> PaymentRows.find(connection, List.of(id)).values()).stream()
                .findFirst();
    }

    public Optional<PaymentView> ofOrder(OrderId order) {
        return views(connection -> PaymentRows.ofOrders(connection, List.of(order)).values())
                .stream()
                .findFirst();
    }

    /** The payments of those orders that have one, in no order. */
    public List<PaymentView> ofOrders(Collection<OrderId> orders) {
        return views(connection -> PaymentRows.ofOrders(connection, orders).values());
    }

    /** Newest first; null means any platform, order or status. */
    public Page<PaymentView> list(
            @Nullable PlatformId platform,
            @Nullable OrderId order,
            @Nullable PaymentStatus status,
            Page.Request page) {
        List<PaymentId> ids =
                sql
                        .sql(
                                """
                                SELECT id FROM payments.payment
                                 WHERE (:platform::uuid IS NULL OR platform = :platform)
                                   AND (:order::uuid IS NULL OR order_id = :order)
                                   AND (:status::text IS NULL OR status = :status)
                                   AND (:after::uuid IS NULL OR id < :after)
                                 ORDER BY id DESC LIMIT :limit
                                """)
                        .param("platform", platform == null ? null : platform.value())
                        .param("order", order == null ? null : order.value())
                        .param("status", status == null ? null : status.word())
                        .param("after", page.after())
                        .param("limit", page.limit() + 1)
                        .query(UUID.class)
                        .list()
                        .stream()
                        .map(PaymentId::new)
                        .toList();
        List<PaymentView> found =
                new ArrayList<>(views(connection -> PaymentRows.find(connection, ids).values()));
        found.sort(Comparator.comparingInt(view -> ids.indexOf(view.id())));
        return Page.of(found, page, view -> view.id().value());
    }

    List<Attempt> attempts(PaymentId payment) {
        return read(
                connection ->
                        attempts.ofPayments(connection, List.of(payment))
                                .getOrDefault(payment, List.of()));
    }

    /** The attempts of an order's payment, oldest first. */
    List<Attempt> attempts(OrderId order) {
        return read(
                connection -> {
                    Payment payment = PaymentRows.ofOrders(connection, List.of(order)).get(order);
                    return payment == null
                            ? List.of()
                            : attempts.ofPayments(connection, List.of(payment.id()))
                                    .getOrDefault(payment.id(), List.of());
                });
    }

    Optional<Attempt> attempt(AttemptId id) {
        return read(
                connection -> Optional.ofNullable(attempts.find(connection, List.of(id)).get(id)));
    }

    Optional<Attempt> known(String channel, String reference) {
        return read(
                connection ->
                        attempts.known(connection, List.of(channel), List.of(reference)).stream()
                                .findFirst());
    }

    Optional<Refund> refund(RefundId id) {
        return read(
                connection ->
                        Optional.ofNullable(RefundRows.find(connection, List.of(id)).get(id)));
    }

    private interface Reading<T> {
        T on(Connection connection) throws SQLException;
    }

    private List<PaymentView> views(Reading<Collection<Payment>> query) {
        return read(
                connection -> {
                    Collection<Payment> payments = query.on(connection);
                    Map<PaymentId, List<Attempt>> made =
                            attempts.ofPayments(
                                    connection, payments.stream().map(Payment::id).toList());
                    return payments.stream()
                            .map(
                                    payment ->
                                            PaymentView.of(
                                                    payment,
                                                    Objects.requireNonNull(
                                                            made.getOrDefault(
                                                                    payment.id(), List.of()))))
                            .toList();
                });
    }

    private <T> T read(Reading<T> query) {
        try (Connection connection = database.pool().getConnection()) {
            return query.on(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read payments", e);
        }
    }
}

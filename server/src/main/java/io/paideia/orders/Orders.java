package io.paideia.orders;

import io.paideia.database.Database;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.http.Page;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.lane.Batch;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The orders. Later steps read them and tell them, within a batch of the book, that they are paid
 * or refunded. Thread-safe.
 */
@Component
public final class Orders {

    private final OrderRows rows;
    private final Events events;
    private final Database database;
    private final JdbcClient sql;

    Orders(OrderRows rows, Events events, Database database, JdbcClient sql) {
        this.rows = rows;
        this.events = events;
        this.database = database;
        this.sql = sql;
    }

    public Optional<Order> find(OrderId id) {
        return find(List.of(id)).stream().findFirst();
    }

    /** Those of the orders that exist, in no order. */
    public List<Order> find(Collection<OrderId> ids) {
        try (Connection connection = database.pool().getConnection()) {
            return List.copyOf(rows.find(connection, ids).values());
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read orders", e);
        }
    }

    /** As they stand within this batch. */
    public Map<OrderId, Order> find(Batch batch, Collection<OrderId> ids) throws SQLException {
        return rows.find(batch.connection(), ids);
    }

    /** Newest first; null means any platform, buyer or status. */
    public Page<Order> list(
            @Nullable PlatformId platform,
            @Nullable UserId buyer,
            @Nullable OrderStatus status,
            Page.Request page) {
        List<UUID> ids =
                sql.sql(
                                """
                                SELECT id FROM orders.placed_order
                                 WHERE (:platform::uuid IS NULL OR platform = :platform)
                                   AND (:buyer::uuid IS NULL OR buyer = :buyer)
                                   AND (:status::text IS NULL OR status = :status)
                                   AND (:after::uuid IS NULL OR id < :after)
                                 ORDER BY id DESC LIMIT :limit
                                """)
                        .param("platform", platform == null ? null : platform.value())
                        .param("buyer", buyer == null ? null : buyer.value())
                        .param("status", status == null ? null : status.word())
                        .param("after", page.after())
                        .param("limit", page.limit() + 1)
                        .query(UUID.class)
                        .list();
        List<Order> found = new ArrayList<>(find(ids.stream().map(OrderId::new).toList()));
        found.sort(
                (one, other) ->
                        Integer.compare(
                                ids.indexOf(one.id().value()), ids.indexOf(other.id().value())));
        return Page.of(found, page, order -> order.id().value());
    }

    /**
     * Marks open orders paid and tells so. The caller has checked, in this batch, that they are
     * open.
     */
    public void pay(Batch batch, Collection<Order> orders) throws SQLException {
        List<Order> paid = new ArrayList<>();
        List<NewEvent> news = new ArrayList<>();
        for (Order order : orders) {
            if (order.status() != OrderStatus.OPEN) {
                throw new IllegalStateException(
                        "Paying an order that is " + order.status() + ": " + order.id());
            }
            paid.add(order.with(OrderStatus.PAID, order.refunded(), batch.at()));
            news.add(
                    new NewEvent(
                            OrderPaid.TYPE,
                            order.platform().value(),
                            order.id().toString(),
                            OrderPaid.of(order, batch.at())));
        }
        if (!paid.isEmpty()) {
            rows.update(batch, paid);
            events.append(batch, news);
        }
    }

    /**
     * What went back of an order's money.
     *
     * @param sum altogether
     * @param paid what the buyer had paid
     */
    public record Returned(Money sum, Money paid) {}

    /**
     * Sets what was refunded of each order altogether. It is told when all of it went back, and
     * when that turned out not to be so.
     */
    public void refund(Batch batch, Map<OrderId, Returned> refunded) throws SQLException {
        List<Order> changed = new ArrayList<>();
        List<NewEvent> news = new ArrayList<>();
        for (Order order : find(batch, refunded.keySet()).values()) {
            Returned returned = Objects.requireNonNull(refunded.get(order.id()));
            Order next = order.with(status(returned), returned.sum(), order.paidAt());
            changed.add(next);
            if (next.status() == OrderStatus.REFUNDED && order.status() != OrderStatus.REFUNDED) {
                OrderRefunded all = new OrderRefunded(order.id(), order.buyer(), returned.sum());
                news.add(event(OrderRefunded.TYPE, order, all));
            }
            if (next.status() != OrderStatus.REFUNDED && order.status() == OrderStatus.REFUNDED) {
                OrderReinstated again = new OrderReinstated(order.id(), order.buyer());
                news.add(event(OrderReinstated.TYPE, order, again));
            }
        }
        if (!changed.isEmpty()) {
            rows.update(batch, changed);
            events.append(batch, news);
        }
    }

    private static OrderStatus status(Returned returned) {
        if (returned.sum().isZero()) {
            return OrderStatus.PAID;
        }
        return returned.sum().equals(returned.paid())
                ? OrderStatus.REFUNDED
                : OrderStatus.PARTIALLY_REFUNDED;
    }

    private static NewEvent event(String type, Order order, Object payload) {
        return new NewEvent(type, order.platform().value(), order.id().toString(), payload);
    }
}

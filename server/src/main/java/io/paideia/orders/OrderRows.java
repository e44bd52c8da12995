package io.paideia.orders;

import io.paideia.catalog.ProductId;
import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.lane.Batch;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import io.paideia.terms.Share;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes orders and their items, as sets, on whatever connection the caller is in. */
@Component
final class OrderRows {

    private static final String INSERT =
            """
            INSERT INTO orders.placed_order (id, platform, buyer, status, currency, total, metadata, created_at, expires_at)
            SELECT u.id, u.platform, u.buyer, 'open', u.currency, u.total, u.metadata::jsonb, u.created_at, u.expires_at
              FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::timestamptz[],
                          ?::timestamptz[])
                   AS u(id, platform, buyer, currency, total, metadata, created_at, expires_at)
            """;

    private static final String INSERT_ITEMS =
            """
            INSERT INTO orders.item (order_id, position, product, kind, title, quantity, unit_price, amount, shares,
                                     term_days, duration_minutes, starts_at)
            SELECT u.order_id, u.position, u.product, u.kind, u.title, u.quantity, u.unit_price, u.amount,
                   u.shares::jsonb, nullif(u.term_days, 0), nullif(u.duration_minutes, 0), u.starts_at
              FROM unnest(?::uuid[], ?::int[], ?::uuid[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[],
                          ?::text[], ?::int[], ?::int[], ?::timestamptz[])
                   AS u(order_id, position, product, kind, title, quantity, unit_price, amount, shares, term_days,
                        duration_minutes, starts_at)
            """;

    private static final String FIND =
            """
            SELECT id, platform, buyer, status, currency, total, refunded, metadata, created_at, expires_at, paid_at
              FROM orders.placed_order
             WHERE id = ANY (?::uuid[])
            """;

    private static final String FIND_ITEMS =
            """
            SELECT order_id, product, kind, title, quantity, unit_price, amount, shares, term_days, duration_minutes,
                   starts_at
              FROM orders.item
             WHERE order_id = ANY (?::uuid[])
             ORDER BY order_id, position
            """;

    private static final String UPDATE =
            """
            UPDATE orders.placed_order o
               SET status = u.status, refunded = u.refunded, paid_at = u.paid_at
              FROM unnest(?::uuid[], ?::text[], ?::bigint[], ?::timestamptz[]) AS u(id, status, refunded, paid_at)
             WHERE o.id = u.id
            """;

    private static final TypeReference<List<Share>> SHARES = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> METADATA = new TypeReference<>() {};

    private final JsonMapper mapper;

    OrderRows(JsonMapper mapper) {
        this.mapper = mapper;
    }

    private record Line(UUID order, int position, Item item) {}

    /** Orders by id with their items. */
    Map<OrderId, Order> find(Connection connection, Collection<OrderId> ids) throws SQLException {
        Map<OrderId, List<Item>> items = new HashMap<>();
        Map<OrderId, Order> found = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            Arguments.of(select).uuids(ids, OrderId::value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    OrderId id = new OrderId(row.getObject(1, UUID.class));
                    found.put(
                            id,
                            order(id, row, items.computeIfAbsent(id, none -> new ArrayList<>())));
                }
            }
        }
        try (PreparedStatement select = connection.prepareStatement(FIND_ITEMS)) {
            Arguments.of(select).uuids(ids, OrderId::value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    OrderId id = new OrderId(row.getObject(1, UUID.class));
                    Order order = found.get(id);
                    List<Item> lines = items.get(id);
                    if (order != null && lines != null) {
                        lines.add(item(row, order.total().currency()));
                    }
                }
            }
        }
        return found;
    }

    void insert(Batch batch, Collection<Order> orders) throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuids(orders, order -> order.id().value())
                    .uuids(orders, order -> order.platform().value())
                    .uuids(orders, order -> order.buyer().value())
                    .texts(orders, order -> order.total().currency().code())
                    .longs(orders, order -> order.total().minor())
                    .texts(orders, order -> mapper.writeValueAsString(order.metadata()))
                    .times(orders, Order::createdAt)
                    .times(orders, Order::expiresAt);
            insert.executeUpdate();
        }
        List<Line> lines = new ArrayList<>();
        for (Order order : orders) {
            for (int i = 0; i < order.items().size(); i++) {
                lines.add(new Line(order.id().value(), i, order.items().get(i)));
            }
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT_ITEMS)) {
            Arguments.of(insert)
                    .uuids(lines, Line::order)
                    .integers(lines, Line::position)
                    .uuids(lines, line -> product(line.item()))
                    .texts(lines, line -> line.item().kind())
                    .texts(lines, line -> line.item().title())
                    .integers(lines, line -> line.item().quantity())
                    .longs(lines, line -> line.item().unitPrice().minor())
                    .longs(lines, line -> line.item().amount().minor())
                    .texts(lines, line -> mapper.writeValueAsString(line.item().shares()))
                    .integers(lines, line -> orZero(line.item().termDays()))
                    .integers(lines, line -> orZero(line.item().durationMinutes()))
                    .times(lines, line -> line.item().startsAt());
            insert.executeUpdate();
        }
    }

    void update(Batch batch, Collection<Order> orders) throws SQLException {
        try (PreparedStatement update = batch.connection().prepareStatement(UPDATE)) {
            Arguments.of(update)
                    .uuids(orders, order -> order.id().value())
                    .texts(orders, order -> order.status().word())
                    .longs(orders, order -> order.refunded().minor())
                    .times(orders, Order::paidAt);
            update.executeUpdate();
        }
    }

    private Order order(OrderId id, ResultSet row, List<Item> items) throws SQLException {
        Currency currency = Currency.of(row.getString(5));
        return new Order(
                id,
                new PlatformId(row.getObject(2, UUID.class)),
                new UserId(row.getObject(3, UUID.class)),
                OrderStatus.of(row.getString(4)),
                new Money(currency, row.getLong(6)),
                new Money(currency, row.getLong(7)),
                items,
                mapper.readValue(row.getString(8), METADATA),
                row.getObject(9, OffsetDateTime.class).toInstant(),
                row.getObject(10, OffsetDateTime.class).toInstant(),
                Times.orNull(row, 11));
    }

    private Item item(ResultSet row, Currency currency) throws SQLException {
        return new Item(
                product(row.getObject(2, UUID.class)),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                new Money(currency, row.getLong(6)),
                new Money(currency, row.getLong(7)),
                mapper.readValue(row.getString(8), SHARES),
                row.getObject(9, Integer.class),
                row.getObject(10, Integer.class),
                Times.orNull(row, 11));
    }

    private static @Nullable ProductId product(@Nullable UUID id) {
        return id == null ? null : new ProductId(id);
    }

    private static @Nullable UUID product(Item item) {
        ProductId product = item.product();
        return product == null ? null : product.value();
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}

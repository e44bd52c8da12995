package io.paideia.entitlements;

import io.paideia.catalog.ProductId;
import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.events.Consumer;
import io.paideia.events.Event;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.identity.UserId;
import io.paideia.lane.Batch;
import io.paideia.orders.OrderId;
import io.paideia.orders.OrderPaid;
import io.paideia.orders.OrderRefunded;
import io.paideia.orders.OrderReinstated;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Grants what a paid order promised, and revokes it when everything was refunded, unless that turns
 * out not to be so. A membership that is bought again while it runs goes on from its end.
 */
@Component
final class Granting implements Consumer {

    private static final String GRANT =
            """
            INSERT INTO entitlements.entitlement (id, person, product, order_id, line, kind, granted_at, starts_at, until)
            SELECT u.* FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::int[], ?::text[], ?::timestamptz[],
                                   ?::timestamptz[], ?::timestamptz[]) AS u
            ON CONFLICT (order_id, line) DO NOTHING
            """;

    private static final String REVOKE =
            """
            UPDATE entitlements.entitlement SET revoked_at = ?
             WHERE order_id = ? AND revoked_at IS NULL
            RETURNING id, product, starts_at, until
            """;

    private static final String RESTORE =
            """
            UPDATE entitlements.entitlement SET revoked_at = NULL
             WHERE order_id = ? AND revoked_at IS NOT NULL
            RETURNING id, product, starts_at, until
            """;

    private static final String RUNNING =
            """
            SELECT e.person, e.product, max(e.until)
              FROM entitlements.entitlement e
              JOIN (SELECT DISTINCT * FROM unnest(?::uuid[], ?::uuid[])) AS u(person, product)
                ON e.person = u.person AND e.product = u.product
             WHERE e.revoked_at IS NULL AND e.until IS NOT NULL
             GROUP BY e.person, e.product
            """;

    private final Events events;
    private final Changes changes;

    Granting(Events events, Changes changes) {
        this.events = events;
        this.changes = changes;
    }

    /** A right about to be written. */
    private record Grant(Entitlement right, int line, UUID platform) {}

    /** One person's one product. */
    private record Holding(UUID person, UUID product) {}

    @Override
    public String name() {
        return "entitlements";
    }

    @Override
    public Duration gathers() {
        return Duration.ofMillis(10);
    }

    @Override
    public boolean appends() {
        return true;
    }

    @Override
    public Set<String> types() {
        return Set.of(OrderPaid.TYPE, OrderRefunded.TYPE, OrderReinstated.TYPE);
    }

    /** Runs of one type are written as sets; their order among each other is kept. */
    @Override
    public void consume(List<Event> news, Batch batch) throws SQLException {
        List<NewEvent> told = new ArrayList<>();
        Set<UserId> touched = new LinkedHashSet<>();
        List<Event> paid = new ArrayList<>();
        for (Event event : news) {
            if (event.type().equals(OrderPaid.TYPE)) {
                paid.add(event);
            } else {
                grant(paid, batch, told, touched);
                paid.clear();
                change(event, batch, told, touched);
            }
        }
        grant(paid, batch, told, touched);
        events.append(batch, told);
        batch.afterCommit(() -> touched.forEach(changes::tell));
    }

    private static void grant(
            List<Event> paid, Batch batch, List<NewEvent> told, Set<UserId> touched)
            throws SQLException {
        if (paid.isEmpty()) {
            return;
        }
        List<OrderPaid> orders =
                paid.stream().map(event -> event.payload(OrderPaid.class)).toList();
        Map<Holding, Instant> ends = running(orders, batch);
        List<Grant> grants = new ArrayList<>();
        for (OrderPaid order : orders) {
            for (int line = 0; line < order.items().size(); line++) {
                OrderPaid.PaidItem item = order.items().get(line);
                ProductId product = item.product();
                if (product != null) {
                    grants.add(
                            new Grant(
                                    right(order, item, product, ends),
                                    line,
                                    order.platform().value()));
                }
            }
        }
        insert(grants, batch);
        for (Grant grant : grants) {
            told.add(event(EntitlementChanged.GRANTED, grant.right(), grant.platform()));
            touched.add(grant.right().user());
        }
    }

    private static Entitlement right(
            OrderPaid order,
            OrderPaid.PaidItem item,
            ProductId product,
            Map<Holding, Instant> ends) {
        Instant from = order.paidAt();
        Instant starts = item.startsAt();
        Instant until = null;
        Integer days = item.termDays();
        Integer minutes = item.durationMinutes();
        if (days != null) {
            Holding holding = new Holding(order.user().value(), product.value());
            Instant running = ends.getOrDefault(holding, from);
            starts = running.isAfter(from) ? running : from;
            until = starts.plus(Duration.ofDays((long) days * item.quantity()));
            ends.put(holding, until);
        } else if (starts != null && minutes != null) {
            until = starts.plus(Duration.ofMinutes((long) minutes * item.quantity()));
        }
        return new Entitlement(
                EntitlementId.next(),
                order.user(),
                product,
                order.order(),
                item.kind(),
                from,
                starts,
                until,
                null);
    }

    /** When the memberships end that these buyers already have. */
    private static Map<Holding, Instant> running(List<OrderPaid> orders, Batch batch)
            throws SQLException {
        List<Holding> memberships = new ArrayList<>();
        for (OrderPaid order : orders) {
            for (OrderPaid.PaidItem item : order.items()) {
                ProductId product = item.product();
                if (product != null && item.termDays() != null) {
                    memberships.add(new Holding(order.user().value(), product.value()));
                }
            }
        }
        Map<Holding, Instant> ends = new HashMap<>();
        if (memberships.isEmpty()) {
            return ends;
        }
        try (PreparedStatement select = batch.connection().prepareStatement(RUNNING)) {
            Arguments.of(select)
                    .uuids(memberships, Holding::person)
                    .uuids(memberships, Holding::product);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ends.put(
                            new Holding(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                            row.getObject(3, OffsetDateTime.class).toInstant());
                }
            }
        }
        return ends;
    }

    private static void insert(List<Grant> grants, Batch batch) throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(GRANT)) {
            Arguments.of(insert)
                    .uuids(grants, grant -> grant.right().id().value())
                    .uuids(grants, grant -> grant.right().user().value())
                    .uuids(grants, grant -> grant.right().product().value())
                    .uuids(grants, grant -> grant.right().order().value())
                    .integers(grants, Grant::line)
                    .texts(grants, grant -> grant.right().kind())
                    .times(grants, grant -> grant.right().grantedAt())
                    .times(grants, grant -> grant.right().startsAt())
                    .times(grants, grant -> grant.right().until());
            insert.executeUpdate();
        }
    }

    /** Everything of an order went back, or did not after all. */
    private static void change(Event event, Batch batch, List<NewEvent> told, Set<UserId> touched)
            throws SQLException {
        if (event.type().equals(OrderRefunded.TYPE)) {
            OrderRefunded refunded = event.payload(OrderRefunded.class);
            try (PreparedStatement update = batch.connection().prepareStatement(REVOKE)) {
                Arguments.of(update).time(batch.at()).uuid(refunded.order().value());
                tell(update, EntitlementChanged.REVOKED, refunded.order(), refunded.user(), event)
                        .forEach(told::add);
                touched.add(refunded.user());
            }
        } else {
            OrderReinstated again = event.payload(OrderReinstated.class);
            try (PreparedStatement update = batch.connection().prepareStatement(RESTORE)) {
                Arguments.of(update).uuid(again.order().value());
                tell(update, EntitlementChanged.GRANTED, again.order(), again.user(), event)
                        .forEach(told::add);
                touched.add(again.user());
            }
        }
    }

    /** Changes the order's rights and gives back what is to be told of each. */
    private static List<NewEvent> tell(
            PreparedStatement change, String type, OrderId order, UserId user, Event because)
            throws SQLException {
        List<NewEvent> told = new ArrayList<>();
        try (ResultSet row = change.executeQuery()) {
            while (row.next()) {
                told.add(
                        new NewEvent(
                                type,
                                because.platform(),
                                order.toString(),
                                new EntitlementChanged(
                                        new EntitlementId(row.getObject(1, UUID.class)),
                                        order,
                                        user,
                                        new ProductId(row.getObject(2, UUID.class)),
                                        Times.orNull(row, 3),
                                        Times.orNull(row, 4))));
            }
        }
        return told;
    }

    private static NewEvent event(String type, Entitlement right, @Nullable UUID platform) {
        OrderId order = right.order();
        return new NewEvent(
                type,
                platform,
                order.toString(),
                new EntitlementChanged(
                        right.id(),
                        order,
                        right.user(),
                        right.product(),
                        right.startsAt(),
                        right.until()));
    }
}

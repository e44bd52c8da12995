package io.paideia.web;

import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import io.paideia.payments.PaymentView;
import io.paideia.payments.Payments;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads checkouts, any number of them in three statements. Thread-safe. */
@Component
final class Checkouts {

    private final Orders orders;
    private final Payments payments;
    private final Clock clock;

    Checkouts(Orders orders, Payments payments, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.clock = clock;
    }

    Optional<Checkout> find(OrderId id) {
        return Optional.ofNullable(find(List.of(id)).get(id));
    }

    /** Those that exist, by order. */
    Map<OrderId, Checkout> find(Collection<OrderId> ids) {
        // Payments first: an order that is paid in between then shows as paid, which is the truth.
        Map<OrderId, PaymentView> paid = new HashMap<>();
        payments.ofOrders(ids).forEach(payment -> paid.put(payment.order(), payment));
        Map<OrderId, Checkout> found = new HashMap<>();
        for (Order order : orders.find(ids)) {
            found.put(order.id(), Checkout.of(order, paid.get(order.id()), clock.instant()));
        }
        return found;
    }
}

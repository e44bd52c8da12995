package io.paideia.orders;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Cancels or expires orders, only while they are open. */
@Component
final class EndOrder implements Handler<EndOrder.End, Optional<Order>> {

    private final OrderRows rows;

    EndOrder(OrderRows rows) {
        this.rows = rows;
    }

    /** The end that an open order shall come to: cancelled or expired. */
    record End(OrderId order, OrderStatus as) {}

    /** The order as it stands afterwards; unchanged if it was not open, empty if there is none. */
    @Override
    public List<Optional<Order>> handle(List<End> ends, Batch batch) throws SQLException {
        Map<OrderId, Order> known =
                new LinkedHashMap<>(
                        rows.find(batch.connection(), ends.stream().map(End::order).toList()));
        Map<OrderId, Order> ended = new LinkedHashMap<>();
        List<Optional<Order>> answers = new ArrayList<>(ends.size());
        for (End end : ends) {
            Order order = known.get(end.order());
            if (order != null && order.status() == OrderStatus.OPEN) {
                order = order.with(end.as(), order.refunded(), null);
                known.put(order.id(), order);
                ended.put(order.id(), order);
            }
            answers.add(Optional.ofNullable(order));
        }
        if (!ended.isEmpty()) {
            rows.update(batch, ended.values());
        }
        return answers;
    }
}

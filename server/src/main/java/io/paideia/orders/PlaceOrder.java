package io.paideia.orders;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Places orders that were put together outside; the same id again gives the order that stands. */
@Component
final class PlaceOrder implements Handler<Order, Order> {

    private final OrderRows rows;

    PlaceOrder(OrderRows rows) {
        this.rows = rows;
    }

    @Override
    public List<Order> handle(List<Order> drafts, Batch batch) throws SQLException {
        Map<OrderId, Order> known =
                new LinkedHashMap<>(
                        rows.find(batch.connection(), drafts.stream().map(Order::id).toList()));
        Map<OrderId, Order> placed = new LinkedHashMap<>();
        List<Order> answers = new ArrayList<>(drafts.size());
        for (Order draft : drafts) {
            Order order =
                    known.computeIfAbsent(
                            draft.id(),
                            id -> {
                                placed.put(id, draft);
                                return draft;
                            });
            answers.add(order);
        }
        if (!placed.isEmpty()) {
            rows.insert(batch, placed.values());
        }
        return answers;
    }
}

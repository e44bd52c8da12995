package io.paideia.orders;

import io.paideia.http.Problem;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Ends open orders whose time is over, after what runs at a channel was closed. An order whose
 * attempt cannot be closed yet stays open and is looked at again. Several servers may sweep at
 * once: ending twice ends once.
 */
@Component
final class Expiry {

    private static final Logger log = LoggerFactory.getLogger(Expiry.class);
    private static final int AT_ONCE = 200;

    private final JdbcClient sql;
    private final Ordering ordering;
    private final ObjectProvider<Collecting> collecting;

    Expiry(JdbcClient sql, Ordering ordering, ObjectProvider<Collecting> collecting) {
        this.sql = sql;
        this.ordering = ordering;
        this.collecting = collecting;
    }

    @Scheduled(fixedDelayString = "${paideia.orders.sweep:2s}")
    void sweep() {
        List<UUID> due =
                sql.sql(
                                """
                                SELECT id FROM orders.placed_order
                                 WHERE status = 'open' AND expires_at <= now() ORDER BY expires_at LIMIT ?
                                """)
                        .param(AT_ONCE)
                        .query(UUID.class)
                        .list();
        // Side by side: a channel that is slow to answer for one must not hold up the others.
        List<Thread> ending =
                due.stream()
                        .map(id -> Thread.ofVirtual().start(() -> expire(new OrderId(id))))
                        .toList();
        ending.forEach(Expiry::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void expire(OrderId order) {
        try {
            collecting.getObject().halt(order, OrderStatus.EXPIRED);
            ordering.expire(order);
        } catch (Problem notYet) {
            log.info("Order {} cannot expire yet: {}", order, notYet.getMessage());
        } catch (RuntimeException e) {
            log.warn("Order {} cannot expire yet", order, e);
        }
    }
}

package io.paideia.sandbox.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An order and what became of it. Immutable: each change is a new value, and the newest stands in
 * {@link Trades}.
 *
 * <p>The trade number is absent until the buyer first looks at the order. Until then providers deny
 * that a trade exists, and yet the code can be scanned.
 */
public record Trade(
        Order order,
        Status status,
        @Nullable String number,
        @Nullable Instant openedAt,
        @Nullable Instant paidAt,
        @Nullable Instant closedAt,
        List<Refund> refunds) {

    /** The life of a trade; refunds do not change it. */
    public enum Status {
        ORDERED,
        WAITING,
        PAID,
        CLOSED
    }

    public Trade {
        refunds = List.copyOf(refunds);
    }

    public static Trade of(Order order) {
        return new Trade(order, Status.ORDERED, null, null, null, null, List.of());
    }

    /** Whether the provider admits that the trade exists. */
    public boolean isKnown() {
        return number != null;
    }

    public Optional<String> tradeNumber() {
        return Optional.ofNullable(number);
    }

    /**
     * The trade as it stands at the time: unpaid orders close by themselves, without anything being
     * written.
     */
    public Trade asOf(Instant now) {
        boolean unpaid = status == Status.ORDERED || status == Status.WAITING;
        return unpaid && !now.isBefore(order.expiresAt()) ? closed(order.expiresAt()) : this;
    }

    /** The buyer looks at the order. */
    public Trade opened(String tradeNumber, Instant at) {
        return status == Status.ORDERED
                ? new Trade(order, Status.WAITING, tradeNumber, at, null, null, refunds)
                : this;
    }

    public Trade paid(Instant at) {
        if (status != Status.WAITING) {
            throw new IllegalStateException(
                    "cannot pay " + order.reference() + ", it is " + status);
        }
        return new Trade(order, Status.PAID, number, openedAt, at, null, refunds);
    }

    public Trade closed(Instant at) {
        if (status == Status.PAID) {
            throw new IllegalStateException("cannot close " + order.reference() + ", it is paid");
        }
        return new Trade(order, Status.CLOSED, number, openedAt, paidAt, at, refunds);
    }

    public Trade refunded(Refund refund) {
        if (status != Status.PAID || refund.amount().exceeds(refundable())) {
            throw new IllegalStateException("cannot refund " + refund + " of " + order.reference());
        }
        return new Trade(
                order,
                status,
                number,
                openedAt,
                paidAt,
                closedAt,
                Stream.concat(refunds.stream(), Stream.of(refund)).toList());
    }

    public Optional<Refund> refund(String requestNumber) {
        return refunds.stream()
                .filter(refund -> refund.requestNumber().equals(requestNumber))
                .findFirst();
    }

    public Amount refundedAmount() {
        return refunds.stream().map(Refund::amount).reduce(order.amount().none(), Amount::plus);
    }

    public Amount refundable() {
        return order.amount().minus(refundedAmount());
    }

    public boolean isFullyRefunded() {
        return status == Status.PAID && refundable().minor() == 0;
    }
}

package io.paideia.sandbox.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An order and what became of it. Immutable: each change is a new value, and the newest stands in
 * {@link Trades}.
 *
 * <p>The trade number is absent until the buyer first looks at the order. Until then providers deny
 * that a trade exists, and yet the code can be scanned.
 *
 * @param taken what the merchant got, absent until it is paid
 * @param facts what a provider remembers beside, by its own names
 */
public record Trade(
        Order order,
        Status status,
        @Nullable String number,
        @Nullable Instant openedAt,
        @Nullable Instant paidAt,
        @Nullable Instant closedAt,
        @Nullable Amount taken,
        List<Refund> refunds,
        @Nullable Dispute dispute,
        Map<String, String> facts) {

    /** The life of a trade; refunds and disputes do not change it. */
    public enum Status {
        ORDERED,
        WAITING,
        /** The buyer agreed, the money is held for the merchant to capture. */
        AUTHORIZED,
        PAID,
        CLOSED
    }

    public Trade {
        refunds = List.copyOf(refunds);
        facts = Map.copyOf(facts);
    }

    public static Trade of(Order order) {
        return new Trade(
                order, Status.ORDERED, null, null, null, null, null, List.of(), null, Map.of());
    }

    /** Whether the provider admits that the trade exists. */
    public boolean isKnown() {
        return number != null;
    }

    public Optional<String> tradeNumber() {
        return Optional.ofNullable(number);
    }

    public Optional<String> fact(String name) {
        return Optional.ofNullable(facts.get(name));
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
                ? new Trade(
                        order,
                        Status.WAITING,
                        tradeNumber,
                        at,
                        null,
                        null,
                        null,
                        refunds,
                        dispute,
                        facts)
                : this;
    }

    /** The buyer agreed; nothing is taken yet. */
    public Trade authorized(Instant at) {
        requires(Status.WAITING, "authorize");
        return new Trade(
                order,
                Status.AUTHORIZED,
                number,
                openedAt,
                at,
                null,
                null,
                refunds,
                dispute,
                facts);
    }

    /** It is paid, mostly with what was asked for. */
    public Trade paid(Amount amount, Instant at) {
        requires(Status.WAITING, "pay");
        return taken(amount, at);
    }

    /** A part of what was authorized is taken; the rest is the buyer's again. */
    public Trade captured(Amount amount, Instant at) {
        requires(Status.AUTHORIZED, "capture");
        if (amount.minor() < 1 || amount.exceeds(order.amount())) {
            throw new IllegalStateException("cannot capture " + amount + " of " + order.amount());
        }
        return taken(amount, at);
    }

    public Trade closed(Instant at) {
        if (status == Status.PAID) {
            throw new IllegalStateException("cannot close " + order.reference() + ", it is paid");
        }
        return new Trade(
                order, Status.CLOSED, number, openedAt, paidAt, at, null, refunds, dispute, facts);
    }

    public Trade refunded(Refund refund) {
        if (status != Status.PAID || refund.amount().exceeds(refundable())) {
            throw new IllegalStateException("cannot refund " + refund + " of " + order.reference());
        }
        return with(Stream.concat(refunds.stream(), Stream.of(refund)).toList());
    }

    /** A refund that is there already has come on. */
    public Trade refundedNow(Refund changed) {
        return with(
                refunds.stream()
                        .map(
                                refund ->
                                        refund.requestNumber().equals(changed.requestNumber())
                                                ? changed
                                                : refund)
                        .toList());
    }

    public Trade disputed(Dispute next) {
        return new Trade(
                order, status, number, openedAt, paidAt, closedAt, taken, refunds, next, facts);
    }

    /** Remembers one more fact; a later one of the same name counts. */
    public Trade knowing(String name, String value) {
        Map<String, String> more = new HashMap<>(facts);
        more.put(name, value);
        return new Trade(
                order, status, number, openedAt, paidAt, closedAt, taken, refunds, dispute, more);
    }

    public Optional<Refund> refund(String requestNumber) {
        return refunds.stream()
                .filter(refund -> refund.requestNumber().equals(requestNumber))
                .findFirst();
    }

    /** What was given back or is on its way back. */
    public Amount refundedAmount() {
        return refunds.stream()
                .filter(refund -> refund.status() != Refund.Status.FAILED)
                .map(Refund::amount)
                .reduce(order.amount().none(), Amount::plus);
    }

    public Amount refundable() {
        Amount got = taken;
        return got == null ? order.amount().none() : got.minus(refundedAmount());
    }

    public boolean isFullyRefunded() {
        return status == Status.PAID && refundable().minor() == 0;
    }

    private Trade taken(Amount amount, Instant at) {
        return new Trade(
                order, Status.PAID, number, openedAt, at, null, amount, refunds, dispute, facts);
    }

    private Trade with(List<Refund> changed) {
        return new Trade(
                order, status, number, openedAt, paidAt, closedAt, taken, changed, dispute, facts);
    }

    private void requires(Status needed, String verb) {
        if (status != needed) {
            throw new IllegalStateException(
                    "cannot " + verb + " " + order.reference() + ", it is " + status);
        }
    }
}

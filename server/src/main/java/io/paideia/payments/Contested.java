package io.paideia.payments;

import io.paideia.database.Arguments;
import io.paideia.database.Database;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.lane.Batch;
import io.paideia.ledger.Ledger;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What disputes do to a payment's money: hold it, let it go, or take it. All of that happens in the
 * caller's batch, under the book's lock. What is held or taken cannot be refunded as well.
 */
@Component
public final class Contested {

    private final AttemptRows attempts;
    private final Orders orders;
    private final Ledger ledger;
    private final Events events;
    private final Database database;

    Contested(
            AttemptRows attempts, Orders orders, Ledger ledger, Events events, Database database) {
        this.attempts = attempts;
        this.orders = orders;
        this.ledger = ledger;
        this.events = events;
        this.database = database;
    }

    /**
     * A charge of ours that a dispute can be about.
     *
     * @param reference what the channel knows it by
     * @param collected what it took
     */
    public record Sale(
            PaymentId payment,
            OrderId order,
            PlatformId platform,
            UserId user,
            String channel,
            String reference,
            Money collected) {}

    /**
     * The charge that collected money through this channel under our reference or, where the
     * provider names none, under its own number.
     */
    public Optional<Sale> find(String channel, @Nullable String reference, String trade) {
        try (Connection connection = database.pool().getConnection()) {
            return find(connection, channel, reference, trade);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read payments", e);
        }
    }

    /** As above, within a batch. */
    public Optional<Sale> find(
            Batch batch, String channel, @Nullable String reference, String trade)
            throws SQLException {
        return find(batch.connection(), channel, reference, trade);
    }

    private Optional<Sale> find(
            Connection connection, String channel, @Nullable String reference, String trade)
            throws SQLException {
        List<Attempt> known =
                reference == null
                        ? attempts.traded(connection, channel, trade)
                        : attempts.known(connection, List.of(channel), List.of(reference));
        for (Attempt attempt : known) {
            if (attempt.status() == AttemptStatus.SUCCEEDED) {
                Payment payment = payment(connection, attempt.payment());
                return Optional.of(
                        new Sale(
                                payment.id(),
                                payment.order(),
                                payment.platform(),
                                payment.buyer(),
                                channel,
                                attempt.reference(),
                                attempt.collected()));
            }
        }
        return Optional.empty();
    }

    /**
     * Holds the shares of what a dispute demands, or of as much as was not refunded before. What
     * cannot be held is a case for a person.
     *
     * @param dispute under whose id it is held
     * @return how much is held
     */
    public Money hold(Batch batch, UUID dispute, Sale sale, Money demanded) throws SQLException {
        Payment payment = payment(batch.connection(), sale.payment());
        Money held = demanded.min(left(batch, sale, payment));
        if (!held.equals(demanded)) {
            alarm(
                    batch,
                    "dispute_not_covered",
                    sale,
                    held + " of " + demanded + " is held, the rest is not the sale's any more");
        }
        if (!held.isPositive()) {
            return held;
        }
        Order order = order(batch, payment);
        List<Money> parts = held.split(payment.remaining());
        Booking booking = Booking.open(ledger, batch, List.of(order));
        SharesReversed reversed = booking.hold(dispute, parts, order, sale.channel());
        booking.post(ledger, batch);
        Taken.insert(batch, booking.taken());
        List<Long> remaining = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            remaining.add(payment.remaining().get(i) - parts.get(i).minor());
        }
        PaymentRows.update(batch, List.of(payment.returned(payment.refunded(), remaining)));
        contest(batch, payment, held);
        events.append(
                batch,
                List.of(new NewEvent(SharesReversed.TYPE, null, order.id().toString(), reversed)));
        return held;
    }

    /** The dispute is won: everything is as if there had been none. */
    public void release(Batch batch, UUID dispute, Sale sale) throws SQLException {
        List<Taken> held = held(batch, dispute);
        if (held.isEmpty()) {
            return;
        }
        Payment payment = payment(batch.connection(), sale.payment());
        Order order = order(batch, payment);
        Booking booking = Booking.open(ledger, batch, List.of(order));
        booking.letGo(held, order, sale.channel());
        booking.post(ledger, batch);
        PaymentRows.update(batch, List.of(payment.holding(held)));
        contest(batch, payment, sum(held).negated());
        events.append(
                batch,
                List.of(
                        new NewEvent(
                                SharesRestored.TYPE,
                                null,
                                order.id().toString(),
                                new SharesRestored(order.id(), dispute))));
    }

    /** The dispute is lost: what was held is the buyer's, as by a refund. */
    public void take(Batch batch, UUID dispute, Sale sale) throws SQLException {
        List<Taken> held = held(batch, dispute);
        if (held.isEmpty()) {
            return;
        }
        Payment payment = payment(batch.connection(), sale.payment());
        Order order = order(batch, payment);
        Booking booking = Booking.open(ledger, batch, List.of(order));
        booking.takeHeld(held, order, sale.channel());
        booking.post(ledger, batch);
        Payment next = payment.returned(payment.refunded().plus(sum(held)), payment.remaining());
        PaymentRows.update(batch, List.of(next));
        orders.refund(
                batch, Map.of(order.id(), new Orders.Returned(next.refunded(), next.amount())));
    }

    /** Has a person look at it. */
    public void alarm(Batch batch, String kind, Sale sale, String detail) throws SQLException {
        Cases.open(
                batch, List.of(new Cases.Trouble(kind, sale.channel(), sale.reference(), detail)));
    }

    /** What the sale still has that is neither refunded, being refunded, nor contested. */
    private Money left(Batch batch, Sale sale, Payment payment) throws SQLException {
        Money none = Money.zero(payment.amount().currency());
        boolean late =
                attempts
                        .known(
                                batch.connection(),
                                List.of(sale.channel()),
                                List.of(sale.reference()))
                        .stream()
                        .map(Attempt::id)
                        .anyMatch(late(batch, payment)::contains);
        if (late || payment.status() != PaymentStatus.SUCCEEDED) {
            return none;
        }
        long reserved =
                RefundRows.reserved(batch.connection(), List.of(payment.id()))
                        .getOrDefault(payment.id(), 0L);
        return payment.amount().minus(new Money(payment.amount().currency(), reserved));
    }

    private static java.util.Set<AttemptId> late(Batch batch, Payment payment) throws SQLException {
        return RefundRows.late(batch.connection(), List.of(payment.id()));
    }

    private static void contest(Batch batch, Payment payment, Money more) throws SQLException {
        try (PreparedStatement update =
                batch.connection()
                        .prepareStatement(
                                "UPDATE payments.payment SET disputed = disputed + ? WHERE id ="
                                        + " ?")) {
            Arguments.of(update).number(more.minor()).uuid(payment.id().value());
            update.executeUpdate();
        }
    }

    private static List<Taken> held(Batch batch, UUID dispute) throws SQLException {
        return Taken.find(batch, List.of(dispute)).getOrDefault(dispute, List.of());
    }

    private static Money sum(List<Taken> held) {
        return held.stream().map(Taken::amount).reduce(Money::plus).orElseThrow();
    }

    private static Payment payment(Connection connection, PaymentId id) throws SQLException {
        return Objects.requireNonNull(PaymentRows.find(connection, List.of(id)).get(id));
    }

    private Order order(Batch batch, Payment payment) throws SQLException {
        return Objects.requireNonNull(
                orders.find(batch, List.of(payment.order())).get(payment.order()));
    }
}

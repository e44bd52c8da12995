package io.paideia.payments;

import io.paideia.channels.Notices;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Ledger;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.OrderStatus;
import io.paideia.orders.Orders;
import io.paideia.routing.Ended;
import io.paideia.routing.Routing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes a channel's word that a charge is paid: marks attempt, payment and order, posts the shares
 * and tells it, all in one transaction. However often and from wherever the word comes, one posting
 * is made. Money that comes too late, twice on two attempts, or for somebody whose account was
 * closed meanwhile, is booked to suspense and a refund of it begins.
 */
@Component
final class ConfirmPayment implements Handler<ConfirmPayment.Confirm, ConfirmPayment.Confirmed> {

    private final Unsettled.Reader reader;
    private final Orders orders;
    private final Ledger ledger;
    private final Events events;
    private final Notices notices;
    private final Routing routing;

    ConfirmPayment(
            Unsettled.Reader reader,
            Orders orders,
            Ledger ledger,
            Events events,
            Notices notices,
            Routing routing) {
        this.reader = reader;
        this.orders = orders;
        this.ledger = ledger;
        this.events = events;
        this.notices = notices;
        this.routing = routing;
    }

    /**
     * What the channel says.
     *
     * @param notice the notice it stands in, null if the channel was asked
     */
    record Confirm(
            String channel, String reference, Money amount, String trade, @Nullable UUID notice) {}

    /** What it meant. */
    enum Confirmed {
        PAID,
        /** Known already. */
        AGAIN,
        /** Goes back by itself. */
        LATE,
        /** Not the amount that was asked for: nothing is booked, a person must look. */
        AMOUNT_DIFFERS,
        NO_SUCH_ATTEMPT
    }

    /** What one batch does, gathered for writing as sets. */
    private record Plan(
            Unsettled work,
            Map<OrderId, Order> orders,
            Booking booking,
            Set<OrderId> paid,
            List<Refund> lateRefunds,
            List<NewEvent> news,
            List<Ended> ended,
            Batch batch) {}

    @Override
    public List<Confirmed> handle(List<Confirm> commands, Batch batch) throws SQLException {
        Unsettled work =
                reader.ofReferences(
                        batch,
                        commands.stream().map(Confirm::channel).toList(),
                        commands.stream().map(Confirm::reference).toList());
        Map<OrderId, Order> named =
                orders.find(batch, work.all().stream().map(Payment::order).toList());
        Plan plan =
                new Plan(
                        work,
                        named,
                        Booking.open(ledger, batch, named.values()),
                        new HashSet<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        batch);
        List<Confirmed> answers = new ArrayList<>(commands.size());
        for (Confirm command : commands) {
            answers.add(confirm(plan, command));
        }
        plan.booking().post(ledger, batch);
        reader.write(batch, work);
        RefundRows.insert(batch, plan.lateRefunds(), batch.at());
        orders.pay(batch, plan.paid().stream().map(named::get).filter(Objects::nonNull).toList());
        events.append(batch, plan.news());
        routing.learn(plan.ended(), batch);
        notices.acted(
                batch, commands.stream().map(Confirm::notice).filter(Objects::nonNull).toList());
        return answers;
    }

    private static Confirmed confirm(Plan plan, Confirm command) {
        Attempt attempt = plan.work().attempt(command.channel(), command.reference());
        if (attempt == null) {
            return Confirmed.NO_SUCH_ATTEMPT;
        }
        if (!attempt.collected().equals(command.amount())) {
            return Confirmed.AMOUNT_DIFFERS;
        }
        if (attempt.status() == AttemptStatus.SUCCEEDED) {
            return Confirmed.AGAIN;
        }
        Payment payment = plan.work().payment(attempt);
        Order order = Objects.requireNonNull(plan.orders().get(payment.order()));
        boolean late =
                attempt.status() == AttemptStatus.CLOSED
                        || order.status() != OrderStatus.OPEN
                        || plan.paid().contains(order.id())
                        || !plan.booking().takes(order)
                        || payment.status().on(PaymentStatus.Trigger.CONFIRMED)
                                != PaymentStatus.SUCCEEDED
                        || payment.status() == PaymentStatus.SUCCEEDED;
        plan.work().put(attempt.paid(command.trade()));
        plan.ended()
                .add(
                        new Ended(
                                attempt.channel(),
                                attempt.method(),
                                attempt.amount(),
                                Ended.Result.PAID));
        if (late) {
            plan.booking().late(attempt, order);
            plan.lateRefunds().add(giveBack(attempt, payment, plan.batch()));
            settle(plan, payment, order);
            return Confirmed.LATE;
        }
        succeed(plan, attempt, payment, order);
        return Confirmed.PAID;
    }

    /** An attempt that began just while its order ended leaves no payment behind that waits. */
    private static void settle(Plan plan, Payment payment, Order order) {
        switch (order.status()) {
            case CANCELLED -> plan.work().put(payment.on(PaymentStatus.Trigger.CANCELLED));
            case EXPIRED -> plan.work().put(payment.on(PaymentStatus.Trigger.EXPIRED));
            case OPEN, PAID, PARTIALLY_REFUNDED, REFUNDED -> {}
        }
    }

    private static void succeed(Plan plan, Attempt attempt, Payment payment, Order order) {
        List<Long> shares =
                Booking.parts(order, attempt.collected()).stream().map(Money::minor).toList();
        Payment paid =
                payment.on(PaymentStatus.Trigger.CONFIRMED)
                        .by(attempt.method())
                        .succeeded(attempt.collected(), shares, plan.batch().at());
        plan.work().put(paid);
        plan.paid().add(order.id());
        SharesPosted posted = plan.booking().sale(paid, order, attempt.channel());
        plan.news().add(PaymentSucceeded.event(paid, attempt.channel()));
        plan.news().add(new NewEvent(SharesPosted.TYPE, null, order.id().toString(), posted));
    }

    private static Refund giveBack(Attempt attempt, Payment payment, Batch batch) {
        return new Refund(
                RefundId.next(),
                payment.id(),
                attempt.id(),
                Refund.Source.LATE,
                Refund.Status.PENDING,
                attempt.collected(),
                "late payment",
                null,
                null,
                batch.at(),
                null,
                0);
    }
}

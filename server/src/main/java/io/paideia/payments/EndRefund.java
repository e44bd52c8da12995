package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.channels.Notices;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes the channel's word on a refund. Done: the shares are reversed, payment and order are
 * marked, and it is told. Refused: what was reserved is free again. A refund that ended stays as it
 * ended.
 */
@Component
final class EndRefund implements Handler<EndRefund.End, Refund> {

    private final AttemptRows attempts;
    private final Orders orders;
    private final Ledger ledger;
    private final Events events;
    private final Notices notices;

    EndRefund(AttemptRows attempts, Orders orders, Ledger ledger, Events events, Notices notices) {
        this.attempts = attempts;
        this.orders = orders;
        this.ledger = ledger;
        this.events = events;
        this.notices = notices;
    }

    /**
     * How it ended.
     *
     * @param failure that the channel surely refused; null if it gave the money back
     * @param notice the notice that says so, null if the channel was asked
     */
    record End(RefundId refund, @Nullable Failure failure, @Nullable UUID notice) {}

    /** What one batch works on. */
    private record Work(
            Map<RefundId, Refund> refunds,
            Map<PaymentId, Payment> payments,
            Map<AttemptId, Attempt> attempts,
            Map<OrderId, Order> orders,
            Set<Account> closed,
            Booking booking,
            Map<RefundId, Refund> ended,
            Map<PaymentId, Payment> changed,
            Map<OrderId, Orders.Returned> returned,
            Map<UUID, List<Taken>> taken,
            List<NewEvent> news,
            List<Cases.Trouble> troubles,
            Batch batch) {}

    @Override
    public List<Refund> handle(List<End> commands, Batch batch) throws SQLException {
        Map<RefundId, Refund> refunds =
                new HashMap<>(
                        RefundRows.find(
                                batch.connection(), commands.stream().map(End::refund).toList()));
        Map<PaymentId, Payment> payments =
                new HashMap<>(
                        PaymentRows.find(
                                batch.connection(),
                                refunds.values().stream().map(Refund::payment).toList()));
        Map<AttemptId, Attempt> paid =
                attempts.find(
                        batch.connection(),
                        refunds.values().stream().map(Refund::attempt).toList());
        Map<OrderId, Order> named =
                orders.find(batch, payments.values().stream().map(Payment::order).toList());
        Work work =
                new Work(
                        refunds,
                        payments,
                        paid,
                        named,
                        ledger.closed(batch, wallets(paid.values(), payments, named)),
                        Booking.open(ledger, batch, named.values()),
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>(),
                        Taken.find(batch, failing(commands)),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        batch);
        List<Refund> answers = new ArrayList<>(commands.size());
        for (End command : commands) {
            Refund refund = Objects.requireNonNull(refunds.get(command.refund()), "no such refund");
            Failure failure = command.failure();
            refund =
                    switch (refund.status()) {
                        case PENDING -> end(work, refund, failure);
                        case SUCCEEDED -> failure == null ? refund : undo(work, refund, failure);
                        case FAILED -> refund;
                    };
            refunds.put(refund.id(), refund);
            answers.add(refund);
        }
        work.booking().post(ledger, batch);
        Taken.insert(batch, work.booking().taken());
        RefundRows.update(batch, work.ended().values());
        PaymentRows.update(batch, work.changed().values());
        orders.refund(batch, work.returned());
        events.append(batch, work.news());
        Cases.open(batch, work.troubles());
        notices.acted(batch, commands.stream().map(End::notice).filter(Objects::nonNull).toList());
        return answers;
    }

    /** The wallets that were paid from, to which refunds go back. */
    private static List<Account> wallets(
            Collection<Attempt> paid, Map<PaymentId, Payment> payments, Map<OrderId, Order> named) {
        return paid.stream()
                .filter(attempt -> attempt.channel().equals(Till.WALLET))
                .map(
                        attempt -> {
                            Payment payment =
                                    Objects.requireNonNull(payments.get(attempt.payment()));
                            Order order = Objects.requireNonNull(named.get(payment.order()));
                            return Till.of(attempt.channel(), order, attempt.amount().currency());
                        })
                .toList();
    }

    private static List<UUID> failing(List<End> commands) {
        return commands.stream()
                .filter(command -> command.failure() != null)
                .map(command -> command.refund().value())
                .toList();
    }

    private static Refund end(Work work, Refund refund, @Nullable Failure failure) {
        Payment payment = Objects.requireNonNull(work.payments().get(refund.payment()));
        Refund.Status status = failure == null ? Refund.Status.SUCCEEDED : Refund.Status.FAILED;
        Refund ended = refund.ended(status, failure, work.batch().at());
        work.ended().put(ended.id(), ended);
        work.news().add(RefundEnded.event(payment, ended));
        if (failure == null) {
            reverse(work, ended, payment);
        } else if (refund.source() == Refund.Source.LATE) {
            // A platform asks anew itself; for late money nobody would.
            work.troubles()
                    .add(trouble(work, refund, "late_refund_refused", "stay in suspense", failure));
        }
        return ended;
    }

    private static void reverse(Work work, Refund refund, Payment payment) {
        Order order = Objects.requireNonNull(work.orders().get(payment.order()));
        Attempt attempt = Objects.requireNonNull(work.attempts().get(refund.attempt()));
        if (refund.source() == Refund.Source.LATE) {
            work.booking().lateReturned(refund, attempt, order);
            return;
        }
        List<Money> parts = refund.amount().split(payment.remaining());
        List<Long> remaining = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            remaining.add(payment.remaining().get(i) - parts.get(i).minor());
        }
        Account to = Till.of(attempt.channel(), order, refund.amount().currency());
        if (work.closed().contains(to)) {
            to = Account.suspense(refund.amount().currency());
            work.troubles()
                    .add(
                            new Cases.Trouble(
                                    "refund_stranded",
                                    attempt.channel(),
                                    attempt.reference(),
                                    refund.amount()
                                            + " are in suspense, for the buyer's wallet is"
                                            + " closed"));
        }
        SharesReversed reversed = work.booking().refund(refund, parts, order, to);
        Money sum = payment.refunded().plus(refund.amount());
        change(work, payment.returned(sum, remaining));
        work.news().add(new NewEvent(SharesReversed.TYPE, null, order.id().toString(), reversed));
    }

    /**
     * The channel gave the money back and now says that it could not: a card was closed, a bank
     * sent it back. Everything is as if the refund had never succeeded, and a person must find
     * another way.
     */
    private static Refund undo(Work work, Refund refund, Failure failure) {
        Payment payment = Objects.requireNonNull(work.payments().get(refund.payment()));
        Order order = Objects.requireNonNull(work.orders().get(payment.order()));
        Attempt attempt = Objects.requireNonNull(work.attempts().get(refund.attempt()));
        boolean late = refund.source() == Refund.Source.LATE;
        List<Taken> taken =
                work.booking().taken().stream()
                        .filter(row -> row.cause().equals(refund.id().value()))
                        .toList();
        if (taken.isEmpty()) {
            taken = work.taken().getOrDefault(refund.id().value(), List.of());
        }
        if (late) {
            work.booking().lateReturnFailed(refund, attempt, order);
        } else if (taken.isEmpty()) {
            // Booked before it was kept what was taken from where.
            work.troubles()
                    .add(trouble(work, refund, "refund_failed_late", "are not booked", failure));
            return refund;
        } else {
            SharesRestored restored =
                    work.booking().refundFailed(refund, taken, order, attempt.channel());
            change(work, payment.restored(refund.amount(), taken));
            work.news()
                    .add(new NewEvent(SharesRestored.TYPE, null, order.id().toString(), restored));
        }
        Refund failed = refund.ended(Refund.Status.FAILED, failure, work.batch().at());
        work.ended().put(failed.id(), failed);
        work.news().add(RefundEnded.event(payment, failed));
        work.troubles()
                .add(
                        late
                                ? trouble(
                                        work,
                                        refund,
                                        "late_refund_refused",
                                        "stay in suspense",
                                        failure)
                                : trouble(
                                        work, refund, "refund_failed_late", "came back", failure));
        return failed;
    }

    private static void change(Work work, Payment next) {
        work.payments().put(next.id(), next);
        work.changed().put(next.id(), next);
        work.returned().put(next.order(), new Orders.Returned(next.refunded(), next.amount()));
    }

    private static Cases.Trouble trouble(
            Work work, Refund refund, String kind, String what, Failure failure) {
        Attempt attempt = Objects.requireNonNull(work.attempts().get(refund.attempt()));
        return new Cases.Trouble(
                kind,
                attempt.channel(),
                attempt.reference(),
                refund.amount() + " " + what + ": " + failure.message());
    }
}

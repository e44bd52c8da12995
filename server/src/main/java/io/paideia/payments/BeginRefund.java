package io.paideia.payments;

import io.paideia.http.Problem;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reserves a part of a payment for a refund, before the channel is called. Refunds that are done or
 * under way count, so two of 60 on a payment of 100 at the same moment are one too many.
 */
@Component
final class BeginRefund implements Handler<BeginRefund.Begin, BeginRefund.Begun> {

    private final AttemptRows attempts;
    private final Orders orders;

    BeginRefund(AttemptRows attempts, Orders orders) {
        this.attempts = attempts;
        this.orders = orders;
    }

    /**
     * What shall go back.
     *
     * @param amount null for all that is left
     * @param ifSilent how long the caller itself waits for the channel; later somebody else asks
     */
    record Begin(
            RefundId id,
            PaymentId payment,
            @Nullable Money amount,
            String reason,
            Duration ifSilent) {}

    /** What came of it. */
    sealed interface Begun {
        record Fresh(Refund refund, Attempt attempt) implements Begun {}

        record Repeated(Refund refund) implements Begun {}

        record Refused(Problem problem) implements Begun {}
    }

    @Override
    public List<Begun> handle(List<Begin> commands, Batch batch) throws SQLException {
        List<PaymentId> named = commands.stream().map(Begin::payment).distinct().toList();
        Map<PaymentId, Payment> payments = PaymentRows.find(batch.connection(), named);
        Map<PaymentId, List<Attempt>> made = attempts.ofPayments(batch.connection(), named);
        Set<AttemptId> late = RefundRows.late(batch.connection(), named);
        Map<PaymentId, Long> reserved =
                new HashMap<>(RefundRows.reserved(batch.connection(), named));
        Map<RefundId, Refund> known =
                new LinkedHashMap<>(
                        RefundRows.find(
                                batch.connection(), commands.stream().map(Begin::id).toList()));
        Map<OrderId, Order> bought =
                orders.find(batch, payments.values().stream().map(Payment::order).toList());
        List<Refund> begun = new ArrayList<>();
        Duration silence = commands.getFirst().ifSilent();
        List<Begun> answers = new ArrayList<>(commands.size());
        for (Begin command : commands) {
            Refund before = known.get(command.id());
            if (before != null) {
                answers.add(new Begun.Repeated(before));
                continue;
            }
            Payment payment = payments.get(command.payment());
            Optional<Attempt> paid =
                    made.getOrDefault(command.payment(), List.of()).stream()
                            .filter(attempt -> attempt.status() == AttemptStatus.SUCCEEDED)
                            .filter(attempt -> !late.contains(attempt.id()))
                            .findFirst();
            Begun answer =
                    payment != null && topsUp(bought.get(payment.order()))
                            ? new Begun.Refused(paidOutOnly())
                            : begin(command, payment, paid, reserved, batch);
            if (answer instanceof Begun.Fresh fresh) {
                begun.add(fresh.refund());
                known.put(command.id(), fresh.refund());
                reserved.merge(command.payment(), fresh.refund().amount().minor(), Long::sum);
            }
            answers.add(answer);
        }
        RefundRows.insert(batch, begun, batch.at().plus(silence));
        return answers;
    }

    private static boolean topsUp(@Nullable Order order) {
        return order != null && order.topsUp();
    }

    /** The buyer may have spent it; what is left in the wallet is held before it is sent. */
    private static Problem paidOutOnly() {
        return Problem.unprocessable(
                "payment_not_refundable",
                "A top-up is the buyer's own money: it leaves the wallet by a payout");
    }

    private static Begun begin(
            Begin command,
            @Nullable Payment payment,
            Optional<Attempt> paid,
            Map<PaymentId, Long> reserved,
            Batch batch) {
        if (payment == null) {
            return new Begun.Refused(Problem.notFound("payment"));
        }
        if (payment.status() != PaymentStatus.SUCCEEDED || paid.isEmpty()) {
            return new Begun.Refused(
                    Problem.unprocessable(
                            "payment_not_refundable",
                            "Only a succeeded payment can be refunded; this one is "
                                    + payment.status().word()));
        }
        Money wanted = command.amount();
        if (wanted != null && !wanted.currency().equals(payment.amount().currency())) {
            return new Begun.Refused(
                    Problem.unprocessable(
                            "currency_mismatch",
                            "The payment is in " + payment.amount().currency()));
        }
        Money left =
                payment.amount()
                        .minus(
                                new Money(
                                        payment.amount().currency(),
                                        reserved.getOrDefault(payment.id(), 0L)));
        Money amount = wanted == null ? left : wanted;
        if (!left.isPositive() || amount.exceeds(left)) {
            return new Begun.Refused(
                    Problem.unprocessable(
                            "refund_exceeds_payment", "At most " + left + " is left to refund"));
        }
        return new Begun.Fresh(
                new Refund(
                        command.id(),
                        payment.id(),
                        paid.get().id(),
                        Refund.Source.SALE,
                        Refund.Status.PENDING,
                        amount,
                        command.reason(),
                        null,
                        null,
                        batch.at(),
                        null,
                        0),
                paid.get());
    }
}

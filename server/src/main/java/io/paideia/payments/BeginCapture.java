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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Records the intent to take money that a channel holds, before the channel is called. What is held
 * is captured once, whole or in part; the rest is then the buyer's again. What is being let go, or
 * whose payment has ended, is not captured.
 */
@Component
final class BeginCapture implements Handler<BeginCapture.Begin, BeginCapture.Begun> {

    private final AttemptRows attempts;
    private final Orders orders;

    BeginCapture(AttemptRows attempts, Orders orders) {
        this.attempts = attempts;
        this.orders = orders;
    }

    /**
     * What shall be taken.
     *
     * @param id made by the caller
     * @param amount null for all that is held
     * @param ifSilent how long the caller itself waits for the channel; later somebody else asks
     */
    record Begin(UUID id, PaymentId payment, @Nullable Money amount, Duration ifSilent) {}

    /** What came of it. */
    sealed interface Begun {
        /** Recorded: call the channel now. */
        record Fresh(Attempt attempt) implements Begun {}

        /** This very capture was recorded before. */
        record Repeated() implements Begun {}

        record Refused(Problem problem) implements Begun {}
    }

    @Override
    public List<Begun> handle(List<Begin> commands, Batch batch) throws SQLException {
        List<PaymentId> named = commands.stream().map(Begin::payment).distinct().toList();
        Map<PaymentId, Payment> payments = PaymentRows.find(batch.connection(), named);
        Map<OrderId, Order> known =
                orders.find(batch, payments.values().stream().map(Payment::order).toList());
        Map<PaymentId, List<Attempt>> made = attempts.ofPayments(batch.connection(), named);
        Map<PaymentId, Attempt> begun = new HashMap<>();
        List<Begun> answers = new ArrayList<>(commands.size());
        for (Begin command : commands) {
            Payment payment = Objects.requireNonNull(payments.get(command.payment()));
            List<Attempt> all = new ArrayList<>(made.getOrDefault(payment.id(), List.of()));
            all.replaceAll(
                    attempt ->
                            Optional.ofNullable(begun.get(payment.id()))
                                    .filter(changed -> changed.id().equals(attempt.id()))
                                    .orElse(attempt));
            Order order = Objects.requireNonNull(known.get(payment.order()));
            Begun answer = begin(command, payment, order, all, batch);
            if (answer instanceof Begun.Fresh fresh) {
                begun.put(payment.id(), fresh.attempt());
            }
            answers.add(answer);
        }
        attempts.update(batch, begun.values());
        return answers;
    }

    /** What others hear while the channel is asked to take the money. */
    static Problem inProgress() {
        return Problem.retryable(
                HttpStatus.CONFLICT,
                "capture_in_progress",
                "The channel is taking the money already");
    }

    private static Begun begin(
            Begin command, Payment payment, Order order, List<Attempt> all, Batch batch) {
        for (Attempt attempt : all) {
            if (attempt.capture() != null && attempt.capture().id().equals(command.id())) {
                return new Begun.Repeated();
            }
        }
        if (all.stream().anyMatch(attempt -> attempt.status() == AttemptStatus.CAPTURING)) {
            return new Begun.Refused(inProgress());
        }
        Optional<Attempt> held =
                all.stream().filter(attempt -> attempt.status() == AttemptStatus.HELD).findFirst();
        boolean open =
                payment.status().on(PaymentStatus.Trigger.CONFIRMED) == PaymentStatus.SUCCEEDED;
        if (held.isEmpty() || !open || !order.payable(batch.at())) {
            return new Begun.Refused(
                    Problem.conflict(
                            "payment_not_capturable",
                            all.stream()
                                            .anyMatch(
                                                    attempt ->
                                                            attempt.status()
                                                                    == AttemptStatus.CLOSING)
                                    ? "The money is being let go"
                                    : "No money is held for this payment; it is "
                                            + payment.status().word()));
        }
        Money most = held.get().amount();
        Money amount = command.amount() == null ? most : command.amount();
        if (!amount.currency().equals(most.currency())) {
            return new Begun.Refused(
                    Problem.unprocessable(
                            "currency_mismatch", "The payment is in " + most.currency()));
        }
        if (amount.exceeds(most)) {
            return new Begun.Refused(
                    Problem.unprocessable("capture_exceeds_held", "At most " + most + " is held"));
        }
        return new Begun.Fresh(
                held.get()
                        .capturing(
                                new Attempt.Capture(command.id(), amount),
                                batch.at().plus(command.ifSilent())));
    }
}

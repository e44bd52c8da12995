package io.paideia.payments;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Cancels or expires payments that have no running attempt any more. One that has is left as it is,
 * and the attempt is handed back for the caller to halt first: its money may be taken right now.
 */
@Component
final class EndPayment implements Handler<EndPayment.End, Optional<Attempt>> {

    private final AttemptRows attempts;

    EndPayment(AttemptRows attempts) {
        this.attempts = attempts;
    }

    /** What happens to the payment. */
    record End(PaymentId payment, PaymentStatus.Trigger trigger) {}

    @Override
    public List<Optional<Attempt>> handle(List<End> commands, Batch batch) throws SQLException {
        List<PaymentId> named = commands.stream().map(End::payment).distinct().toList();
        Map<PaymentId, Payment> payments =
                new LinkedHashMap<>(PaymentRows.find(batch.connection(), named));
        Map<PaymentId, List<Attempt>> made = attempts.ofPayments(batch.connection(), named);
        Map<PaymentId, Payment> changed = new LinkedHashMap<>();
        List<Optional<Attempt>> answers = new ArrayList<>(commands.size());
        for (End end : commands) {
            Payment payment = payments.get(end.payment());
            Optional<Attempt> running =
                    made.getOrDefault(end.payment(), List.of()).stream()
                            .filter(attempt -> attempt.status().running())
                            .findFirst();
            if (payment != null
                    && running.isEmpty()
                    && payment.status() != payment.status().on(end.trigger())) {
                payment = payment.on(end.trigger());
                payments.put(payment.id(), payment);
                changed.put(payment.id(), payment);
            }
            answers.add(running);
        }
        PaymentRows.update(batch, changed.values());
        return answers;
    }
}

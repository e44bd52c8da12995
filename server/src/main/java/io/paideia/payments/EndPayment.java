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

/** Cancels or expires payments that have no running attempt any more. */
@Component
final class EndPayment implements Handler<EndPayment.End, Optional<Payment>> {

    /** What happens to the payment. */
    record End(PaymentId payment, PaymentStatus.Trigger trigger) {}

    @Override
    public List<Optional<Payment>> handle(List<End> commands, Batch batch) throws SQLException {
        Map<PaymentId, Payment> payments =
                new LinkedHashMap<>(
                        PaymentRows.find(
                                batch.connection(), commands.stream().map(End::payment).toList()));
        Map<PaymentId, Payment> changed = new LinkedHashMap<>();
        List<Optional<Payment>> answers = new ArrayList<>(commands.size());
        for (End end : commands) {
            Payment payment = payments.get(end.payment());
            if (payment != null && payment.status() != payment.status().on(end.trigger())) {
                payment = payment.on(end.trigger());
                payments.put(payment.id(), payment);
                changed.put(payment.id(), payment);
            }
            answers.add(Optional.ofNullable(payment));
        }
        PaymentRows.update(batch, changed.values());
        return answers;
    }
}

package io.paideia.payments;

import io.paideia.lane.Batch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The attempts and payments that a batch works on: read once, changed in memory, written once. */
final class Unsettled {

    private final Map<AttemptId, Attempt> attempts = new LinkedHashMap<>();
    private final Map<String, AttemptId> byReference = new HashMap<>();
    private final Map<PaymentId, Payment> payments = new HashMap<>();
    private final Map<AttemptId, Attempt> changedAttempts = new LinkedHashMap<>();
    private final Map<PaymentId, Payment> changedPayments = new LinkedHashMap<>();

    private Unsettled(Connection connection, Collection<Attempt> found) throws SQLException {
        found.forEach(
                attempt -> {
                    attempts.put(attempt.id(), attempt);
                    byReference.put(attempt.channel() + ":" + attempt.reference(), attempt.id());
                });
        payments.putAll(
                PaymentRows.find(
                        connection, found.stream().map(Attempt::payment).distinct().toList()));
    }

    /** Reads what the handlers need. */
    @Component
    static final class Reader {

        private final AttemptRows rows;

        Reader(AttemptRows rows) {
            this.rows = rows;
        }

        Unsettled ofAttempts(Batch batch, Collection<AttemptId> ids) throws SQLException {
            return new Unsettled(batch.connection(), rows.find(batch.connection(), ids).values());
        }

        Unsettled ofReferences(Batch batch, List<String> channels, List<String> references)
                throws SQLException {
            return new Unsettled(
                    batch.connection(), rows.known(batch.connection(), channels, references));
        }

        void write(Batch batch, Unsettled changes) throws SQLException {
            rows.update(batch, changes.changedAttempts.values());
            PaymentRows.update(batch, changes.changedPayments.values());
        }
    }

    @Nullable Attempt attempt(AttemptId id) {
        return attempts.get(id);
    }

    @Nullable Attempt attempt(String channel, String reference) {
        AttemptId id = byReference.get(channel + ":" + reference);
        return id == null ? null : attempts.get(id);
    }

    /** The payment that an attempt of this batch belongs to. */
    Payment payment(Attempt attempt) {
        Payment payment = payments.get(attempt.payment());
        if (payment == null) {
            throw new IllegalStateException("Attempt without payment: " + attempt.id());
        }
        return payment;
    }

    Collection<Payment> all() {
        return payments.values();
    }

    void put(Attempt attempt) {
        attempts.put(attempt.id(), attempt);
        changedAttempts.put(attempt.id(), attempt);
    }

    void put(Payment payment) {
        payments.put(payment.id(), payment);
        changedPayments.put(payment.id(), payment);
    }
}

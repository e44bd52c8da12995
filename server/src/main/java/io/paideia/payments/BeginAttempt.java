package io.paideia.payments;

import io.paideia.http.Problem;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import io.paideia.routing.Candidate;
import io.paideia.routing.Chosen;
import io.paideia.routing.Decision;
import io.paideia.routing.Routing;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Records the intent to collect an order's money through a channel, before the channel is called.
 * At most one attempt of a payment runs at a time; a running one is handed back for the caller to
 * end first.
 */
@Component
final class BeginAttempt implements Handler<BeginAttempt.Begin, BeginAttempt.Begun> {

    private final Orders orders;
    private final AttemptRows attempts;
    private final Ledger ledger;
    private final Routing routing;

    BeginAttempt(Orders orders, AttemptRows attempts, Ledger ledger, Routing routing) {
        this.orders = orders;
        this.attempts = attempts;
        this.ledger = ledger;
        this.routing = routing;
    }

    /**
     * What shall begin.
     *
     * @param ifSilent how long the caller itself waits for the channel; later somebody else asks
     */
    record Begin(
            AttemptId id,
            OrderId order,
            Decision decision,
            Candidate candidate,
            @Nullable String returnUrl,
            Duration ifSilent) {}

    /** What came of it. */
    sealed interface Begun {
        /** Recorded: call the channel now. */
        record Fresh(Attempt attempt, Payment payment) implements Begun {}

        /** This very attempt was recorded before. */
        record Repeated(Attempt attempt) implements Begun {}

        /** Another attempt runs. */
        record Busy(Attempt running) implements Begun {}

        record Refused(Problem problem) implements Begun {}
    }

    @Override
    public List<Begun> handle(List<Begin> commands, Batch batch) throws SQLException {
        List<OrderId> named = commands.stream().map(Begin::order).distinct().toList();
        Map<OrderId, Order> known = orders.find(batch, named);
        Map<OrderId, Payment> payments =
                new HashMap<>(PaymentRows.ofOrders(batch.connection(), named));
        Map<PaymentId, List<Attempt>> made =
                new HashMap<>(
                        attempts.ofPayments(
                                batch.connection(),
                                payments.values().stream().map(Payment::id).toList()));
        // Ids come from outside, and may be those of another order's attempts.
        Set<AttemptId> used =
                new HashSet<>(
                        attempts.find(batch.connection(), commands.stream().map(Begin::id).toList())
                                .keySet());
        Set<Account> closed =
                ledger.closed(
                        batch,
                        known.values().stream()
                                .flatMap(order -> Booking.earning(order).stream())
                                .distinct()
                                .toList());
        Map<PaymentId, Payment> inserted = new LinkedHashMap<>();
        Map<PaymentId, Payment> updated = new LinkedHashMap<>();
        List<Attempt> begun = new ArrayList<>();
        List<Chosen> chosen = new ArrayList<>();
        List<Begun> answers = new ArrayList<>(commands.size());
        for (Begin command : commands) {
            Order order = known.get(command.order());
            Payment payment = payments.get(command.order());
            List<Attempt> before =
                    payment == null ? List.of() : made.getOrDefault(payment.id(), List.of());
            Optional<Begun> obstacle = obstacle(command, order, before, batch.at());
            if (obstacle.isPresent() || order == null) {
                answers.add(obstacle.orElseThrow());
                continue;
            }
            if (!used.add(command.id())) {
                answers.add(new Begun.Refused(elsewhere()));
                continue;
            }
            if (Booking.earning(order).stream().anyMatch(closed::contains)) {
                answers.add(new Begun.Refused(nobodyEarns()));
                continue;
            }
            if (payment == null) {
                payment = first(order, command.candidate().method(), batch.at());
                inserted.put(payment.id(), payment);
            } else {
                payment =
                        payment.on(PaymentStatus.Trigger.STARTED).by(command.candidate().method());
                (inserted.containsKey(payment.id()) ? inserted : updated)
                        .put(payment.id(), payment);
            }
            payments.put(order.id(), payment);
            Attempt attempt = attempt(command, order, payment, batch.at());
            made.computeIfAbsent(payment.id(), none -> new ArrayList<>()).add(attempt);
            begun.add(attempt);
            chosen.add(new Chosen(command.decision(), command.candidate(), attempt.id().value()));
            answers.add(new Begun.Fresh(attempt, payment));
        }
        PaymentRows.insert(batch, inserted.values());
        PaymentRows.update(batch, updated.values());
        attempts.insert(batch, begun);
        routing.keep(chosen, batch);
        return answers;
    }

    private static Optional<Begun> obstacle(
            Begin command, @Nullable Order order, List<Attempt> before, Instant at) {
        if (order == null) {
            return Optional.of(new Begun.Refused(Problem.notFound("order")));
        }
        for (Attempt attempt : before) {
            if (attempt.id().equals(command.id())) {
                // Another one may have followed it; that is how the payment stands.
                return Optional.of(new Begun.Repeated(before.getLast()));
            }
        }
        if (!order.payable(at)) {
            return Optional.of(
                    new Begun.Refused(
                            Problem.conflict(
                                    "order_not_payable",
                                    "The order is "
                                            + (order.payable(order.createdAt())
                                                    ? "expired"
                                                    : order.status().word()))));
        }
        return before.stream()
                .filter(attempt -> attempt.status().running())
                .findFirst()
                .map(Begun.Busy::new);
    }

    private static Problem elsewhere() {
        return Problem.conflict("attempt_exists", "An attempt of another order has this id");
    }

    /** Money that could not be booked is not collected. */
    private static Problem nobodyEarns() {
        return Problem.unprocessable(
                "account_closed", "An account that would earn of this order is closed");
    }

    private static Payment first(Order order, String method, Instant at) {
        return new Payment(
                PaymentId.next(),
                order.id(),
                order.platform(),
                order.buyer(),
                PaymentStatus.PROCESSING,
                method,
                order.total(),
                io.paideia.money.Money.zero(order.total().currency()),
                null,
                List.of(),
                at,
                null);
    }

    private static Attempt attempt(Begin command, Order order, Payment payment, Instant at) {
        UUID id = command.id().value();
        return new Attempt(
                new AttemptId(id),
                payment.id(),
                command.candidate().channel(),
                command.candidate().method(),
                Attempt.reference(command.id()),
                AttemptStatus.CREATED,
                order.total(),
                subject(order),
                command.returnUrl(),
                null,
                null,
                null,
                at,
                order.expiresAt(),
                at.plus(command.ifSilent()),
                0,
                command.decision().question().taking(),
                null);
    }

    private static String subject(Order order) {
        String first = order.items().getFirst().title();
        int more = order.items().size() - 1;
        String subject = more == 0 ? first : first + " +" + more;
        return subject.length() > 128 ? subject.substring(0, 127) + "…" : subject;
    }
}

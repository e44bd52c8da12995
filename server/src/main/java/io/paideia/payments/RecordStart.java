package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Started;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import io.paideia.routing.Candidate;
import io.paideia.routing.Chosen;
import io.paideia.routing.Decision;
import io.paideia.routing.Ended;
import io.paideia.routing.Routing;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Records what the channel said when an attempt was started. An attempt that was confirmed or ended
 * meanwhile stays as it is: a notice may overtake the answer of the call that caused it.
 *
 * <p>Where a refusal is followed by an attempt through another channel, that one begins in the same
 * batch. There is no moment at which the payment has failed without anybody being told.
 */
@Component
final class RecordStart implements Handler<RecordStart.Answered, RecordStart.Recorded> {

    private final Unsettled.Reader reader;
    private final AttemptRows attempts;
    private final Orders orders;
    private final Events events;
    private final Routing routing;

    RecordStart(
            Unsettled.Reader reader,
            AttemptRows attempts,
            Orders orders,
            Events events,
            Routing routing) {
        this.reader = reader;
        this.attempts = attempts;
        this.orders = orders;
        this.events = events;
        this.routing = routing;
    }

    /**
     * The channel's answer, or that there was none.
     *
     * @param next what follows if it refused; null if nothing does
     */
    record Answered(AttemptId attempt, Started started, @Nullable Next next) {

        Answered(AttemptId attempt, Started started) {
            this(attempt, started, null);
        }
    }

    /**
     * The attempt that follows a refused one, so that the refusal is no news for the platform.
     *
     * @param ifSilent how long the caller itself waits for the channel; later somebody else asks
     */
    record Next(AttemptId id, Decision decision, Candidate candidate, Duration ifSilent) {}

    /**
     * What came of it.
     *
     * @param attempt as it stands now
     * @param next call its channel now; null if nothing follows
     */
    record Recorded(Attempt attempt, @Nullable Attempt next) {}

    /** What one batch does, gathered for writing as sets. */
    private record Plan(
            Unsettled work,
            Map<OrderId, Order> orders,
            List<Attempt> begun,
            List<Chosen> chosen,
            List<NewEvent> news,
            List<Ended> ended,
            Batch batch) {}

    @Override
    public List<Recorded> handle(List<Answered> commands, Batch batch) throws SQLException {
        Unsettled work =
                reader.ofAttempts(batch, commands.stream().map(Answered::attempt).toList());
        Plan plan =
                new Plan(
                        work,
                        followed(commands, work, batch),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        batch);
        List<Recorded> answers = new ArrayList<>(commands.size());
        for (Answered command : commands) {
            answers.add(record(plan, command));
        }
        // A refused attempt must have ended before the next of its payment can be there.
        reader.write(batch, work);
        attempts.insert(batch, plan.begun());
        events.append(batch, plan.news());
        routing.keep(plan.chosen(), batch);
        routing.learn(plan.ended(), batch);
        return answers;
    }

    /** The orders whose payments may go on with another attempt. */
    private Map<OrderId, Order> followed(List<Answered> commands, Unsettled work, Batch batch)
            throws SQLException {
        List<OrderId> named = new ArrayList<>();
        for (Answered command : commands) {
            Attempt attempt = work.attempt(command.attempt());
            if (attempt != null && command.next() != null) {
                named.add(work.payment(attempt).order());
            }
        }
        return named.isEmpty() ? Map.of() : orders.find(batch, named);
    }

    private static Recorded record(Plan plan, Answered command) {
        Attempt attempt = plan.work().attempt(command.attempt());
        if (attempt == null) {
            throw new IllegalStateException("No such attempt: " + command.attempt());
        }
        if (attempt.status() == AttemptStatus.CREATED
                || attempt.status() == AttemptStatus.UNKNOWN) {
            return answered(plan, attempt, command);
        }
        if (attempt.handle() == null && handle(command.started()) != null) {
            // A notice was faster, but what the channel calls the order is news still.
            attempt = attempt.named(handle(command.started()));
            plan.work().put(attempt);
        }
        return new Recorded(attempt, null);
    }

    private static @Nullable String handle(Started started) {
        return switch (started) {
            case Started.Waiting waiting -> waiting.handle();
            case Started.AtOnce once -> once.handle();
            case Started.Unknown unknown -> unknown.handle();
            case Started.Refused refused -> null;
        };
    }

    private static Recorded answered(Plan plan, Attempt attempt, Answered command) {
        Unsettled work = plan.work();
        Payment payment = work.payment(attempt);
        Instant soon = Backoff.pending(plan.batch().at(), 0);
        Attempt now;
        switch (command.started()) {
            case Started.Waiting waiting -> {
                now = attempt.waiting(waiting.action(), soon).named(waiting.handle());
                work.put(payment.on(PaymentStatus.Trigger.ACTION));
            }
            // What it decided is taken up next, like a notice; until then nothing waits for the
            // buyer.
            case Started.AtOnce once ->
                    now = attempt.waiting(NextAction.NONE, soon).named(once.handle());
            case Started.Refused(Failure failure) -> {
                return refused(plan, attempt, payment, failure, command.next());
            }
            case Started.Unknown unknown -> {
                now =
                        attempt.now(AttemptStatus.UNKNOWN, Backoff.unknown(plan.batch().at(), 0))
                                .named(unknown.handle());
                work.put(payment.on(PaymentStatus.Trigger.DOUBT));
            }
        }
        work.put(now);
        return new Recorded(now, null);
    }

    private static Recorded refused(
            Plan plan, Attempt attempt, Payment payment, Failure failure, @Nullable Next next) {
        Attempt failed = attempt.now(AttemptStatus.FAILED, null);
        plan.work().put(failed);
        plan.ended()
                .add(
                        new Ended(
                                attempt.channel(),
                                attempt.method(),
                                attempt.amount(),
                                Ended.Result.REFUSED));
        Payment after = payment.on(PaymentStatus.Trigger.REFUSED);
        if (after.status() != PaymentStatus.FAILED) {
            // It was paid by an earlier attempt, or somebody ended it.
            return new Recorded(failed, null);
        }
        Order order = plan.orders().get(payment.order());
        if (next == null || order == null || !order.payable(plan.batch().at())) {
            after = after.because(failure);
            plan.work().put(after);
            plan.news().add(PaymentFailed.event(after));
            return new Recorded(failed, null);
        }
        return new Recorded(failed, follow(plan, failed, after, next));
    }

    private static Attempt follow(Plan plan, Attempt failed, Payment payment, Next next) {
        Instant at = plan.batch().at();
        Candidate candidate = next.candidate();
        Attempt attempt =
                failed.following(
                        next.id(),
                        candidate.channel(),
                        candidate.method(),
                        at,
                        at.plus(next.ifSilent()));
        plan.work().put(payment.on(PaymentStatus.Trigger.STARTED).by(candidate.method()));
        plan.begun().add(attempt);
        plan.chosen().add(new Chosen(next.decision(), candidate, attempt.id().value()));
        return attempt;
    }
}

package io.paideia.payments;

import io.paideia.channels.Backoff;
import io.paideia.channels.NextAction;
import io.paideia.channels.Started;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.routing.Ended;
import io.paideia.routing.Routing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Records what the channel said when an attempt was started. An attempt that was confirmed or ended
 * meanwhile stays as it is: a notice may overtake the answer of the call that caused it.
 */
@Component
final class RecordStart implements Handler<RecordStart.Answered, Attempt> {

    private final Unsettled.Reader reader;
    private final Events events;
    private final Routing routing;

    RecordStart(Unsettled.Reader reader, Events events, Routing routing) {
        this.reader = reader;
        this.events = events;
        this.routing = routing;
    }

    /**
     * The channel's answer, or that there was none.
     *
     * @param then what the caller does next
     */
    record Answered(AttemptId attempt, Started started, Then then) {

        Answered(AttemptId attempt, Started started) {
            this(attempt, started, Then.NOTHING);
        }
    }

    /** What follows. */
    enum Then {
        NOTHING,
        /** Another channel is tried at once, so that a refusal is no news for the platform. */
        NEXT
    }

    @Override
    public List<Attempt> handle(List<Answered> commands, Batch batch) throws SQLException {
        Unsettled work =
                reader.ofAttempts(batch, commands.stream().map(Answered::attempt).toList());
        List<NewEvent> news = new ArrayList<>();
        List<Ended> ended = new ArrayList<>();
        List<Attempt> answers = new ArrayList<>(commands.size());
        for (Answered command : commands) {
            Attempt attempt = work.attempt(command.attempt());
            if (attempt == null) {
                throw new IllegalStateException("No such attempt: " + command.attempt());
            }
            if (attempt.status() == AttemptStatus.CREATED
                    || attempt.status() == AttemptStatus.UNKNOWN) {
                attempt = record(work, attempt, command, batch, news);
                if (command.started() instanceof Started.Refused) {
                    ended.add(
                            new Ended(
                                    attempt.channel(),
                                    attempt.method(),
                                    attempt.amount(),
                                    Ended.Result.REFUSED));
                }
            } else if (attempt.handle() == null && handle(command.started()) != null) {
                // A notice was faster, but what the channel calls the order is news still.
                attempt = attempt.named(handle(command.started()));
                work.put(attempt);
            }
            answers.add(attempt);
        }
        reader.write(batch, work);
        events.append(batch, news);
        routing.learn(ended, batch);
        return answers;
    }

    private static @Nullable String handle(Started started) {
        return switch (started) {
            case Started.Waiting waiting -> waiting.handle();
            case Started.AtOnce once -> once.handle();
            case Started.Unknown unknown -> unknown.handle();
            case Started.Refused refused -> null;
        };
    }

    private static Attempt record(
            Unsettled work, Attempt attempt, Answered command, Batch batch, List<NewEvent> news) {
        Payment payment = work.payment(attempt);
        Attempt next;
        switch (command.started()) {
            case Started.Waiting waiting -> {
                next =
                        attempt.waiting(waiting.action(), Backoff.pending(batch.at(), 0))
                                .named(waiting.handle());
                work.put(payment.on(PaymentStatus.Trigger.ACTION));
            }
            // What it decided is taken up next, like a notice; until then nothing waits for the
            // buyer.
            case Started.AtOnce once ->
                    next =
                            attempt.waiting(NextAction.NONE, Backoff.pending(batch.at(), 0))
                                    .named(once.handle());
            case Started.Refused refused -> {
                next = attempt.now(AttemptStatus.FAILED, null);
                Payment failed =
                        payment.on(PaymentStatus.Trigger.REFUSED).because(refused.failure());
                work.put(failed);
                if (command.then() == Then.NOTHING) {
                    news.add(PaymentFailed.event(failed));
                }
            }
            case Started.Unknown unknown -> {
                next =
                        attempt.now(AttemptStatus.UNKNOWN, Backoff.unknown(batch.at(), 0))
                                .named(unknown.handle());
                work.put(payment.on(PaymentStatus.Trigger.DOUBT));
            }
        }
        work.put(next);
        return next;
    }
}
